"""The pages of the documentation: their blocks, and a script that runs them as printed."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "kit" / "docs"

_FENCE = re.compile(r"^ *(```+)(\w*)$")
_NOT_RUN = re.compile(r"^ *% not run: needs (.+)$")

REASONS = ("the Hub", "a GPU", "a cluster", "a download", "the package index", "hours", "GitHub")
"""What a block may need that the tests do not have; it is then parsed, and not run."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page."""

    line: int
    """Of its first fence, from 1."""
    language: str
    text: str
    needs: str | None
    """What keeps the tests from running it: ``% not run: needs …`` above the block."""


def pages() -> list[Path]:
    """Every page that is written by hand."""
    return sorted(DOCS.glob("**/*.md"))


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page in order."""
    needs: str | None = None
    begun: tuple[int, str, str] | None = None
    text: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if begun is None:
            fence = _FENCE.match(line)
            said = _NOT_RUN.match(line)
            if fence is not None:
                begun, text = (number, fence[1], fence[2]), []
            elif said is not None:
                needs = said[1]
            elif line:
                needs = None
        elif line.strip() == begun[1]:
            yield Block(begun[0], begun[2], dedent("\n".join(text)), needs)
            begun, needs = None, None
        else:
            text.append(line)


def commands(text: str) -> Iterator[list[str]]:
    """The project's own commands in a shell block, as arguments; continued lines are joined."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        for part in _parts(words):
            if part[:1] and part[0].startswith("xstilts-"):
                yield part
            elif part[:1] == ["torchrun"]:
                module, *rest = part[part.index("-m") + 1 :]
                yield [_SCRIPTS[module], *rest]


_SCRIPTS = {"xstilts_kit": "xstilts-submit", "xstilts_baselines": "xstilts-baselines"}


def _parts(words: list[str]) -> Iterator[list[str]]:
    """The simple commands of a line: what stands between ``&&``, ``|`` and redirections."""
    part: list[str] = []
    for word in words:
        if word in ("&&", "|", ">", ";"):
            yield part
            part = []
        else:
            part.append(word)
    yield part


def script(found: list[Block]) -> str:
    """A Python program that runs the blocks in order, and looks for the output that they show.

    A ``text`` block after a command is compared line by line with what the command printed: each of
    its lines must occur, in order; ``...`` stands for any text, and spaces are not counted.
    """
    lines = [_HEAD]
    for block in found:
        where = f"line {block.line}"
        if block.needs is not None:
            continue
        if block.language == "sh":
            lines.append(f"_sh({where!r}, {block.text!r})")
        elif block.language == "python":
            lines.append(f"exec(compile({block.text!r}, {where!r}, 'exec'))")
        elif block.language == "toml":
            name = block.text.split("\n", 1)[0].removeprefix("# ").strip()
            lines.append(f"Path({name!r}).write_text({block.text!r})")
        elif block.language == "text":
            lines.append(f"_shows({where!r}, {block.text!r})")
    return "\n".join(lines)


_HEAD = """
import re, subprocess, sys
from pathlib import Path

_last = ""


def _sh(where, text):
    global _last
    command = ["bash", "-euo", "pipefail", "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    _last = done.stdout + done.stderr
    if done.returncode:
        sys.exit(f"{where}: exit code {done.returncode}\\n{_last}")


def _shows(where, text):
    at, printed = 0, [" ".join(line.split()) for line in _last.splitlines()]
    for line in filter(None, (" ".join(line.split()) for line in text.splitlines())):
        if line == "...":
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("..."))))
        found = next((i for i in range(at, len(printed)) if pattern.fullmatch(printed[i])), None)
        if found is None:
            sys.exit(f"{where}: not printed: {line}\\n{_last}")
        at = found + 1
"""
