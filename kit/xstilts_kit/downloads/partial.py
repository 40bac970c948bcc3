"""The part of a file that has arrived, with the server's validator for asking for the rest."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PartialFile:
    """A partial file; it survives interruptions."""

    path: Path

    @property
    def _validator(self) -> Path:
        return self.path.with_name(f"{self.path.name}.version")

    def headers_for_rest(self, arrived: int, *, verified: bool) -> dict[str, str]:
        """Return the headers that request the rest, if the partial file can be trusted.

        Args:
            arrived: Size of the partial file in bytes.
            verified: Whether the whole file will be compared with a known SHA-256.
        """
        if arrived == 0:
            return {}
        try:
            version = self._validator.read_text(encoding="utf-8")
        except (OSError, ValueError):
            version = ""
        if not version and not verified:
            return {}
        asked = {"Range": f"bytes={arrived}-"}
        return asked | ({"If-Range": version} if version else {})

    def remember(self, etag: str | None, modified: str | None) -> None:
        """Store the validator of a file that arrives from its start: its ETag or its date."""
        version = etag or modified or ""
        strong = "" if version.startswith("W/") else version
        self._validator.write_text(strong, encoding="utf-8", newline="\n")

    def forget_validator(self) -> None:
        """Delete the validator, once the file is whole."""
        self._validator.unlink(missing_ok=True)

    def drop(self) -> None:
        """Delete the partial file and its validator."""
        self.path.unlink(missing_ok=True)
        self.forget_validator()
