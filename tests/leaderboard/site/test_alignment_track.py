"""The track on alignment: files that align wrote, grouped, drawn by layer, told as tables."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import xstilts_schemas
from xstilts_kit.diagnostics.errors import DataError
from xstilts_leaderboard.site.exports import track_csv
from xstilts_leaderboard.site.figures.lines import Series, encoder_panels, letter, panel
from xstilts_leaderboard.site.pages.tracks import track_pages
from xstilts_leaderboard.site.site import Site, shown_of
from xstilts_leaderboard.tables.alignment import ALIGNMENT, read_alignment
from xstilts_leaderboard.tracks import Material
from xstilts_leaderboard.tracks.alignment import TRACK, export
from xstilts_schemas import validator

ROOT = Path(__file__).parents[3]


def layers(**changes: Any) -> dict[str, Any]:
    """The example of the schema, with other values."""
    return {**json.loads(json.dumps(xstilts_schemas.load("layers")["examples"][0])), **changes}


def write(root: Path, name: str, value: Any) -> Path:
    path = root / ALIGNMENT / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def pages(root: Path) -> dict[str, str]:
    """The track's files: path → text."""
    site = Site({}, {}, "", "", [(TRACK, TRACK.read(Material(root, {})))])
    return {page.path: page.render().decode() for page in track_pages(site, shown_of(site))}


def deeper() -> dict[str, Any]:
    """An encoder with four layers more, on the same sentences."""
    value = layers()
    value["encoder"] |= {"layers": 6, "headline_layer": 3}
    for profile in value["profiles"]:
        means = profile["layers"]
        profile["layers"] = {name: [*own, *[own[-1]] * 4] for name, own in means.items()}
    return value


def test_an_encoder_has_a_page_a_line_and_all_its_numbers(tmp_path: Path) -> None:
    write(tmp_path, "toy", layers(notes="Trained on <toys>."))
    found = pages(tmp_path)
    index, own = found["alignment.html"], found["alignment/toy.html"]
    assert "60.0&nbsp;% of the translations are found" in index
    assert 'class="layers"' in index and "Translations found, %" in index
    assert "20.0<span" in index and "10.0 to 30.0" in index  # the loss with its interval
    assert "Trained on &lt;toys&gt;." in own
    assert "xstilts-submit align --model xlm-roberta-base@aaaaaaaa" in own
    assert "No encoder has been measured yet" in found["try/alignment.html"]
    document = json.loads(found["api/v1/alignment.json"])
    validator("api-alignment").validate(document)
    assert document["groups"][0]["encoders"][0]["layers"]["profiles"] == layers()["profiles"]
    lines = list(csv.DictReader(io.StringIO(found["csv/alignment.csv"])))
    assert len(lines) == 3 * 4 + 3 * 6
    assert {"measure": "retrieval", "condition": "third", "layer": "1", "value": "0.4"}.items() <= (
        next(x for x in lines if (x["condition"], x["layer"]) == ("third", "1"))
    ).items()


def test_without_encoders_the_page_says_what_to_run(tmp_path: Path) -> None:
    page = pages(tmp_path)["alignment.html"]
    assert "No encoder has been measured on real data yet" in page
    assert "xstilts-submit align --model ID --task xnli" in page
    assert "leaderboard/alignment/NAME.json" in page
    assert export(()) == {"schema": "xstilts-api-alignment-v1", "groups": []}
    assert track_csv(TRACK.rows(())).count("\n") == 1 if TRACK.rows else False


def test_encoders_with_other_numbers_of_layers_are_drawn_together(tmp_path: Path) -> None:
    write(tmp_path, "deep", deeper())
    write(tmp_path, "toy", layers())
    (group,) = read_alignment(tmp_path)
    assert [one.name for one in group.encoders] == ["deep", "toy"]
    first, *others = encoder_panels(group)
    assert [one.title.partition(",")[0][:9] for one in others] == [
        *("Translati", "Retention", "Debiased ", "Debiased ", "Margin ov", "Anisotrop")
    ]
    assert first.x_title == "depth, % of the layers"
    assert [line.name for line in first.lines] == ["A", "B"]
    assert "depth, % of the layers" in pages(tmp_path)["alignment.html"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"task": "pawsx"}, "the task PAWS-X"),
        ({"split": "validation"}, "the validation split"),
        ({"seed": 7}, "the seed 7"),
        ({"lexicons": {"fr": "2" * 64}}, "other lexicons"),
        (
            {"sentences": [layers()["sentences"][0] | {"fingerprint": "1" * 64}]},
            "other sentences",
        ),
        ({"sentences": [layers()["sentences"][0] | {"language": "sw"}]}, "other languages"),
    ],
)
def test_what_cannot_be_compared_is_said_and_drawn_apart(
    change: dict[str, Any], said: str, tmp_path: Path
) -> None:
    write(tmp_path, "a", layers())
    write(tmp_path, "b", layers(**change))
    first, second = read_alignment(tmp_path)
    assert first.differs == () and second.differs == (said,)
    assert f"Measured on {said}: not comparable" in pages(tmp_path)["alignment.html"]


def test_the_miniature_has_a_row_apart_from_real_ones() -> None:
    groups = read_alignment(ROOT)
    invented = [one for group in groups for one in group.encoders if one.invented]
    assert [one.path for one in invented] == ["try/alignment/xstilts-mini.html"]
    assert {group.invented for group in groups if invented[0] in group.encoders} == {True}
    keys = [key for group in groups if group.invented for key in group.keys]
    assert keys == [("third", 0.5), ("same", 0.5), ("wrong", 0.5)]


def no_profiles(value: dict[str, Any]) -> None:
    value["profiles"] = []


def text(value: dict[str, Any]) -> None:
    value["texts"] = ["a sentence"]


def short(value: dict[str, Any]) -> None:
    value["profiles"][0]["layers"]["margin"].pop()


@pytest.mark.parametrize(
    ("change", "said"),
    [(no_profiles, "profiles"), (text, "texts"), (short, "clean.margin has 2 layers, not 3")],
)
def test_a_broken_file_is_named(change: Any, said: str, tmp_path: Path) -> None:
    value = layers()
    change(value)
    path = write(tmp_path, "toy", value)
    with pytest.raises(DataError) as caught:
        read_alignment(tmp_path)
    assert str(path) in caught.value.what and said in caught.value.what


@pytest.mark.parametrize("name", ["a#b", "A B"])
def test_a_file_s_name_must_do_for_a_page(name: str, tmp_path: Path) -> None:
    write(tmp_path, name, layers())
    with pytest.raises(DataError, match="not a name for a page"):
        read_alignment(tmp_path)


def test_a_panel_has_known_coordinates() -> None:
    found = panel(
        "R",
        [
            Series("clean", 0, (0.0, 0.5, 1.0), 1),
            Series("third", 1, (0.0, None, 0.98), 1),
            Series("none", 2, (None, None, None), 1),
        ],
    )
    assert (found.left, found.right, found.top, found.bottom) == (30.0, 300.0, 12.0, 162.0)
    assert found.x_title == "layer"
    assert found.x_ticks == (("0", 36.0), ("1", 168.0), ("2", 300.0))
    clean, third = found.lines  # one without values is left out
    assert clean.path == "M36.0 162.0L168.0 87.0L300.0 12.0"
    assert third.path == "M36.0 162.0M300.0 15.0"  # interrupted
    assert [point.headline for point in clean.points] == [False, True, False]
    assert third.name_y - clean.name_y == 13.0  # names stand apart
    assert found.y_ticks[0] == (0.0, 162.0) and found.y_ticks[-1] == (1.0, 12.0)


def test_an_axis_reaches_below_0_and_above_1_where_values_do() -> None:
    found = panel("margin", [Series("a", 0, (-0.25, 3.4), 0)])
    values = [value for value, _ in found.y_ticks]
    assert (values[0], values[-1]) == (0.0, 3.0)
    assert found.lines[0].points[1].y == 15.9  # from -0.3 to 3.5
    assert found.lines[0].points[0].y < found.bottom + 0.1
    many = [Series(str(place), place, (0.5, 0.5), 0) for place in range(8)]
    names = [line.name_y for line in panel("R", many).lines]
    assert all(b - a >= 13 for a, b in pairwise(names))
    assert max(names) <= found.bottom + 4
    assert (letter(0), letter(26)) == ("A", "27")
