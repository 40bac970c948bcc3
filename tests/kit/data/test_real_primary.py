"""`data prepare` against a server of real primary files: what is built is the official edition."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loopback_sources import Sources, loopback_sources
from loopback_sources.real import UNIVERSAL_DEPENDENCIES, published
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
    [("udpos", SMALL), ("tatoeba", ("jv", "ta", "he")), ("xquad", ("de", "th"))],
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
        record = read_record(out, known, language, "test")
        assert record is not None
        assert record.edition == "xtreme"
        for name in known.paths("test", language):
            assert (out / name).read_bytes() == (real_data / "xtreme" / name).read_bytes()
        assert any((out / "gold" / name).is_file() for name in known.answer_paths("test", language))


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
    assert "is not the one that is known" in said
    assert (tmp_path / "out/udpos/test-th.tsv").is_file()
    assert not (tmp_path / "out/udpos/test-mr.tsv").exists()


def test_the_languages_that_the_server_has_are_languages_of_the_task() -> None:
    assert set(UNIVERSAL_DEPENDENCIES) <= set(get_task("udpos").languages)
