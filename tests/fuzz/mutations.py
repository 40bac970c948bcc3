"""Small damage to a submission folder: bytes, lines, fields, files, the manifest."""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

Mutation = Callable[[Path, Random], None]

_STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**63, 10**400, 1e308, -0.0, 5.0, "", " ", "0", "01", "-1", "١",
    "\u0000", "\ud800", "\u202e", "a" * 300, "🙂", [], [None], [[]], {}, {"id": "0"}, "../../etc",
    "NaN", [0] * 1000, {"a": {"b": {}}},
)  # fmt: skip
_BYTES = (b"\x00", b"\xff", b"\r", b"\n", b"\t", b'"', b"\\", b"{", b"}", b"\xef\xbb\xbf", b"\xc3")


def _pick(folder: Path, chance: Random) -> Path:
    """A prediction file, or now and then the manifest."""
    files, manifest = _files(folder), folder / "manifest.json"
    wants_manifest = not files or chance.random() < 0.1
    if wants_manifest and not _is_plain(manifest):
        raise FileNotFoundError(manifest)
    return manifest if wants_manifest else chance.choice(files)


def _files(folder: Path) -> list[Path]:
    """The prediction files that can be read: no pipes, which would wait, and no links."""
    return [path for path in sorted((folder / "predictions").rglob("*.jsonl")) if _is_plain(path)]


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _place(content: bytes, chance: Random) -> int:
    return chance.randrange(len(content) + 1)


def flip_bit(folder: Path, chance: Random) -> None:
    """One bit of one byte."""
    path = _pick(folder, chance)
    content = bytearray(path.read_bytes())
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def insert_bytes(folder: Path, chance: Random) -> None:
    """A byte that means something to some reader."""
    path = _pick(folder, chance)
    content = path.read_bytes()
    at = _place(content, chance)
    path.write_bytes(content[:at] + chance.choice(_BYTES) + content[at:])


def delete_bytes(folder: Path, chance: Random) -> None:
    """A few bytes anywhere."""
    path = _pick(folder, chance)
    content = path.read_bytes()
    at = _place(content, chance)
    path.write_bytes(content[:at] + content[at + chance.randint(1, 9) :])


def cut(folder: Path, chance: Random) -> None:
    """The end of a file."""
    path = _pick(folder, chance)
    content = path.read_bytes()
    path.write_bytes(content[: _place(content, chance)])


def _lines(path: Path, chance: Random, change: Callable[[list[bytes]], None]) -> None:
    lines = path.read_bytes().split(b"\n")
    change(lines)
    path.write_bytes(b"\n".join(lines))


def drop_line(folder: Path, chance: Random) -> None:
    """A line."""
    _lines(
        _pick(folder, chance),
        chance,
        lambda lines: lines.pop(chance.randrange(len(lines))) and None,
    )


def double_line(folder: Path, chance: Random) -> None:
    """A line, again right behind itself."""

    def change(lines: list[bytes]) -> None:
        at = chance.randrange(len(lines))
        lines.insert(at, lines[at])

    _lines(_pick(folder, chance), chance, change)


def swap_lines(folder: Path, chance: Random) -> None:
    """Two lines."""

    def change(lines: list[bytes]) -> None:
        one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[two] = lines[two], lines[one]

    _lines(_pick(folder, chance), chance, change)


def blank_line(folder: Path, chance: Random) -> None:
    """An empty line, or one of spaces."""
    path = _pick(folder, chance)
    _lines(
        path,
        chance,
        lambda lines: lines.insert(chance.randrange(len(lines)), b" " * chance.randrange(3)),
    )


def change_field(folder: Path, chance: Random) -> None:
    """A field of a record: another value, another name, gone, or one more."""
    path = chance.choice(_files(folder))
    lines = path.read_text(encoding="utf-8").split("\n")
    at = chance.randrange(max(1, len(lines) - 1))
    try:
        record = json.loads(lines[at])
    except ValueError:
        return
    _change_object(record, chance)
    lines[at] = json.dumps(record)
    path.write_text("\n".join(lines), encoding="utf-8", errors="surrogatepass")


def _change_object(value: dict[str, Any], chance: Random) -> None:
    key = chance.choice(sorted(value)) if value else "id"
    way = chance.randrange(4)
    if way == 0:
        value[key] = chance.choice(_STRANGE)
    elif way == 1:
        value.pop(key, None)
    elif way == 2:
        value[f"{key}x"] = value.pop(key, None)
    else:
        value["extra"] = chance.choice(_STRANGE)


def change_manifest(folder: Path, chance: Random) -> None:
    """A value anywhere in the manifest."""
    path = folder / "manifest.json"
    if not _is_plain(path):
        return
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return
    place: Any = manifest
    while True:
        inner = [
            value
            for value in (place.values() if isinstance(place, dict) else place)
            if isinstance(value, dict | list) and value
        ]
        if not inner or chance.random() < 0.3:
            break
        place = chance.choice(inner)
    if isinstance(place, dict):
        _change_object(place, chance)
    else:
        at = chance.randrange(len(place))
        way = chance.randrange(3)
        if way == 0:
            place[at] = chance.choice(_STRANGE)
        elif way == 1:
            place.append(place[at])
        else:
            place.pop(at)
    path.write_text(json.dumps(manifest), encoding="utf-8", errors="surrogatepass")


def remove_file(folder: Path, chance: Random) -> None:
    """A file."""
    _pick(folder, chance).unlink(missing_ok=True)


def move_file(folder: Path, chance: Random) -> None:
    """A file, to another language's name."""
    one, two = _pick(folder, chance), _pick(folder, chance)
    one.replace(two)


def exchange_files(folder: Path, chance: Random) -> None:
    """Two files of predictions."""
    files = _files(folder)
    one, two = chance.choice(files), chance.choice(files)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def add_thing(folder: Path, chance: Random) -> None:
    """Something that does not belong: a file, a folder with one, a link, a pipe."""
    place = folder / chance.choice(["", "predictions", "predictions/xnli", "predictions/new"])
    place.mkdir(parents=True, exist_ok=True)
    name = place / chance.choice(["x", "xx.jsonl", ".hidden", "de.JSONL", "a\nb", "con", "é.jsonl"])
    if name.exists():
        return
    way = chance.randrange(3)
    if way == 0:
        name.write_bytes(b"{}\n")
    elif way == 1:
        name.symlink_to("/dev/zero")
    else:
        os.mkfifo(name)


def replace_file(folder: Path, chance: Random) -> None:
    """A file by a link to itself, a pipe or a folder."""
    path = _pick(folder, chance)
    content = path.read_bytes()
    path.unlink()
    way = chance.randrange(3)
    if way == 0:
        elsewhere = folder.parent / f"elsewhere-{chance.random()}"
        elsewhere.write_bytes(content)
        path.symlink_to(elsewhere)
    elif way == 1:
        os.mkfifo(path)
    else:
        path.mkdir()


MUTATIONS: tuple[Mutation, ...] = (
    flip_bit, insert_bytes, delete_bytes, cut, drop_line, double_line, swap_lines, blank_line,
    change_field, change_manifest, change_manifest, remove_file, move_file, exchange_files,
    add_thing, replace_file,
)  # fmt: skip


def sign_again(folder: Path) -> None:
    """Let the manifest tell the truth about the files, as somebody would who wants to cheat."""
    path = folder / "manifest.json"
    if not _is_plain(path):
        return
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for entry in manifest["files"]:
            if not _is_plain(folder / entry["path"]):
                continue
            content = (folder / entry["path"]).read_bytes()
            entry["sha256"] = sha256(content).hexdigest()
            entry["bytes"] = len(content)
            entry["records"] = content.count(b"\n")
        path.write_text(json.dumps(manifest), encoding="utf-8", errors="surrogatepass")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return


def copy_of(folder: Path, to: Path) -> Path:
    """A fresh copy of a submission."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to
