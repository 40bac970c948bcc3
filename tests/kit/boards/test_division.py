"""Divisions follow from what a manifest says of supervision; nobody declares one."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.boards import DIVISIONS, division_of
from xstilts_kit.submission.manifest import Manifest, manifest_from_json
from xstilts_kit.submission.retrieval import RetrievalSettings

ZERO_SHOT: dict[str, Any] = {
    "labelled_languages": ("en",),
    "model_selection": "english-dev",
    "translated_training_data": False,
    "ensemble_of": None,
    "chosen_on_test": (),
}


@pytest.fixture
def manifest(submission: Path) -> Manifest:
    stored = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    return manifest_from_json(stored)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "zero-shot"),
        ({"model_selection": "last"}, "zero-shot"),
        ({"intermediate_tasks": ("mnli",)}, "zero-shot"),
        ({"model_selection": "all-languages-dev"}, "multilingual"),
        ({"labelled_languages": ("de", "en")}, "multilingual"),
        ({"translated_training_data": True}, "translate-train"),
        ({"translated_training_data": True, "labelled_languages": ("de",)}, "translate-train"),
        ({"translated_training_data": True, "lexicons": ("sw", "de")}, "translate-train"),
        ({"model_selection": "unknown"}, "open"),
        ({"labelled_languages": None}, "open"),
        ({"translated_training_data": None}, "open"),
        ({"ensemble_of": 3}, "open"),
        ({"chosen_on_test": ("layer",)}, "open"),
        ({"chosen_on_test": ("layer",), "translated_training_data": True}, "open"),
    ],
)
def test_a_division_follows_from_the_supervision(
    changes: dict[str, Any], expected: str, manifest: Manifest
) -> None:
    given = replace(manifest.supervision, **ZERO_SHOT | changes)
    division, reason = division_of(replace(manifest, supervision=given))
    assert division == expected
    assert division in DIVISIONS
    assert reason


def test_transformed_vectors_and_checkpoints_for_some_languages_are_open(
    manifest: Manifest,
) -> None:
    plain = replace(manifest, supervision=replace(manifest.supervision, **ZERO_SHOT))
    whitened = replace(plain.settings, retrieval=RetrievalSettings(8, "mean", "whitened"))
    assert division_of(replace(plain, settings=whitened))[0] == "open"
    none = replace(plain.settings, retrieval=RetrievalSettings(8, "mean", "none"))
    assert division_of(replace(plain, settings=none))[0] == "zero-shot"
    german = replace(plain.models[0], languages=("de",))
    assert division_of(replace(plain, models=(german,)))[0] == "open"


def test_a_division_says_whose_lexicons_were_used(manifest: Manifest) -> None:
    given = replace(manifest.supervision, **ZERO_SHOT | {"lexicons": ("sw", "de")})
    found = division_of(replace(manifest, supervision=given))
    assert found == ("translate-train", "trained on text with words from lexicons of de sw")
