"""What macOS and Windows need: names, lengths and line ends of files; no call only Unix has."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.storage import output
from xstilts_kit.submission import target
from xstilts_kit.submission.layout import UNFINISHED
from xstilts_kit.submission.naming import is_portable_name
from xstilts_kit.suites import SUITES, get_suite
from xstilts_kit.transforms import all_transforms
from xstilts_schemas import names

ROOT = Path(__file__).parents[2]
PACKAGES = ("kit/xstilts", "kit/xstilts_kit", "schemas", "leaderboard", "baselines")
LONGEST = 120
"""Of a path in a folder of ours: Windows allows 260 characters in all, unless told otherwise."""

UNIX = {
    *("fork", "forkpty", "getuid", "geteuid", "getppid", "killpg", "mkfifo", "nice", "setsid"),
    *("fchmod", "chown", "lchown", "symlink", "wait", "waitpid", "WNOHANG", "O_NOFOLLOW"),
    *("symlink_to", "SIGKILL", "SIGHUP", "SIGUSR1", "SIGALRM", "alarm", "getrusage"),
}
"""Attributes of `os`, `signal` and `Path` that Windows has not, or not for every user."""
MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog", "crypt"}


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


TREES = dict(_trees())


def test_no_module_that_only_unix_has_is_imported() -> None:
    found = {
        (str(path), name)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module]
        )
        if name in MODULES
    }
    assert found == set()


def test_nothing_is_called_that_only_unix_has() -> None:
    found = {
        f"{path}:{node.lineno}: {node.attr}"
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in UNIX
        if node.attr == "symlink_to" or getattr(node.value, "id", "") in ("os", "signal")
    }
    assert found == set()


def test_text_is_written_with_its_encoding_and_line_ends() -> None:
    """Without `newline`, Windows writes CRLF: other bytes, and other digests."""
    loose = []
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            keywords = {one.arg for one in node.keywords}
            mode = node.args[0] if node.args else None
            opened = node.func.attr == "open" and isinstance(mode, ast.Constant)
            text = opened and re.fullmatch(r"[wax]\+?t?", str(getattr(mode, "value", "")))
            if (node.func.attr == "write_text" or text) and not {"encoding", "newline"} <= keywords:
                loose.append(f"{path}:{node.lineno}")
    assert loose == []


def test_every_name_of_a_cell_is_one_on_every_system() -> None:
    cells = {
        Cell(task.name, language)
        for suite in SUITES
        for task in get_suite(suite).tasks()
        for language in get_suite(suite).languages_of(task)
    }
    assert len(cells) > 200
    for cell in cells:
        for part in (cell.task, cell.language):
            assert is_portable_name(part), part
            assert part == part.lower()
    levels = [
        f"{name}:{level}"
        for name, transform in all_transforms().items()
        for level in transform.levels or ("0.333",)
    ]
    for level in levels:
        path = Cell("xnli", "de", transform=level).path
        assert not set(path) & set('<>:"\\|?*'), path
        assert len(path) < LONGEST


def test_a_lock_that_windows_keeps_is_removed_after_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "sub"
    remove = shutil.rmtree

    def all_but_the_lock(folder: Path, ignore_errors: bool = False) -> None:
        for path in Path(folder).iterdir():
            if path.name != "lock":
                path.unlink()

    monkeypatch.setattr(output, "_WINDOWS", True)
    with target.work_on(out, {}, None):
        with monkeypatch.context() as held:
            held.setattr(target.shutil, "rmtree", all_but_the_lock)
            target.finish(out)
        assert [path.name for path in (out / UNFINISHED).iterdir()] == ["lock"]
    assert not (out / UNFINISHED).exists()
    assert target.shutil.rmtree is remove


@pytest.mark.parametrize("name", ["con", "aux.v2", "nul", "com1", "lpt9.x", "a.", "A", "a b", "é"])
def test_a_row_is_not_called_what_windows_reserves(name: str) -> None:
    assert not is_portable_name(name)


def test_no_file_of_the_repository_is_called_what_windows_reserves() -> None:
    files = [path for package in (*PACKAGES, "tests") for path in (ROOT / package).rglob("*")]
    paths = [path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts]
    for path in paths:
        assert len(path) < 200
        assert not set(path) & set('<>:"\\|?*'), path
        for part in path.split("/"):
            device = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part)
            assert device is None and not part.endswith((".", " ")), path
    folded = {path.casefold() for path in paths}
    assert len(folded) == len(paths)


def test_files_are_checked_out_byte_by_byte() -> None:
    assert "* -text" in (ROOT / ".gitattributes").read_text().splitlines()
    assert {"manifest", "scores"} <= set(names())
