"""Attacks on the site: read, compared, transferred, refused."""

import copy
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import xstilts_schemas
from pull_requests import ROOT
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.site.figures.attacked import attacked_of
from xstilts_leaderboard.tables.attacks import ATTACKS, Panel
from xstilts_leaderboard.tracks import Material
from xstilts_leaderboard.tracks.attacks import read, rows


def attack(model: str, rate: float, low: float, high: float, **changes: Any) -> dict[str, Any]:
    """The example of the schema as an attack on another model, on real data."""
    value: dict[str, Any] = copy.deepcopy(xstilts_schemas.load("attack")["examples"][0])
    about = {"id": f"org/{model}", "kind": "hub", "revision": "a" * 40}
    value["model"] |= about | {"digest": sha256(model.encode()).hexdigest()}
    (entry,) = value["attacks"] = value["attacks"][:1]
    entry["source"], before = "folder", entry["result"]["accuracy_before"]
    after = before * (1 - rate)
    entry["result"] |= {"accuracy_after": after, "success_rate": rate, "interval": [low, high]}
    for key, new in changes.items():
        (value["settings"] if key in value["settings"] else entry)[key] = new
    return value


def write(root: Path, name: str, value: dict[str, Any]) -> str:
    """File an attack; return the digest of its file."""
    path = root / ATTACKS / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return sha256(path.read_bytes()).hexdigest()


def moved(value: dict[str, Any], digest: str, origin: str) -> dict[str, Any]:
    """The same model, scored on the inputs of another attack."""
    return value | {"transferred_from": {"model": origin, "digest": None, "attack": digest}}


def panel_of(root: Path) -> Panel:
    (panel,) = read(Material(root, {}))
    return panel


def two_models(root: Path, b_on_a: float = 0.8) -> None:
    """Attacks on a firm model and on a weak one, and both on the other's inputs."""
    a = write(root, "firm", attack("firm", 0.2, 0.15, 0.25))
    b = write(root, "weak", attack("weak", 0.6, 0.55, 0.65))
    write(root, "firm-on-weak", moved(attack("firm", 0.1, 0.05, 0.15), b, "org/weak"))
    weak = attack("weak", b_on_a, b_on_a - 0.05, b_on_a + 0.05)
    write(root, "weak-on-firm", moved(weak, a, "org/firm"))


def test_a_model_is_more_robust_only_against_both_attacks(tmp_path: Path) -> None:
    two_models(tmp_path)
    (group,) = panel_of(tmp_path).groups
    assert [one.file for one in group.own] == ["firm", "weak"]
    firm, weak = group.own
    found = group.cell(weak, firm)
    assert found is not None and found.file == "firm-on-weak" and group.cell(weak, weak) == weak
    assert [(a.file, b.file) for a, b in group.verdicts] == [("firm", "weak")]
    two_models(tmp_path, b_on_a=0.12)  # no worse than the other on foreign inputs
    (group,) = panel_of(tmp_path).groups
    assert group.verdicts == ()


def test_attacks_made_in_another_way_are_apart(tmp_path: Path) -> None:
    two_models(tmp_path)
    write(tmp_path, "hasty", attack("hasty", 0.1, 0.05, 0.15, queries=20))
    write(tmp_path, "few", attack("few", 0.1, 0.05, 0.15, sample_fingerprint="0" * 64, beam=4))
    whys = [group.why for group in panel_of(tmp_path).groups]
    assert sorted(whys) == ["", "another budget", "another sample of the examples, another budget"]


def phrases(model: str, layer: int) -> dict[str, Any]:
    """An attack by phrases, with words linked by a layer of an encoder."""
    value = attack(model, 0.4, 0.3, 0.5, filtered=["de"], name="bumblebee-de", embedded=["de"])
    about = {"method": "encoder-nn", "id": "org/encoder", "revision": "b" * 40, "digest": "c" * 64}
    value["settings"]["aligner"] = about | {"layer": layer}
    return value | {"kind": "bumblebee"}


def test_attacks_by_phrases_are_compared_with_the_same_aligner_alone(tmp_path: Path) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    for model, layer in (("one", 8), ("two", 8), ("three", 14)):
        write(root, model, phrases(model, layer))
    panel = panel_of(root)
    assert panel.title == "phrases replaced by those of the human translation"
    assert [(len(group.own), group.why) for group in panel.groups] == [
        (2, ""),
        (1, "another word aligner"),
    ]
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    build(root, tmp_path / "scored", site)
    assert "found by word links (org/encoder, layer 8)" in (site / "attacks.html").read_text()
    document = json.loads((site / "api/v1/attacks.json").read_text())
    xstilts_schemas.validator("api-attacks").validate(document)
    groups = document["panels"][0]["groups"]
    assert [one["aligner"] for one in groups] == ["org/encoder, layer 8", "org/encoder, layer 14"]


def test_a_transfer_whose_attack_is_not_here_is_not_shown(tmp_path: Path) -> None:
    write(tmp_path, "lost", moved(attack("firm", 0.1, 0.05, 0.15), "0" * 64, "org/weak"))
    assert panel_of(tmp_path).groups == ()


def test_attacks_are_on_their_page_and_in_the_api(tmp_path: Path) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    two_models(root)
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    build(root, tmp_path / "scored", site)
    page = (site / "attacks.html").read_text(encoding="utf-8")
    assert "org/firm is more robust than org/weak" in page
    assert f'href="https://huggingface.co/org/firm/tree/{"a" * 40}"' in page
    document = json.loads((site / "api/v1/attacks.json").read_text())
    xstilts_schemas.validator("api-attacks").validate(document)
    (group,) = document["panels"][0]["groups"]
    assert group["more_robust"] == [["firm", "weak"]]
    assert [one["attacked"] for one in group["transfers"]] == ["weak", "firm"]
    assert len((site / "csv/attacks.csv").read_text().splitlines()) == 5
    assert "No attack is here yet" in (site / "try/attacks.html").read_text()


def test_an_attack_is_drawn_from_the_accuracy_before_to_that_after(tmp_path: Path) -> None:
    two_models(tmp_path)
    (group,) = panel_of(tmp_path).groups
    figure = attacked_of(group.own)
    for drawn, one in zip(figure.falls, group.own, strict=True):
        assert drawn.after < drawn.before
        assert drawn.low is not None and drawn.high is not None
        assert drawn.low <= drawn.after <= drawn.high
        (low, left), *_, (high, right) = figure.ticks
        share = (one.before - low) / (high - low)
        assert drawn.before == pytest.approx(left + share * (right - left), abs=0.2)


def test_the_miniature_has_attacks_and_transfers() -> None:
    panels = read(Material(ROOT, {}))
    assert all(panel.invented for panel in panels)
    assert any(group.transferred for panel in panels for group in panel.groups)
    assert len({len(row) for row in rows(panels)}) == 1


def no_attacks(value: dict[str, Any]) -> None:
    value["attacks"] = []


def with_texts(value: dict[str, Any]) -> None:
    value["texts"] = ["a sentence of the data"]


@pytest.mark.parametrize(
    ("change", "said"), [(no_attacks, "attacks: "), (with_texts, "'texts' was unexpected")]
)
def test_a_file_of_another_form_is_named(
    change: Callable[[dict[str, Any]], None], said: str, tmp_path: Path
) -> None:
    value = attack("firm", 0.2, 0.1, 0.3)
    change(value)
    write(tmp_path, "broken", value)
    with pytest.raises(DataError) as caught:
        read(Material(tmp_path, {}))
    assert "broken.json" in caught.value.what and said in caught.value.what
    assert "byte for byte" in (caught.value.remedy or "")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / ATTACKS / "large.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(b" " * ((1 << 20) + 1))
    with pytest.raises(DataError, match="1,048,577 bytes"):
        read(Material(tmp_path, {}))
