"""The published form of real primary files, from the unpacked benchmark data.

What is at hand as its publisher offers it is served as it is. The archives of the other tasks are
not at hand: they are made here, in their publishers' layout, from the official files. So their size
and SHA-256 are not the published ones, and `pin_made` puts theirs in the place of those.
"""

import csv
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.cell import Split
from xstilts_kit.editions.builders import PrimaryFile, _primary, all_builders
from xstilts_kit.tasks import get_task

UNIVERSAL_DEPENDENCIES = (
    "en", "et", "fa", "id", "kk", "mr", "nl", "pt", "ta", "te", "th", "tl", "tr", "ur", "vi",
    "yo",
)  # fmt: skip
"""Languages of XTREME whose raw test treebanks are at hand, all of them."""
XNLI_HEAD = (
    "language\tgold_label\tsentence1_binary_parse\tsentence2_binary_parse\tsentence1_parse"
    "\tsentence2_parse\tsentence1\tsentence2\tpromptID\n"
)
_ROLES: tuple[tuple[Split, str], ...] = (("validation", "dev"), ("test", "test"))


def published(data: Path, task: str, language: str) -> Iterator[tuple[PrimaryFile, bytes]]:
    """The primary files of a test split, as their publisher offers them.

    Tatoeba's English sentences are put back into their order; the other files are the publisher's.
    """
    for file in all_builders()[task].primary(language, "test"):
        if task == "udpos":
            release = "r2.7" if language in ("lt", "pl", "ro", "uk", "wo") else "r2.5"
            path = data / "ud_raw" / release / file.name
        elif task == "xquad":
            path = data / "gold/xquad" / file.name
        elif task == "xcopa":
            path = data / "gold/xcopa" / f"test-{language}.jsonl"
        elif task == "lareqa":
            path = data / "xtreme/lareqa" / file.name
        elif file.name.endswith(".eng"):
            path = data / "gold/tatoeba" / f"{language}-en.aligned.en"
        else:
            path = data / "xtreme/tatoeba" / f"{language}-en.{language}"
        yield file, path.read_bytes()


def made_archive(data: Path, task: str) -> tuple[PrimaryFile, bytes]:
    """The one archive of a task's dev and test splits, made from its official files."""
    (file,) = all_builders()[task].primary(get_task(task).languages[0], "test")
    return file, _made(data, task)


@cache
def _made(data: Path, task: str) -> bytes:
    return _MAKERS[task](data)


def pin_made(
    data: Path, tasks: Sequence[str], put: Callable[[Any, str, Any], None]
) -> Iterator[tuple[str, bytes]]:
    """Take made archives for the published ones: (address, content) of each.

    Args:
        data: The unpacked benchmark data.
        tasks: Whose archives.
        put: `setattr`, or what undoes it after a test.
    """
    archives = {task: made_archive(data, task) for task in tasks}
    known = {
        **_primary.known(),
        **{
            (task, file.name): (len(content), sha256(content).hexdigest())
            for task, (file, content) in archives.items()
        },
    }
    put(_primary, "known", lambda: known)
    return ((str(file.url), content) for file, content in archives.values())


def labelled(data: Path, task: str, language: str, split: Split) -> list[list[str]]:
    """Rows of a split of pairs with their labels, of a test split from the gold."""
    (name,) = get_task(task).paths(split, language)
    with (data / "xtreme" / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    if split != "test":
        return rows
    labels = (data / "gold" / name).read_text(encoding="utf-8").split("\n")[:-1]
    return [[*row, label] for row, label in zip(rows, labels, strict=True)]


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def tarred(members: Mapping[str, bytes], mode: str) -> bytes:
    """A tar archive; mode ``w:gz`` and so on."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def _xnli(data: Path) -> bytes:
    members = {}
    for split, name in _ROLES:
        lines = [
            f"{language}\t{label}\t\t\t\t\t{first}\t{second}\t1\n"
            for language in get_task("xnli").languages
            for first, second, label in labelled(data, "xnli", language, split)
        ]
        members[f"XNLI-1.0/xnli.{name}.tsv"] = XNLI_HEAD + "".join(lines)
    return zipped(members)


def _pawsx(data: Path) -> bytes:
    members = {}
    for language in get_task("pawsx").languages:
        for split, name in _ROLES:
            rows = labelled(data, "pawsx", language, split)
            lines = [f"{i}\t{a}\t{b}\t{label}\n" for i, (a, b, label) in enumerate(rows, start=1)]
            text = "id\tsentence1\tsentence2\tlabel\n" + "".join(lines)
            members[f"x-final/{language}/{name}_2k.tsv"] = text.encode()
    return tarred(members, "w:gz")


def _panx(data: Path) -> bytes:
    """Tags of test files are made up, as they are not known: every one is ``O``."""
    inner = {}
    for path in sorted((data / "xtreme/panx").glob("test-*.tsv")):
        language, members = path.stem.removeprefix("test-"), {}
        for name in ("train", "dev", "test"):
            file = path.with_name(f"{name}-{language}.tsv")
            if file.is_file():
                tag = "\tO" if name == "test" else ""
                lines = file.read_text(encoding="utf-8").split("\n")
                text = "".join(f"{language}:{line}{tag}\n" if line else "\n" for line in lines)
                members[name] = text.encode()
        inner[f"{language}.tar.gz"] = tarred(members, "w:gz")
    return zipped(inner)


def _mlqa(data: Path) -> bytes:
    """The dev files; the test files with their answers are not at hand."""
    task = get_task("mlqa")
    paths = [task.paths("validation", language)[0] for language in task.languages]
    return zipped({p.removeprefix("mlqa/"): (data / "xtreme" / p).read_bytes() for p in paths})


def _tydiqa(data: Path) -> bytes:
    hub = get_task("tydiqa").hub
    assert hub is not None
    members = {
        f"tydiqa-goldp-v1.1-dev/tydiqa-goldp-dev-{name}.json": (
            data / f"gold/tydiqa/tydiqa.goldp.{language}.dev.json"
        ).read_bytes()
        for language, name in hub.codes.items()
    }
    return tarred(members, "w:gz")


_MAKERS: Mapping[str, Callable[[Path], bytes]] = {
    "mlqa": _mlqa,
    "panx": _panx,
    "pawsx": _pawsx,
    "tydiqa": _tydiqa,
    "xnli": _xnli,
}
MADE = tuple(_MAKERS)
"""Tasks whose archives are made."""
