"""Measures of one layer, and means over languages."""

import numpy as np
import pytest

from xstilts_kit.alignment.measures import Hits, cka_estimates, columns_of, estimates_of, hits_of
from xstilts_kit.alignment.pairs import Pairs, with_shared_sentences
from xstilts_kit.alignment.report import (
    ALIGNMENT_SCHEMA,
    Alignment,
    Encoder,
    LanguageAlignment,
    Switching,
)
from xstilts_kit.alignment.summary import compare, summarise, weights_for
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.submission.manifest import Kit, Realised

CLEAN = np.array([(1, 0), (0, 2), (1, 1)], dtype=np.float32)
SWITCHED = np.array([(1, 1), (0, 1), (-1, 1)], dtype=np.float32)


def test_drift_relative_to_unrelated_sentences() -> None:
    found = estimates_of(columns_of(CLEAN, SWITCHED, CLEAN), None)
    assert found["drift"].value == pytest.approx(0.430964, abs=5e-7)
    unrelated = (0 + np.sqrt(0.5) + np.sqrt(0.5)) / 3
    assert found["anisotropy"].value == pytest.approx(unrelated)
    assert found["relative_drift"].value == pytest.approx(0.430964 / (1 - unrelated), abs=1e-6)
    assert found["self_retrieval"].value == pytest.approx(1 / 3)
    assert found["retrieval_clean"].value == 1.0
    assert found["loss"].value == pytest.approx(1 - found["retrieval"].value)
    assert found["retrieval"].value == pytest.approx(
        (found["forward"].value + found["backward"].value) / 2
    )


def test_a_common_shift_is_all_that_centred_drift_sees_of_it() -> None:
    random = np.random.default_rng(0)
    clean = random.normal(size=(50, 8))
    moved = estimates_of(columns_of(clean, clean + 3, clean), None)
    # Both are centred by the mean of the clean sentences, so the shift is not erased.
    assert moved["centred_drift"].value > 0.1
    still = estimates_of(columns_of(clean + 100, clean + 100, clean), None)
    assert still["centred_drift"].value == pytest.approx(0, abs=1e-9)
    assert still["anisotropy"].value > 0.99


def test_what_cannot_be_divided_has_a_reason() -> None:
    same = np.ones((5, 3))
    found = {
        **estimates_of(columns_of(same, same, same), None),
        **cka_estimates(same, same, same),
    }
    for name in ("relative_drift", "retention", "margin", "cka_stability"):
        assert found[name].value is None, name
        assert found[name].reason, name
    assert found["retrieval_clean"].value == 0.0  # ties are misses


def test_intervals_come_from_sentences() -> None:
    random = np.random.default_rng(1)
    clean = random.normal(size=(200, 4))
    near, far = (clean + scale * random.normal(size=clean.shape) for scale in (0.2, 0.6))
    weights = weights_for("xnli", "de", 200)
    found = estimates_of(columns_of(clean, far, near), weights)
    assert 0 < found["loss"].low < found["loss"].value < found["loss"].high
    assert found["retention"].low < found["retention"].value < 1
    assert found["margin_clean"].value > found["margin"].value > 0


def language(code: str, clean: tuple[int, ...], switched: tuple[int, ...]) -> LanguageAlignment:
    realised = Realised(len(clean), 1, 10, 1, 3)
    one = Switching("third", 0.5, ("fr",), realised, 0, Hits(clean, switched))
    n = len(clean)
    return LanguageAlignment(code, n, 1 / n, 0, code, (one,), (), ())


def test_the_mean_loss_is_paired_over_languages() -> None:
    clean, switched = (2, 2, 2, 0), (2, 1, 0, 0)
    both = [language("de", clean, switched), language("fr", clean, switched)]
    (mean,) = summarise("xnli", both)
    assert mean.loss.value == pytest.approx(3 / 8)
    assert mean.retention.value == pytest.approx(0.5)
    # The same sentences are drawn in both languages, so two copies are as uncertain as one.
    (alone,) = summarise("xnli", both[:1])
    assert (mean.loss.low, mean.loss.high) == pytest.approx((alone.loss.low, alone.loss.high))


def test_retention_leaves_out_languages_that_are_hardly_aligned() -> None:
    weak = language("sw", (0,) * 20, (0,) * 20)
    (mean,) = summarise("xnli", [weak])
    assert mean.retention.value is None
    assert "below 0.1" in (mean.retention.reason or "")
    strong = language("de", (2,) * 20, (1,) * 20)
    (mean,) = summarise("xnli", [weak, strong])
    assert mean.retention.value == pytest.approx(0.5)
    assert mean.loss.value == pytest.approx(0.25)


def test_hits_count_directions() -> None:
    hits = hits_of(columns_of(CLEAN, SWITCHED, CLEAN))
    assert hits.clean == (2, 2, 2)
    assert len(hits.switched) == 3


def test_languages_are_measured_on_the_sentences_that_all_of_them_have() -> None:
    german = Pairs("de", "text_a", ("0", "1", "2"), ("a", "b", "c"), ("A", "B", "C"), 0)
    french = Pairs("fr", "text_a", ("0", "2", "3"), ("a", "c", "d"), ("X", "Y", "Z"), 1)
    one, two = with_shared_sentences([german, french])
    assert one.english == two.english == ("a", "c")
    assert (one.translated, two.translated) == (("A", "C"), ("X", "Y"))


def report(*languages: LanguageAlignment, seed: int = 0) -> Alignment:
    encoder = Encoder("folder", "toy", None, "0" * 64, 12, 8, 512, "float32")
    kit = Kit("0.1.0", None)
    return Alignment(
        ALIGNMENT_SCHEMA, kit, encoder, "xnli", "test", "folder", seed, None, {}, languages, ()
    )


def test_two_encoders_are_compared_on_the_same_draws() -> None:
    clean = (2,) * 30
    one = report(language("de", clean, (0,) * 10 + (2,) * 20))
    two = report(language("de", clean, (1,) * 10 + (2,) * 20))
    (found,) = compare(one, two)
    assert (found.a, found.b) == pytest.approx((1 / 3, 1 / 6))
    assert found.difference.value == pytest.approx(1 / 6)
    assert 0 < found.difference.low < 1 / 6 < found.difference.high
    (same,) = compare(one, one)
    assert (same.difference.low, same.difference.high) == (0, 0)
    with pytest.raises(DataError, match="other sentences or seeds"):
        compare(one, report(language("de", clean, clean), seed=1))
