"""Centring and whitening: what they do to vectors."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from xstilts_baselines.evaluation.controls import _Remembering, fit
from xstilts_kit.families.retrieval.nearest import nearest

RNG = np.random.default_rng(0)
MEANING = RNG.normal(size=(200, 8))
STRETCH = np.diag([30.0, 8.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.2])
ENGLISH = MEANING @ STRETCH + 40.0
GERMAN = (MEANING + 0.1 * RNG.normal(size=MEANING.shape)) @ STRETCH - 40.0


def right(one: np.ndarray, two: np.ndarray) -> float:
    found = nearest(one.astype(np.float32), two.astype(np.float32))
    return float((found == np.arange(len(one))).mean())


@pytest.mark.parametrize("kind", ["centre", "whiten"])
def test_both_languages_are_centred_on_themselves(kind: str) -> None:
    english, german = fit(kind, ENGLISH, GERMAN)
    assert english.of(ENGLISH.astype(np.float32)).mean(axis=0) == pytest.approx(0, abs=1e-4)
    assert german.of(GERMAN.astype(np.float32)).mean(axis=0) == pytest.approx(0, abs=1e-4)


def test_whitening_takes_the_stretch_away_and_centring_does_not() -> None:
    def spread(kind: str) -> float:
        english, _ = fit(kind, ENGLISH, GERMAN)
        values = np.linalg.eigvalsh(np.cov(english.of(ENGLISH.astype(np.float32)).T))
        return float(values[-1] / values[0])

    assert spread("centre") > 1000
    assert spread("whiten") < 20


def test_a_shift_between_languages_is_repaired() -> None:
    english, german = fit("centre", ENGLISH, GERMAN)
    one = english.of(ENGLISH.astype(np.float32))
    two = german.of(GERMAN.astype(np.float32))
    assert right(one, two) > right(ENGLISH, GERMAN) + 0.3


def test_a_batch_is_asked_once_for_every_kind() -> None:
    asked: list[list[int]] = []

    class Inner:
        def outputs(self, batch: Sequence[Any]) -> list[int]:
            asked.append([feature.input_ids[0] for feature in batch])
            return asked[-1]

    predictor = _Remembering(Inner())  # type: ignore[arg-type]
    one, two = [SimpleNamespace(input_ids=[1, 2])], [SimpleNamespace(input_ids=[3])]
    again = [SimpleNamespace(input_ids=[1, 2])]
    assert [predictor.outputs(batch) for batch in (one, two, again)] == [[1], [3], [1]]
    assert asked == [[1], [3]]
