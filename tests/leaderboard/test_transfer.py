"""What an intermediate task changes: from studies with seeds, and from pairs of rows."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import xstilts_schemas
from benchmarks.many_rows import add_row
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.rows.loading import load_rows
from xstilts_leaderboard.rows.row import OVERALL, ScoredRow, layout_of
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.store.submissions import read_store
from xstilts_leaderboard.tables.differences import Delta, Transfer, pairs_of
from xstilts_leaderboard.tracks.studies import STUDIES, read_studies

Change = Callable[[dict[str, Any]], None]


def study() -> dict[str, Any]:
    """Two arms, two seeds: MNLI adds two points on XNLI, give or take."""
    return copy.deepcopy(xstilts_schemas.load("study")["examples"][0])  # type: ignore[no-any-return]


def one_seed(value: dict[str, Any]) -> None:
    """What is left of the study with its first seed alone."""
    value["seeds"] = [1]
    value["runs"] = [run for run in value["runs"] if run["seed"] == 1]
    alone = {"seeds": 1, "by_seed": [1.0], "delta": 1.0, "sd": None, "interval_seeds": None}
    value["deltas"][0] |= alone | {"interval": None, "verdict": "one seed"}


def write(root: Path, value: dict[str, Any], name: str = "transfer.json") -> Path:
    path = root / STUDIES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
    return path


def read_one(root: Path, value: dict[str, Any]) -> Transfer:
    write(root, value)
    (found,) = read_studies(root)
    return found.main


def test_a_study_becomes_a_table_of_differences(tmp_path: Path) -> None:
    found = read_one(tmp_path, study())
    assert found.basis == "2 paired seeds; checkpoints chosen on English dev"
    assert found.baseline == "none"
    (arm,) = found.arms
    assert (arm.name, arm.title) == ("mnli", "MNLI")
    delta = arm.deltas["xnli"]
    assert (delta.delta, delta.low, delta.high, delta.seeds) == (2.0, -10.7, 14.7, 2)
    assert (delta.text, delta.interval) == ("+2.0", "−10.7 to +14.7")
    assert any("phase 3: equal" in note for note in found.notes)


def test_one_seed_is_labelled_and_claims_no_interval(tmp_path: Path) -> None:
    value = study()
    one_seed(value)
    found = read_one(tmp_path, value)
    assert found.basis.startswith("one seed, items only")
    delta = found.arms[0].deltas["xnli"]
    assert (delta.seeds, delta.sd, delta.low, delta.interval) == (1, None, None, "")


def test_cells_are_apart_from_the_tasks_and_transformed_vectors_have_their_own(
    tmp_path: Path,
) -> None:
    value = study()
    (first,) = value["deltas"]
    value["deltas"] += [
        first | {"kind": "cell", "name": "xnli/de", "delta": 9.0},
        first | {"name": "tatoeba", "transform": "centre", "delta": 9.0},
        first | {"kind": "overall", "name": "overall", "delta": 1.5},
    ]
    write(tmp_path, value)
    ((plain, centred),) = (one.tables for one in read_studies(tmp_path))
    found = [{name: d.delta for name, d in t.arms[0].deltas.items()} for t in (plain, centred)]
    assert found == [{"xnli": 2.0, "overall": 1.5}, {"tatoeba": 9.0}]
    assert (plain.columns, centred.columns) == (("overall", "xnli"), ("tatoeba",))
    assert plain.without("xnli") == first["baseline"]
    assert plain.without("pawsx") is None
    assert {name: d.delta for name, d in plain.arms[0].cells.items()} == {"xnli/de": 9.0}
    assert centred.title.endswith("control arm, sentence vectors centred")


@pytest.mark.parametrize(
    ("delta", "text"), [(0.04, "±0.0"), (-0.04, "±0.0"), (0.05, "+0.1"), (-3.25, "−3.2")]
)
def test_a_difference_has_its_sign(delta: float, text: str) -> None:
    assert Delta(delta, None, None, None, 1).text == text


def drop_deltas(value: dict[str, Any]) -> None:
    del value["deltas"]


def text_for_a_number(value: dict[str, Any]) -> None:
    value["deltas"][0]["delta"] = "2.0"


def no_seeds(value: dict[str, Any]) -> None:
    value["seeds"] = []


def unknown_suite(value: dict[str, Any]) -> None:
    value["suite"] = "nothing"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop_deltas, "the study: 'deltas' is a required property"),
        (text_for_a_number, "deltas.0.delta: '2.0' is not of type 'number'"),
        (no_seeds, "seeds: "),
        (unknown_suite, "suite"),
    ],
)
def test_a_broken_study_is_named_with_what_is_wrong(
    change: Change, said: str, tmp_path: Path
) -> None:
    value = study()
    change(value)
    path = write(tmp_path, value)
    with pytest.raises(DataError) as caught:
        read_studies(tmp_path)
    assert str(path) in caught.value.what
    assert said in caught.value.what


@pytest.mark.parametrize("content", [b"", b"{", b'{"delta": NaN}', b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_json_is_named(content: bytes, tmp_path: Path) -> None:
    path = write(tmp_path, {})
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"transfer\.json"):
        read_studies(tmp_path)


def test_a_study_is_on_the_page_and_in_the_api(tmp_path: Path) -> None:
    root, value, real = tmp_path / "root", study(), {"suite": "xtreme-8"}
    one_seed(value)
    write(root, value | real | {"name": "b", "title": "One <seed>"}, "b.json")
    write(root, study() | real, "a.json")
    write(root, study(), "invented.json")
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    build(root, tmp_path / "scored", tmp_path / "site")
    site = tmp_path / "site"
    index = (site / "studies.html").read_text(encoding="utf-8")
    assert "One &lt;seed&gt;" in index and 'href="studies/a.html"' in index
    assert "one seed, items only" in (site / "studies" / "b.html").read_text(encoding="utf-8")
    assert "studies/invented.html" not in index
    assert 'href="../try/studies/invented.html"' in (site / "try" / "studies.html").read_text()
    assert "Invented data" in (site / "try" / "studies" / "invented.html").read_text()
    page = (site / "studies" / "a.html").read_text(encoding="utf-8")
    assert "2 paired seeds" in page
    for value in study()["deltas"][0]["by_seed"]:
        assert f"{value:+.1f}".replace("-", "−") in page  # the points of every seed
    assert "not shown" in page
    assert "xstilts-baselines study a --out runs/a" in page
    document = json.loads((tmp_path / "site" / "api" / "v1" / "transfer.json").read_text())
    assert xstilts_schemas.validator("api-transfer").is_valid(document)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[ScoredRow, ScoredRow]:
    """Two invented rows of one base: without an intermediate task, and with MNLI."""
    root, scored = (tmp_path_factory.mktemp("pairs") / name for name in ("root", "scored"))
    for number in range(2):
        add_row(root, scored, number)
    one, two = load_rows(root, "xtreme", read_store(root), scored, Lock(()))
    return with_base(one, ()), with_base(two, ("mnli",))


def with_base(
    row: ScoredRow, tasks: tuple[str, ...] | None, base: str | None = "org/base", owner: int = 1
) -> ScoredRow:
    manifest = row.manifest
    models = tuple(
        replace(model, base_model=base, base_revision="1" * 40) for model in manifest.models
    )
    given = replace(manifest.supervision, intermediate_tasks=tasks)
    accounts = tuple(replace(one, id=owner) for one in manifest.author.github)
    author = replace(manifest.author, github=accounts)
    return replace(row, manifest=replace(manifest, models=models, supervision=given, author=author))


def test_two_rows_that_differ_in_the_intermediate_task_are_subtracted(
    rows: tuple[ScoredRow, ScoredRow],
) -> None:
    without, given = rows
    (found,) = pairs_of([given, without])
    assert (found.baseline, found.basis) == (without.name, "one seed, items only")
    (arm,) = found.arms
    assert (arm.name, arm.title) == (given.name, "mnli")
    assert len(arm.deltas) == 10  # nine tasks and their mean
    overall = arm.deltas["overall"]
    mine, theirs = given.mean(OVERALL), without.mean(OVERALL)
    assert mine is not None and theirs is not None
    assert overall.delta == pytest.approx(mine - theirs)
    place = layout_of("xtreme").mean_at[OVERALL]
    spread = (given.numbers.replicates[place] - without.numbers.replicates[place]).std()
    assert overall.low is not None and overall.high is not None
    assert overall.high - overall.low == pytest.approx(3.92 * spread, rel=0.1)
    assert overall.sd is None


def test_rows_that_differ_in_more_are_not_paired(rows: tuple[ScoredRow, ScoredRow]) -> None:
    without, given = rows
    for other in (
        with_base(given, ("mnli",), base="org/other"),
        with_base(given, ("mnli",), base=None),
        with_base(given, ("mnli",), owner=2),
        with_base(given, None),
        with_base(given, ()),
        replace(given, division="open"),
    ):
        assert pairs_of([without, other]) == ()
