"""A problem in the user's files, with its location and remedy."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in one file."""

    code: str
    """A key of `xstilts_kit.diagnostics.codes.CODES`, e.g. ``XS301``."""
    path: str
    """Relative to the submission folder, with forward slashes."""
    message: str
    """What was found and expected."""
    line: int | None = None
    """One-based line number, if the problem is in a line."""
    column: int | None = None
    """One-based column in characters, if known."""

    @property
    def severity(self) -> Severity:
        """An error makes the submission invalid, a warning does not."""
        from xstilts_kit.diagnostics.codes import CODES

        return CODES[self.code].severity

    @property
    def remedy(self) -> str:
        from xstilts_kit.diagnostics.codes import CODES

        return CODES[self.code].remedy

    @property
    def place(self) -> str:
        """``path``, ``path:line`` or ``path:line:column``."""
        parts = [self.path, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)


class Problems:
    """Collects the first `keep` problems of each code and counts the rest.

    Memory is bounded whatever the files contain.
    """

    def __init__(self, keep: int = 20) -> None:
        self._keep = keep
        self._kept: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def add(
        self,
        code: str,
        path: str,
        message: str,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        self._counts[code] += 1
        if self._counts[code] <= self._keep:
            self._kept.append(Problem(code, path, message, line, column))

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(self._kept, key=lambda p: (p.path, p.line or 0, p.column or 0, p.code)))

    def __bool__(self) -> bool:
        return bool(self._counts)

    def count(self, severity: Severity) -> int:
        """Number of problems of this severity, kept or not."""
        from xstilts_kit.diagnostics.codes import CODES

        return sum(n for code, n in self._counts.items() if CODES[code].severity == severity)

    def not_shown(self) -> dict[str, int]:
        """Number of problems per code that were counted but not kept."""
        return {c: n - self._keep for c, n in sorted(self._counts.items()) if n > self._keep}
