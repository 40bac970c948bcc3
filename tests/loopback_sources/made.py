"""A small invented edition: primary files, builders and fingerprints, all from nothing.

Run as a program it is ``xstilts-submit`` with that edition in the place of the official one:
``python made.py data prepare --out DIR …``.
"""

import random
import sys
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from xstilts_kit import editions
from xstilts_kit.cell import Cell, Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import Edition, Entry, OfficialFile, Registered
from xstilts_kit.editions.builders import Builder, PrimaryFile
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.tasks import get_task

LANGUAGES = ("de", "es", "fr", "ru")
UNPINNED = "es"
"""The language whose files have neither SHA-256 nor size."""
LARGE = "ru"
"""The language whose file is large."""
HOST = "files.example.org"


@cache
def contents(language: str) -> Mapping[str, bytes]:
    """Address → content of the language's primary files."""
    chance = random.Random(language)
    rows = 10_000 if language == LARGE else 30
    other = [f"{language} Satz {i} {chance.random()}" for i in range(rows)]
    english = [f"{chance.random()} sentence {i} of {language}" for i in range(rows)]
    return MappingProxyType(
        {
            f"https://{HOST}/v1/{language}.txt": _lines(other),
            f"https://{HOST}/v1/{language}.en.txt": _lines(english),
        }
    )


def _lines(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    if language not in LANGUAGES or split != "test":
        return ()
    return tuple(
        PrimaryFile(
            name=f"v1/{url.rpartition('/')[2]}",
            url=url,
            sha256=None if language == UNPINNED else sha256(content).hexdigest(),
            bytes=None if language == UNPINNED else len(content),
            licence="CC BY-NC-ND 3.0" if language == "fr" else "CC BY 4.0",
            noncommercial=language == "fr",
            cite="Nobody 2020",
        )
        for url, content in contents(language).items()
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    other, english = (_read(files[file.name], file.name) for file in primary(language, split))
    if len(other) != len(english):
        raise DataError("The two sides have different numbers of lines.", "Fetch both again.")
    order = sorted(range(len(english)), key=english.__getitem__)
    written = {
        f"tatoeba/{language}-en.en": [english[i] for i in order],
        f"tatoeba/{language}-en.{language}": other,
        f"gold/tatoeba/test-{language}.tsv": [str(i) for i in order],
    }
    for name, lines in written.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(_lines(lines))
    return tuple(out / name for name in written)


def _read(path: Path, name: str) -> list[str]:
    if path.is_dir():
        raise DataError(f"{path}: there is no {name} in it.", "Name the right folder.")
    return path.read_bytes().decode().splitlines()


def bucc_primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    if language not in get_task("bucc2018").languages or split != "test":
        return ()
    terms = "the shared task's terms: research use, no redistribution"
    return (PrimaryFile(f"bucc2018-{language}-en.tar", None, None, None, terms, True, "Nobody"),)


def bucc_build(
    language: str, split: Split, files: Mapping[str, Path], out: Path
) -> tuple[Path, ...]:
    (path,) = files.values()
    names = [f"bucc2018/{language}-en.test.{side}" for side in (language, "en")]
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        code = name.rpartition(".")[2]
        (out / name).write_text(f"{code}-000000001\t{path.read_text()}\n", encoding="utf-8")
    return tuple(out / name for name in names)


@cache
def builders() -> Mapping[str, Builder]:
    return MappingProxyType(
        {
            "tatoeba": Builder("tatoeba", primary, build, "invented"),
            "bucc2018": Builder("bucc2018", bucc_primary, bucc_build, "invented"),
        }
    )


@cache
def edition() -> Edition:
    """What is built when nothing is wrong; of bucc2018 two files are listed."""
    task, entries, known = get_task("tatoeba"), {}, {}
    with TemporaryDirectory() as name:
        root = Path(name)
        for language in LANGUAGES:
            files = {}
            for file, content in zip(
                primary(language, "test"), contents(language).values(), strict=True
            ):
                files[file.name] = root / file.name.replace("/", "-")
                files[file.name].write_bytes(content)
            build(language, "test", files, root)
            inputs = FolderSource(root).inputs(Cell(task.name, language))
            gold = FolderSource(root / "gold").gold(Cell(task.name, language))
            entry = Entry(
                len(inputs.examples),
                editions.fingerprint(inputs.rows()),
                editions.fingerprint(gold or ()),
            )
            cell = Cell("tatoeba", language)
            entries[cell] = entry
            known[cell] = Registered(
                entry.examples, entry.inputs, entry.gold, None, None, (), "Invented."
            )
    listed = tuple(
        OfficialFile(f"bucc2018/fr-en.test.{code}", None, sha256(content).hexdigest(), True)
        for code in ("fr", "en")
        for content in [f"{code}-000000001\tSatz\n".encode()]
    )
    known[Cell("bucc2018", "fr")] = Registered(None, None, None, None, None, listed, "Listed.")
    return Edition("xtreme", "Invented", MappingProxyType(entries), MappingProxyType(known))


def install(put: Callable[[Any, str, Any], None]) -> None:
    """Take the invented edition for the official one.

    Args:
        put: `setattr`, or what undoes it after a test.
    """
    import xstilts_kit.data.parts
    import xstilts_kit.sources.auto

    without = Edition("xtreme-r", "Empty", {})
    known = MappingProxyType({**editions.all_editions(), "xtreme": edition(), "xtreme-r": without})
    put(xstilts_kit.data.parts, "all_builders", builders)
    put(xstilts_kit.sources.auto, "all_builders", builders)
    put(editions, "all_editions", lambda: known)


if __name__ == "__main__":
    from xstilts_kit.cli import main

    install(setattr)
    main(sys.argv[1:])
