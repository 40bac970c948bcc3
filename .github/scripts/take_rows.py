"""Takes newly scored rows into the checkout of the branch `scored`, file by file.

The rows were computed from hostile data in a job without a token; this runs in the job that has
one. So nothing is taken but plain files with names that scored rows have, and no number of a row
that is there already is changed.

Environment: GITHUB_WORKSPACE, RUNNER_TEMP.
"""

import os
import re
import shutil
import sys
from pathlib import Path

ROW = re.compile(r"[0-9a-f]{64}")
FILE = re.compile(
    r"row\.json|scores\.json|likeness\.npz|gone\.json|[a-z0-9-]{1,32}\.numbers"
    r"|items-[a-z0-9]{1,16}\.json"
)
IDS = re.compile(r"ids/[0-9a-f]{16}\.json")
"""Ids of examples, named by their digest, which rows share."""
ADDED = re.compile(r"items-[a-z0-9]{1,16}\.json")
"""What may come later to a row that is whole, but is never changed."""
CHANGING = frozenset({"likeness.npz", "gone.json"})
"""What may be written again in a row that is whole."""
REMOVED = "removed.txt"
LARGEST = 64 << 20
MOST_FILES = 50_000


class Refused(Exception):
    """A file that no scored row has."""


def main() -> int:
    """Take all, or nothing."""
    new = Path(os.environ["RUNNER_TEMP"]) / "rows"
    scored = Path(os.environ["GITHUB_WORKSPACE"]) / "scored"
    try:
        files = [path for path in sorted(new.rglob("*")) if path.is_symlink() or not path.is_dir()]
        names = [path.relative_to(new).as_posix() for path in files]
        if len(files) > MOST_FILES:
            raise Refused(f"{len(files)} files")
        kept = [name for name in names if name != REMOVED]
        for name in kept:
            check(new / name, name, scored)
        gone = removed(new / REMOVED) if REMOVED in names else []
    except Refused as error:
        print(f"Nothing was taken: {str(error)[:200]!r}", file=sys.stderr)
        return 1
    for name in kept:
        (scored / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(new / name, scored / name)
    for name in gone:
        (scored / name).unlink(missing_ok=True)
    print(f"{len(kept)} files taken, {len(gone)} removed")
    return 0


def check(path: Path, name: str, scored: Path) -> None:
    """Refuse a file that no scored row has."""
    row, _, file = name.partition("/")
    shared = IDS.fullmatch(name) is not None
    if not shared and (not ROW.fullmatch(row) or not FILE.fullmatch(file)):
        raise Refused(name)
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
        raise Refused(f"{name} is no plain file, or too large")
    target = scored / name
    whole = (scored / row / "row.json").is_file()
    same = target.is_file() and target.read_bytes() == path.read_bytes()
    added = ADDED.fullmatch(file) is not None and not target.exists()
    if shared and target.exists() and not same:
        raise Refused(f"{name} would change ids that are there")
    if whole and file not in CHANGING and not same and not added:
        raise Refused(f"{name} would change a row that is whole")


def removed(path: Path) -> list[str]:
    """The marks of rows whose predictions are there again."""
    if path.is_symlink() or path.stat().st_size > LARGEST:
        raise Refused(REMOVED)
    names = [name for name in path.read_text(encoding="utf-8").split("\0") if name]
    for name in names:
        row, _, file = name.partition("/")
        if not ROW.fullmatch(row) or file != "gone.json":
            raise Refused(name)
    return names


if __name__ == "__main__":
    sys.exit(main())
