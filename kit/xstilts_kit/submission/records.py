"""Reads the lines of a prediction file; faults in the text become problems."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from xstilts_kit.diagnostics.problem import Problems

LONGEST_LINE = 1 << 20
"""Maximum bytes per line."""

_BLOCK = 1 << 20
"""Bytes read at a time, extended to the end of the last line."""

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROL_OR_RETURN = bytes({*range(0x20), 0x7F} - {ord("\t"), ord("\n")})


@dataclass(slots=True)
class LineReader:
    """Reads a prediction file in bounded memory, while computing its size and digest."""

    path: Path
    name: str
    """Relative path, for problems."""
    problems: Problems
    may_be_empty: bool = False
    size: int = 0
    """Bytes read so far."""
    lines: int = 0
    _digest: Any = field(default_factory=sha256)

    def __iter__(self) -> Iterator[tuple[Sequence[int], Sequence[str | None]]]:
        """Yield blocks of lines: one-based numbers and texts; the text of an invalid line is None.

        Invalid lines are reported as problems. Empty lines are reported, too, but left out, since
        they hold no record.
        """
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                block += file.readline(LONGEST_LINE + 1)
                whole = _sound_lines(block)
                if whole is None:
                    lines = list(self._one_by_one(BytesIO(block), file))
                    yield [number for number, _ in lines], [line for _, line in lines]
                    continue
                self._take(block)
                self.lines += len(whole)
                yield range(self.lines - len(whole) + 1, self.lines + 1), whole
        if self.size == 0 and not self.may_be_empty:
            self.problems.add("XS301", self.name, "0 bytes")

    def _one_by_one(self, block: BinaryIO, file: BinaryIO) -> Iterator[tuple[int, str | None]]:
        """Yield the lines of a block with a fault; the last line may continue in the file."""
        while line := block.readline(LONGEST_LINE + 1):
            self.lines += 1
            self._take(line)
            if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                self.problems.add("XS306", self.name, "more than 1 MiB", self.lines)
                self._skip_line(block, file)
                yield self.lines, None
                continue
            text = self._text(line)
            if text is None or text.strip():
                yield self.lines, text

    def _skip_line(self, *files: BinaryIO) -> None:
        """Read to the end of the line, in the first file, then in the next."""
        for file in files:
            while rest := file.readline(_BLOCK):
                self._take(rest)
                if rest.endswith(b"\n"):
                    return

    @property
    def sha256(self) -> str:
        """Digest of the bytes read so far."""
        digest: str = self._digest.hexdigest()
        return digest

    def _take(self, block: bytes) -> None:
        self.size += len(block)
        self._digest.update(block)

    def _text(self, line: bytes) -> str | None:
        add, number = self.problems.add, self.lines
        if number == 1 and line.startswith(b"\xef\xbb\xbf"):
            add("XS303", self.name, "the file begins with EF BB BF", 1)
            line = line[3:]
        if not line.endswith(b"\n"):
            add("XS308", self.name, "the file ends inside a line", number)
        line = line.removesuffix(b"\n")
        if line.endswith(b"\r"):
            add("XS304", self.name, "the line ends with CR LF", number)
            line = line[:-1]
        damaged = _CONTROL.search(line)
        if damaged is not None:
            place = _column(line, damaged.start())
            add("XS305", self.name, f"byte 0x{damaged[0][0]:02x}", number, place)
            return None
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            place = _column(line, error.start)
            add("XS302", self.name, f"byte 0x{line[error.start]:02x}", number, place)
            return None
        if not text.strip():
            add("XS307", self.name, "the line is empty", number)
        return text


def _sound_lines(block: bytes) -> list[str] | None:
    """Decode a block of complete lines; None if any line has a fault."""
    if not block.endswith(b"\n") or block.startswith(b"\xef\xbb\xbf"):
        return None
    if len(block.translate(None, _CONTROL_OR_RETURN)) < len(block):  # faster than a search
        return None
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    lines.pop()
    begun = text.count("\n{") + text.startswith("{")
    if begun < len(lines) and not all(map(str.strip, lines)):
        return None
    # A character has at most four bytes.
    short = max(map(len, lines)) < LONGEST_LINE // 4
    return lines if short or max(map(len, block.split(b"\n"))) < LONGEST_LINE else None


def _column(line: bytes, at: int) -> int:
    """One-based column, in characters, of a byte in a line."""
    return len(line[:at].decode("utf-8", "replace")) + 1
