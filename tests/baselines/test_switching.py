"""Code-switched training text: what is replaced, by what, when, and what is recorded."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tiny_encoders import data, made, save_tiny
from xstilts_baselines.data.lexicons import open_training_lexicons
from xstilts_baselines.data.samples import ChoiceSample, PairSample, SpanSample, TagSample
from xstilts_baselines.evaluation.evaluating import BaseModel, describe
from xstilts_baselines.recipes import Settings, Switch, load_recipe, load_stilts
from xstilts_baselines.training.rewriting import Switching
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.lexicons import lexicon_of
from xstilts_kit.submission.description import Description

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
    without = ChoiceSample("1", "", "Which dog?", ("sleeps", "cat"), 0)
    assert switching().sample(without, "1/copa", 0) == replace(without, question="Which Hund?")


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


def test_a_submission_states_the_lexicons() -> None:
    base = BaseModel("mini", None)
    found = describe(load_stilts("mini-mnli-switched"), base, Description())
    assert found.supervision.lexicons == ("de", "es", "ru")
    assert describe(load_stilts("mini-mnli"), base, Description()).supervision.lexicons is None


SETTINGS = Settings(batch=4, learning_rate=1e-3, steps=8, eval_every=4, precision="fp32")
TINY = {
    code: lexicon_of("en", code, [(word, f"{word}{code}") for word in ("the", "dog", "cat", "a")])
    for code in ("de", "sw")
}


def train(folder: Path, name: str, switched: bool, work: Path) -> Any:
    from xstilts_baselines.training.base import find_encoder
    from xstilts_baselines.training.phase import Job, Method, train_phase

    job, encoder = Job(data(name), 4, 4), find_encoder(str(folder))
    found = Switching(Switch(("de", "sw"), ratio=0.5), TINY) if switched else None
    method = Method(rewriting=found)
    return train_phase(
        encoder, [job], SETTINGS, lambda sizes, n: [name] * n, 1, work, "cpu", method
    ).record


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pair", "tags", "span", "choice"])
def test_a_killed_run_goes_on_with_the_same_text(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight steps are more than an epoch of 24 rows, so words are redrawn on the way."""
    from xstilts_baselines.training.trainer import MixedTrainer

    base = save_tiny(tmp_path / "base", "bert")
    plain = train(base, name, False, tmp_path / "plain")
    whole = train(base, name, True, tmp_path / "whole")
    assert whole.losses != plain.losses
    assert whole.rows == plain.rows
    assert whole.lengths[name].mean > plain.lengths[name].mean
    assert whole.lengths[name].examples == plain.lengths[name].examples == 24
    assert whole.seen[name][1] > plain.seen[name][1]
    compute = MixedTrainer.compute_loss

    def killed(self: Any, *args: Any, **options: Any) -> Any:
        if self.state.global_step == 7:
            raise KeyboardInterrupt
        return compute(self, *args, **options)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(MixedTrainer, "compute_loss", killed)
        train(base, name, True, tmp_path / "again")
    again = train(base, name, True, tmp_path / "again")
    assert again.losses == whole.losses
    assert again.encoder_after == whole.encoder_after


@pytest.mark.slow
@pytest.mark.parametrize(("limit", "share"), [(90, 0.0), (8, 100.0)])
def test_examples_longer_than_the_limit_are_counted(
    limit: int, share: float, tmp_path: Path
) -> None:
    from xstilts_baselines.training.base import find_encoder
    from xstilts_baselines.training.lengths import lengths_of
    from xstilts_baselines.training.setting_up import Job, open_heads, shape_of
    from xstilts_kit.checkpoint.tokenizer import open_tokenizer

    encoder = find_encoder(str(save_tiny(tmp_path / "base", "bert")))
    job = Job(data("pair"), 4, 4, max_length=limit)
    model = open_heads(encoder, [job], 1)
    shape = shape_of(encoder, open_tokenizer(encoder), model, job)
    found = lengths_of(shape, made("pair"))
    assert found is not None
    assert found.truncated == share
    assert found.longest >= found.mean > 8
