"""`data prepare` against a server of real primary files: what is built is the official edition."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loopback_sources import Sources, loopback_sources
from loopback_sources.real import MADE, UNIVERSAL_DEPENDENCIES, pin_made, published
from xstilts_kit.cell import Cell
from xstilts_kit.editions import all_editions
from xstilts_kit.editions.builders import all_builders
from xstilts_kit.sources.prepared import read_record
from xstilts_kit.tasks import get_task

Prepare = Callable[..., tuple[int, str, str]]
SMALL = ("mr", "ta", "te", "th", "tl", "yo", "kk", "vi")


@pytest.fixture
def sources() -> Iterator[Sources]:
    with loopback_sources() as server:
        yield server


def _serve(sources: Sources, data: Path, task: str, languages: tuple[str, ...]) -> list[str]:
    for language in languages:
        for file, content in published(data, task, language):
            sources.put(str(file.url), content)
    return [argument for code in languages for argument in ("--language", code)]


@pytest.mark.parametrize(
    ("task", "languages"),
    [
        ("udpos", SMALL),
        ("tatoeba", ("jv", "ta", "he")),
        ("xquad", ("de", "th")),
        ("xcopa", ("et", "th", "qu")),
        ("lareqa", ("hi", "zh")),
    ],
)
def test_real_primary_files_give_the_official_edition(
    task: str,
    languages: tuple[str, ...],
    real_data: Path,
    sources: Sources,
    prepare: Prepare,
    tmp_path: Path,
) -> None:
    chosen = _serve(sources, real_data, task, languages)
    code, _, said = prepare("--task", task, "--split", "test", *chosen)
    assert code == 0, said
    out = tmp_path / "out"
    known = get_task(task)
    for language in languages:
        record = read_record(out, Cell(known.name, language))
        assert record is not None
        assert record.edition == ("xtreme-r" if known.name in ("xcopa", "lareqa") else "xtreme")
        for name in known.paths("test", language):
            assert (out / name).read_bytes() == (real_data / "xtreme" / name).read_bytes()
        gold = [out / "gold" / name for name in known.answer_paths("test", language)]
        assert any(path.is_file() for path in gold) != known.answers_stay


SPLITS = {
    "mlqa": ("validation",),
    "panx": ("validation", "test"),
    "pawsx": ("validation", "test"),
    "tydiqa": ("test",),
    "xnli": ("validation", "test"),
}
"""What is at hand of the tasks whose archives are made."""
LARGE = ("panx",)
"""Whose archive takes long to make; the others are packed alike."""
SOME = {"panx": ("en", "yo", "my", "bn", "hu", "jv", "sw", "ml", "ka", "qu")}
"""Of PAN-X some languages, for the sake of time."""


@pytest.mark.parametrize(
    "task", [pytest.param(task, marks=[pytest.mark.nightly] * (task in LARGE)) for task in MADE]
)
def test_archives_in_the_publishers_layout_give_the_official_files(
    task: str,
    real_data: Path,
    sources: Sources,
    prepare: Prepare,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for url, content in pin_made(real_data, [task], monkeypatch.setattr):
        sources.put(url, content)
    known = get_task(task)
    languages = SOME.get(task, known.languages)
    asked = [argument for code in languages for argument in ("--language", code)]
    asked += [argument for split in SPLITS[task] for argument in ("--split", split)]
    code, _, said = prepare("--task", task, *asked)
    assert code == 0, said
    assert len(sources.requests) == 1
    out = tmp_path / "out"
    for role in SPLITS[task]:
        for language in languages:
            edition = "xtreme" if language in known.languages else "xtreme-r"
            record = read_record(out, Cell(known.name, language, role))
            assert record is not None and record.edition == edition
            entry = all_editions()[edition].registered[Cell(task, language, role)]
            official = {file.path: (file.bytes, file.sha256) for file in entry.files}
            built = {file.path: (file.bytes, file.sha256) for file in record.files}
            for name in known.paths(role, language):
                assert built[name] == official[name]
                assert built[name][1] is not None
            gold = real_data / f"gold/{task}/test-{language}.tsv"
            if role == "test" and gold.is_file():
                assert (out / f"gold/{task}/{gold.name}").read_bytes() == gold.read_bytes()


def test_an_archive_that_is_not_the_published_one_is_refused(
    real_data: Path, sources: Sources, prepare: Prepare, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as made:
        archives = dict(pin_made(real_data, ["tydiqa", "pawsx"], made.setattr))
    for url, content in archives.items():
        sources.put(url, content)
    (pinned,) = all_builders()["pawsx"].primary("de", "test")
    code, _, said = prepare("--task", "pawsx", "--language", "de")
    assert code == 3
    assert f"not {pinned.bytes:,}" in said


def test_a_treebank_of_another_release_is_found(
    real_data: Path, sources: Sources, prepare: Prepare, tmp_path: Path
) -> None:
    chosen = _serve(sources, real_data, "udpos", ("mr", "th"))
    path = next(path for path in sources.files if "UD_Marathi" in path)
    # A later release has the same file with another tag in it.
    sources.files[path] = sources.files[path].replace(b"\tNOUN\t", b"\tVERB\t", 1)
    code, _, said = prepare("--task", "udpos", "--split", "test", *chosen)
    assert code == 3
    assert "udpos/mr (test): " in said
    assert "this is not the expected file" in said
    assert (tmp_path / "out/udpos/test-th.tsv").is_file()
    assert not (tmp_path / "out/udpos/test-mr.tsv").exists()


def test_the_languages_that_the_server_has_are_languages_of_the_task() -> None:
    assert set(UNIVERSAL_DEPENDENCIES) <= set(get_task("udpos").languages)
