"""Says whether a tag may be released, and with which notes.

    release.py notes TAG   print the tag's section of CHANGELOG.md, or say why TAG is not released
    release.py trial N     make the version in pyproject.toml a development version, for TestPyPI

The version stands in pyproject.toml alone. Run in the repository's root.
"""

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path("pyproject.toml")
CHANGELOG = Path("CHANGELOG.md")


class Refused(Exception):
    """The tag is not released."""


def version() -> str:
    """The version in pyproject.toml."""
    return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])


def notes(tag: str) -> str:
    """The section of a tag in the changelog, without its heading."""
    if tag != f"v{version()}":
        raise Refused(f"the tag is {tag!r} and pyproject.toml says version {version()}")
    text = CHANGELOG.read_text(encoding="utf-8")
    sections = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    found = dict(zip(sections[1::2], sections[2::2], strict=True))
    heading = next((line for line in found if line.split(" ")[0] == version()), None)
    if heading is None:
        raise Refused(f"CHANGELOG.md has no section {version()}")
    if not re.fullmatch(rf"{re.escape(version())} \(\d{{4}}-\d{{2}}-\d{{2}}\)", heading):
        raise Refused(f"the heading {heading!r} in CHANGELOG.md is not 'VERSION (YYYY-MM-DD)'")
    if not found[heading].strip():
        raise Refused(f"section {version()} of CHANGELOG.md is empty")
    return found[heading].strip() + "\n"


def trial(number: str) -> str:
    """Make the version a development version, and return it."""
    if not re.fullmatch(r"\d{1,9}", number):
        raise Refused(f"{number!r} is not a number")
    made = f"{version()}.dev{number}"
    text = PROJECT.read_text(encoding="utf-8")
    PROJECT.write_text(
        text.replace(f'\nversion = "{version()}"\n', f'\nversion = "{made}"\n', 1),
        encoding="utf-8",
    )
    return f"{made}\n"


def main() -> int:
    """Run one of the two."""
    try:
        match sys.argv[1:]:
            case ["notes", tag]:
                sys.stdout.write(notes(tag))
            case ["trial", number]:
                sys.stdout.write(trial(number))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except Refused as error:
        print(f"Not released: {error}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
