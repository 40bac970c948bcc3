"""Code-switched training text: what is replaced, by what, when, and what is recorded."""

from dataclasses import replace
from pathlib import Path

import pytest

from xstilts_baselines.data.lexicons import open_training_lexicons
from xstilts_baselines.data.samples import ChoiceSample, PairSample, SpanSample, TagSample
from xstilts_baselines.recipes import Switch, load_recipe
from xstilts_baselines.training.switching import Switching
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.lexicons import lexicon_of

LEXICON = lexicon_of("en", "de", [("dog", "Hund"), ("cat", "Katze"), ("sleeps", "schläft")])
PAIR = PairSample("7", "The dog sleeps.", "A cat sleeps.", "neutral")


def switching(**settings: object) -> Switching:
    found = Switch(**{"languages": ("de",), "ratio": 1.0, **settings})  # type: ignore[arg-type]
    return Switching(found, {"de": LEXICON})


def test_both_texts_of_a_pair_are_switched_and_the_label_stays() -> None:
    found = switching().sample(PAIR, "1/mnli", 0)
    assert found == replace(PAIR, text_a="The Hund schläft.", text_b="A Katze schläft.")


def test_words_are_drawn_anew_in_every_epoch_and_the_same_in_a_resumed_one() -> None:
    half = switching(ratio=0.5)
    epochs = [half.sample(PAIR, "1/mnli", epoch) for epoch in range(20)]
    assert len({str(one) for one in epochs}) > 3
    assert epochs == [half.sample(PAIR, "1/mnli", epoch) for epoch in range(20)]
    assert epochs != [half.sample(PAIR, "2/mnli", epoch) for epoch in range(20)]


def test_a_share_of_the_examples_stays_english() -> None:
    mixed = switching(share=0.5)
    kept = sum(
        mixed.sample(replace(PAIR, id=str(n)), "1", 0).text_a == PAIR.text_a for n in range(400)
    )  # type: ignore[union-attr]
    assert 160 < kept < 240


def test_the_placebo_replaces_the_same_words_by_others() -> None:
    found = switching(replace_by="wrong").sample(PAIR, "1/mnli", 0)
    assert isinstance(found, PairSample)
    words = found.text_a.rstrip(".").split()
    assert words[0] == "The" and words[1] not in ("dog", "Hund") and words[2] != "sleeps"


def test_of_a_question_the_context_and_its_answers_stay() -> None:
    sample = SpanSample("1", "The dog sleeps here.", "Which dog?", (("dog", 4),))
    found = switching().sample(sample, "1/squad", 0)
    assert found == replace(sample, question="Which Hund?")


def test_of_a_choice_the_options_stay() -> None:
    sample = ChoiceSample("1", "The dog", "", ("sleeps", "cat"), 0)
    assert switching().sample(sample, "1/copa", 0) == replace(sample, context="The Hund")


def test_tokens_keep_their_number_and_tags() -> None:
    sample = TagSample("1", ("The", "dog", "sleeps"), ("DET", "NOUN", "VERB"))
    found = switching().sample(sample, "1/udpos", 0)
    assert found == replace(sample, tokens=("The", "Hund", "schläft"))


def test_lexicons_have_a_place(tmp_path: Path) -> None:
    (tmp_path / "en-de.txt").write_text("dog\tHund\n", encoding="utf-8")
    found = open_training_lexicons(("de",), {"lexicons": f"folder:{tmp_path}"})
    assert found["de"].translations("dog") == ("Hund",)
    with pytest.raises(UsageError, match=r"--data lexicons=folder:DIR|there is no lexicon"):
        open_training_lexicons(("de",), {"mnli": "hub"})
    with pytest.raises(DataError, match="en-fr"):
        open_training_lexicons(("fr",), {"lexicons": f"folder:{tmp_path}"})


def test_the_miniature_has_lexicons_of_its_own() -> None:
    found = open_training_lexicons(("de", "es"), {"": "miniature"})
    assert found["de"].translations("car") == ("Auto",)
    assert found["es"].translations("red") == ("rojo",)
    with pytest.raises(UsageError, match="no lexicon of 'fr'"):
        open_training_lexicons(("fr",), {"": "miniature"})


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("languages = []", "switch.languages: there are none"),
        ('languages = ["en"]', "en is the language of the text"),
        ('languages = ["de"]\nratio = 0', "switch.ratio: 0.0; expected more than 0"),
        ('languages = ["de"]\nshare = 1.5', "switch.share: 1.5"),
        ('languages = ["de"]\nreplace_by = "other"', "expected one of translation, wrong"),
        ('languages = ["de"]', "switch.at: there is no intermediate task"),
    ],
)
def test_a_faulty_table_is_refused(table: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        f'[base]\nmodel = "mini"\n[settings]\nbatch = 8\nlearning_rate = 1e-3\nsteps = 2\n'
        f'[switch]\n{table}\n[[targets]]\ntask = "xnli"\n'
    )
    with pytest.raises(UsageError) as caught:
        load_recipe(str(path))
    assert complaint in caught.value.what
