"""Known sizes and checksums of the primary files (``primary.tsv``)."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from xstilts_kit.editions.builders._builder import PrimaryFile


def table(name: str) -> Iterator[Mapping[str, str]]:
    """Read a tab-separated file of this package; keys are the names in its first line."""
    head, *rows = (files(__package__) / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    for row in rows:
        yield dict(zip(head.split("\t"), row.split("\t"), strict=True))


@cache
def known() -> Mapping[tuple[str, str], tuple[int, str]]:
    """(task, file name) → size and SHA-256."""
    return {
        (row["task"], row["name"]): (int(row["bytes"]), row["sha256"])
        for row in table("primary.tsv")
    }


def primary_file(
    task: str, name: str, url: str | None, *, licence: str, noncommercial: bool, cite: str
) -> PrimaryFile:
    """Describe a primary file, with its size and checksum if known."""
    size, digest = known().get((task, name), (None, None))
    return PrimaryFile(name, url, digest, size, licence, noncommercial, cite)
