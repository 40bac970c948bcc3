"""``--source hub`` from the command line, with the real clients: predict, validate, score.

The prediction and one validation are processes of their own; the other commands run in this one.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loopback_hub import (
    NOWHERE,
    Hub,
    loopback_hub,
    run_cli,
    run_python,
    xtreme_dataset,
    xtreme_files,
    xtreme_from_folder,
    xtreme_rows,
)
from loopback_hub.client import call_cli
from xstilts_kit import miniature
from xstilts_kit.cell import Cell, Split
from xstilts_kit.editions import all_editions, fingerprint, gold_fingerprint, identify
from xstilts_kit.sources import open_sources
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.survey import count_warning, survey
from xstilts_kit.tasks import get_task

TASKS = ("xnli", "udpos", "tydiqa", "tatoeba")
CELLS = ("tatoeba/ar", "tydiqa/ar", "tydiqa/en", "udpos/ar", "udpos/en", "xnli/ar", "xnli/en")
REQUEST = (
    *("predict", "--suite", "xtreme-8", "--model", "mini", "--source", "hub", "--device", "cpu"),
    *(part for task in TASKS for part in ("--task", task)),
    *("--language", "ar", "--language", "en"),
)
WARNING = "udpos/en (test): 201 examples on the Hub; edition xtreme has 5,440."


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The miniature as the Hub would have it, with a sentence more in UD's English."""
    found = xtreme_rows(miniature.DATA, miniature.LABELS, TASKS, ("ar", "en"))
    english = found["udpos.English"]["test"]
    english.append(english[0])
    return found


@dataclass(frozen=True)
class Predicted:
    """What was predicted from a Hub that lives on."""

    hub: Hub
    home: Path
    commit: str
    out: Path
    output: str
    said: list[str]
    requests: list[str]

    @property
    def edition(self) -> str:
        return f"hub-{self.commit[:12]}"

    def data(self) -> dict[str, dict[str, Any]]:
        manifest = json.loads((self.out / "manifest.json").read_text(encoding="utf-8"))
        return {f"{entry['task']}/{entry['language']}": entry for entry in manifest["data"]}


@pytest.fixture(scope="module")
def predicted(rows: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Predicted]:
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("out") / "mini"
    with loopback_hub() as hub:
        commit = xtreme_dataset(hub, rows).head
        done = run_cli(hub, home, *REQUEST, "--limit", "20", "--out", out, timeout=300)
        assert done.returncode == 0, done.stderr
        asked = [str(request) for request in hub.requests]
        yield Predicted(hub, home, commit, out, done.stdout, done.stderr.splitlines(), asked)


def test_predictions_name_the_commit_and_what_differs(predicted: Predicted) -> None:
    assert "140 records in 7 files" in predicted.output
    data = predicted.data()
    assert tuple(sorted(data)) == CELLS
    mini = identify(Cell("xnli", "en"), data["xnli/en"]["inputs_fingerprint"])
    assert mini is not None
    for name, entry in data.items():
        assert (entry["source"], entry["source_revision"]) == ("hub", predicted.commit)
        assert entry["edition"] == (predicted.edition if name == "udpos/en" else mini)
    assert [line for line in predicted.said if "Warning" in line] == [f"Warning: {WARNING}"]


def test_a_prediction_pins_once_and_fetches_what_it_needs(predicted: Predicted) -> None:
    api = [request for request in predicted.requests if "/api/" in request]
    assert api == ["GET /api/datasets/google/xtreme"]
    fetched = {r.partition("/resolve/")[2] for r in predicted.requests if "/resolve/" in r}
    assert fetched == {
        f"{predicted.commit}/{config}-00000-of-00001.parquet"
        for config in (
            *("XNLI/test", "tydiqa/validation", "tatoeba.ara/validation"),
            *("udpos.Arabic/test", "udpos.English/test"),
        )
    }


def _files(predicted: Predicted) -> str:
    """What the request needs of the Hub, in words."""
    repository = predicted.hub.repositories["dataset", "google/xtreme"]
    listed = repository.commits[predicted.commit].files
    names = {r.partition(f"{predicted.commit}/")[2] for r in predicted.requests if "/resolve/" in r}
    size = sum(len(file.content) for name, file in listed.items() if name in names)
    return f"5 files, {size / 1e6:,.1f} MB, of google/xtreme at {predicted.commit[:7]}"


def test_what_is_fetched_is_said_before_and_nothing_is_fetched_twice(
    predicted: Predicted,
) -> None:
    fetched = [request for request in predicted.requests if "/resolve/" in request]
    assert len([r for r in fetched if r.startswith("GET")]) == 5
    assert len(fetched) == len(set(fetched))
    said = [line for line in predicted.said if line.startswith("Fetching")]
    assert said == [f"Fetching {_files(predicted)}."]


@pytest.mark.parametrize("command", ["validate", "score"])
@pytest.mark.parametrize("quiet", [False, True])
def test_validation_and_scores_say_what_they_fetch_all_of_it_at_once(
    command: str, quiet: bool, predicted: Predicted, home: Path
) -> None:
    predicted.hub.forget_requests()
    request = (command, predicted.out, "--source", "hub", *(["--quiet"] if quiet else []))
    done = call_cli(predicted.hub, home, *request)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if "Fetching" in line]
    assert said == ([] if quiet else [f"Fetching {_files(predicted)}."])
    fetched = [r for r in map(str, predicted.hub.requests) if "/resolve/" in r]
    assert len([r for r in fetched if r.startswith("GET")]) == 5


def test_a_dry_run_fetches_nothing_and_says_what_a_run_would(
    predicted: Predicted, home: Path
) -> None:
    predicted.hub.forget_requests()
    done = call_cli(predicted.hub, home, *REQUEST, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert f"not here yet: {_files(predicted)}; predict fetches them\n" in done.stdout
    assert "time: no estimate, because no data are here yet" in done.stdout
    assert [r for r in map(str, predicted.hub.requests) if "/resolve/" in r] == []
    assert not list(home.rglob("*.parquet"))


def test_a_dry_run_where_some_files_are_here_measures_with_those(
    predicted: Predicted, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(predicted.home, tmp_path / "home", symlinks=True))
    (file,) = home.rglob("snapshots/*/udpos.English/test-*.parquet")
    size = file.stat().st_size
    file.unlink()
    predicted.hub.forget_requests()
    done = call_cli(predicted.hub, home, *REQUEST, "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    path = "udpos.English/test-00000-of-00001.parquet"
    assert found["from_hub"] == [
        {
            "revision": predicted.commit,
            "files": [{"path": path, "bytes": size}],
            "bytes": size,
        }
    ]
    read = {f"{entry['task']}/{entry['language']}" for entry in found["data"]}
    assert read == set(CELLS) - {"udpos/en"}
    assert found["seconds"] > 0
    assert [r for r in map(str, predicted.hub.requests) if "/resolve/" in r] == []


def test_what_was_predicted_is_valid_offline(predicted: Predicted) -> None:
    done = run_cli(
        NOWHERE, predicted.home, "validate", predicted.out, "--source", "hub", offline=True
    )
    assert done.returncode == 0, done.stderr
    assert "XS502" in done.stdout and predicted.edition in done.stdout
    assert done.stderr == ""


def test_offline_another_revision_is_an_error(predicted: Predicted) -> None:
    request = ("validate", predicted.out, "--source", "hub@v2")
    done = call_cli(NOWHERE, predicted.home, *request, offline=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert "was not fetched at 'v2' before" in done.stderr
    assert f"main ({predicted.commit[:7]})" in done.stderr


def test_offline_a_part_of_the_files_is_an_error(predicted: Predicted, tmp_path: Path) -> None:
    home = Path(shutil.copytree(predicted.home, tmp_path / "home", symlinks=True))
    (file,) = home.rglob("snapshots/*/udpos.Arabic/test-*.parquet")
    file.unlink()
    request = ("validate", predicted.out, "--source", "hub")
    done = call_cli(NOWHERE, home, *request, offline=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert "udpos.Arabic/test-00000-of-00001.parquet of the data set" in done.stderr
    assert "was not fetched before" in done.stderr


def test_scores_from_the_hub_are_against_its_gold(predicted: Predicted) -> None:
    predicted.hub.forget_requests()
    request = ("score", predicted.out, "--source", "hub", "--no-intervals", "--json")
    done = call_cli(predicted.hub, predicted.home, *request)
    assert done.returncode == 0, done.stderr
    cells = {f"{c['task']}/{c['language']}": c for c in json.loads(done.stdout)["cells"]}
    assert tuple(sorted(cells)) == CELLS
    for name, cell in cells.items():
        assert cell["metrics"] is not None
        if name != "udpos/en":
            known = gold_fingerprint(Cell.parse(name), cell["edition"])
            assert cell["gold_fingerprint"] == known is not None
    # The source is opened once for all cells, at the commit that the manifest names.
    pinned = f"GET /api/datasets/google/xtreme/revision/{predicted.commit}"
    assert [str(r) for r in predicted.hub.requests] == [pinned]


@pytest.fixture
def moved(predicted: Predicted, rows: Any, tmp_path: Path) -> Iterator[Path]:
    """A home from which the branch ``main`` is seen to hold other rows by now."""
    repository = predicted.hub.repositories["dataset", "google/xtreme"]
    changed = {config: dict(splits) for config, splits in rows.items()}
    english = changed["udpos.English"]["test"]
    changed["udpos.English"]["test"] = english[:-1]
    files = xtreme_files({"udpos.English": changed["udpos.English"]})
    repository.commit({name: content for name, content in files.items() if "parquet" in name})
    assert repository.head != predicted.commit
    yield Path(shutil.copytree(predicted.home, tmp_path / "home", symlinks=True))
    repository.branches["main"] = predicted.commit


@pytest.mark.parametrize("command", ["validate", "score"])
def test_a_submission_is_compared_with_the_commit_that_it_names(
    command: str, predicted: Predicted, moved: Path
) -> None:
    done = call_cli(predicted.hub, moved, command, predicted.out, "--source", "hub")
    assert done.returncode == 0, done.stderr
    assert "is compared with commit" not in done.stderr


def test_another_commit_that_the_user_names_wins_and_is_said(
    predicted: Predicted, moved: Path
) -> None:
    head = predicted.hub.repositories["dataset", "google/xtreme"].head
    chosen = (predicted.out, "--source", "hub@main")
    done = call_cli(predicted.hub, moved, "score", *chosen)
    assert done.returncode == 3
    assert "udpos/en (test): the gold has 200 rows, the inputs 201" in done.stderr
    done = call_cli(predicted.hub, moved, "validate", *chosen)
    assert done.returncode == 1
    assert "XS501" in done.stdout
    for task in TASKS:
        assert (
            f"{task} is compared with commit {head[:12]} of the Hub; it was predicted on"
            f" {predicted.commit[:12]}." in done.stderr
        )


def test_another_commit_with_the_same_data_is_said_too(
    predicted: Predicted, tmp_path: Path
) -> None:
    repository = predicted.hub.repositories["dataset", "google/xtreme"]
    repository.commit({"NOTES.md": b"new words, same data"})
    try:
        home = Path(shutil.copytree(predicted.home, tmp_path / "home", symlinks=True))
        for command in ("validate", "score"):
            done = call_cli(predicted.hub, home, command, predicted.out, "--source", "hub@main")
            assert done.returncode == 0, done.stderr
            for task in TASKS:
                said = f"{task} is compared with commit {repository.head[:12]} of the Hub; it was"
                assert done.stderr.count(said) == 1
    finally:
        repository.branches["main"] = predicted.commit


def test_a_dry_run_says_what_differs(predicted: Predicted) -> None:
    small = ("--task", "udpos", "--language", "en", "--dry-run", "--json")
    source = f"hub@{predicted.commit}"
    done = call_cli(
        NOWHERE,
        predicted.home,
        *("predict", "--model", "mini", "--source", source, *small),
        offline=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["warnings"] == [WARNING] and WARNING in done.stderr
    assert [entry["edition"] for entry in found["data"]] == [predicted.edition]


def test_bucc_from_the_hub_is_an_error_that_says_where_its_corpora_are(
    predicted: Predicted,
) -> None:
    done = call_cli(
        predicted.hub,
        predicted.home,
        *("predict", "--suite", "xtreme", "--model", "mini", "--source", "hub", "--dry-run"),
        *("--task", "bucc2018", "--language", "de"),
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert "google/xtreme on the Hub holds the gold pairs only" in done.stderr
    assert get_task("bucc2018").source in done.stderr
    assert "xtreme-8, which leaves the task out" in done.stderr


def test_reading_from_the_hub_is_silent_and_loads_no_torch(predicted: Predicted) -> None:
    code = (
        "import sys; from xstilts_kit.sources import open_sources;"
        "from xstilts_kit.cell import Cell; from xstilts_kit.tasks import get_task;"
        "source = open_sources(['hub'], [get_task('xnli')])['xnli']; cell = Cell('xnli', 'en');"
        "found = source.inputs(cell), source.gold(cell);"
        "print(*map(bool, found), {'torch', 'transformers'} & set(sys.modules))"
    )
    done = run_python(NOWHERE, predicted.home, code, offline=True)
    assert (done.stdout, done.stderr) == ("True True set()\n", "")
    assert not (predicted.home / "datasets").exists()


@pytest.mark.parametrize(("offline", "code"), [(False, 4), (True, 3)])
def test_without_a_hub_nothing_is_at_hand(
    offline: bool, code: int, home: Path, predicted: Predicted
) -> None:
    request = ("validate", predicted.out, "--source", "hub")
    done = call_cli(NOWHERE, home, *request, offline=offline)
    assert (done.returncode, done.stdout) == (code, "")
    assert "google/xtreme" in done.stderr and "Traceback" not in done.stderr


# What is said of data that are not the official edition's.


def _said(examples: int, task: str, language: str, rows: Any, hub: Hub) -> str | None:
    xtreme_dataset(hub, rows)
    found = survey(Cell(task, language), open_sources(["hub"], [get_task(task)])[task])
    assert found.examples == examples
    return count_warning(found)


def test_other_text_in_as_many_examples_is_told_from_another_count(hub: Hub) -> None:
    count = all_editions()["xtreme"].entries[Cell("tatoeba", "jv")].examples
    row = {"source_sentence": "a\n", "target_sentence": "b\n", "source_lang": "", "target_lang": ""}
    said = _said(count, "tatoeba", "jv", {"tatoeba.jav": {"validation": [row] * count}}, hub)
    assert said == (
        f"tatoeba/jv (test): {count} examples on the Hub, as many as in edition xtreme, but with"
        " different text or order."
    )


def test_what_no_edition_counts_is_said_to_be_so(hub: Hub, rows: Any) -> None:
    question = {"id": "1", "title": "", "context": "c", "question": "q"}
    answers = {"answer_start": [0], "text": ["c"]}
    table = {"MLQA.vi.vi": {"test": [question | {"answers": answers}]}}
    said = _said(1, "mlqa", "vi", table, hub)
    known = all_editions()["xtreme"].entries.get(Cell("mlqa", "vi"))
    count = "the number in edition xtreme is not known" if known is None else "edition xtreme has"
    assert (said or "").startswith(f"mlqa/vi (test): 1 example on the Hub; {count}")


# The real files.


def test_what_the_hub_has_of_the_real_files(hub: Hub, real_data: Path) -> None:
    """XNLI, PAN-X and Tatoeba are the official edition; stripped questions are another."""
    folder = real_data / "xtreme"
    same: tuple[tuple[str, Split, str], ...] = (
        *(("xnli", split, code) for split in ("validation", "test") for code in ("de", "th")),  # type: ignore[arg-type]
        *(("panx", "validation", code) for code in ("yo", "hi")),  # type: ignore[arg-type]
        *(("tatoeba", "test", code) for code in ("jv", "hi")),  # type: ignore[arg-type]
    )
    tasks = ("xnli", "panx", "tatoeba", "xquad")
    xtreme_from_folder(hub, folder, real_data / "gold", tasks, ("de", "hi", "jv", "th", "yo"))
    sources = open_sources(["hub"], [get_task(name) for name in tasks])
    for name, split, language in same:
        task, source = get_task(name), sources[name]
        found = fingerprint(source.inputs(Cell(task.name, language, split)).rows())
        assert identify(Cell(name, language, split), found) == "xtreme"
        gold = source.gold(Cell(task.name, language, split))
        assert fingerprint(gold or ()) == gold_fingerprint(Cell(name, language, split), "xtreme")
    for language in ("de", "hi", "th"):
        task, source = get_task("xquad"), sources["xquad"]
        found = survey(Cell(task.name, language), source)
        assert found.edition == f"hub-{(source.revision or '')[:12]}"
        assert "1,190 examples on the Hub, as many as" in (count_warning(found) or "")
        official = FolderSource(folder).inputs(Cell(task.name, language)).examples
        ours = source.inputs(Cell(task.name, language)).examples
        for one, other in zip(ours, official, strict=True):
            assert (one.context, one.question) == (other.context.strip(), other.question.strip())
