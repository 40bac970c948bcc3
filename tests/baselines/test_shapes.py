"""What a model is trained on: sub-words and targets of every kind of sample."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tiny_encoders import TASKS, made, save_tiny
from xstilts_baselines.data.samples import ChoiceSample, SpanSample, TagSample, TextSample
from xstilts_baselines.training.base import find_encoder, open_with_head
from xstilts_baselines.training.shapes import IGNORED, SHAPES, Shape, TextShape
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.checkpoint.tokenizer import open_tokenizer


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("base"), "xlm-roberta", positions=160)


def shape(base: Path, name: str, max_length: int = 64) -> Shape:
    import torch

    task, head = TASKS[name], find_encoder(str(base))
    kind = SHAPES[task.kind]
    model = open_with_head(base, kind.head, kind.configuration(task)).eval()
    opened = OpenHead(
        replace(head, labels=task.labels),
        open_tokenizer(head),
        model,
        torch.device("cpu"),
        max_length,
        segments=False,
    )
    return kind(task, opened)


def said(made_shape: Shape, ids: Any) -> str:
    text: str = made_shape.opened.tokenizer.decode(ids)
    return text


def test_a_tag_stands_at_its_tokens_first_sub_word_alone(base: Path) -> None:
    tags = shape(base, "tags")
    sample = TagSample("0", ("dog", "sees", "Zoe"), ("B-PER", "O", "I-PER"))
    (row,) = tags.rows([sample])
    pieces = tags.opened.tokenizer.convert_ids_to_tokens(row.input_ids)
    assert [piece for piece, t in zip(pieces, row.target, strict=True) if t != IGNORED] == ["▁"] * 3
    assert [t for t in row.target if t != IGNORED] == [1, 0, 2]


def test_a_sentence_that_is_too_long_keeps_every_tag(base: Path) -> None:
    tags = shape(base, "tags", max_length=16)
    sample = TagSample("0", ("house",) * 9, ("B-PER",) * 9)
    rows = tags.rows([sample])
    assert len(rows) > 1
    assert sum(t != IGNORED for row in rows for t in row.target) == 9
    assert all(row.tokens <= 16 for row in rows)


def test_a_span_covers_the_answer_and_nothing_else(base: Path) -> None:
    span = shape(base, "span", max_length=150)
    for sample in made("span"):
        assert isinstance(sample, SpanSample)
        (row,) = span.rows([sample])
        first, last = row.target
        assert said(span, row.input_ids[first : last + 1]).strip() == sample.answers[0][0]


def test_a_window_without_the_answer_points_to_the_first_sub_word(base: Path) -> None:
    span = shape(base, "span", max_length=110)
    context = " ".join(["tree"] * 60) + " zebra"
    sample = SpanSample("0", context, "who", (("zebra", len(context) - 5),))
    rows = span.rows([sample])
    assert len(rows) > 1
    found = [row for row in rows if row.target != (0, 0)]
    assert found
    assert all("zebra" not in said(span, r.input_ids) for r in rows if r.target == (0, 0))
    for row in found:
        first, last = row.target
        assert said(span, row.input_ids[first : last + 1]).strip() == "zebra"


def test_a_question_without_an_answer_is_learnt_and_scored_as_such(base: Path) -> None:
    import torch

    null = shape(base, "null", max_length=150)
    unanswered = SpanSample("0", "the dog sees a cat", "who", ())
    (row,) = null.rows([unanswered])
    assert row.target == (0, 0)
    model: Any = null.opened.model
    with torch.no_grad():
        model.qa_outputs.weight.zero_()
        model.qa_outputs.bias.zero_()
    # Every position is as good as the first: a tie is no reason to say that there is no answer.
    assert null.score([unanswered]) == 0.0
    position: Any = model.roberta.embeddings.position_embeddings.weight
    with torch.no_grad():
        model.roberta.encoder.layer = torch.nn.ModuleList()
        position.zero_()
        position[2] = torch.linspace(-9, 9, position.shape[1])  # the first position alone
        vector = model.roberta(torch.tensor([[0]])).last_hidden_state[0, 0]
        model.qa_outputs.weight.copy_(vector.repeat(2, 1))
    assert null.score([unanswered]) == 100.0


def test_options_that_are_too_long_lose_their_beginning(base: Path) -> None:
    choice = shape(base, "choice", max_length=24)
    sample = ChoiceSample("0", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "", ("near", "x" * 40), 1)
    ((near, far),) = [row.options for row in choice.rows([sample])]
    assert (near.tokens, far.tokens) == (24, 24)
    assert said(choice, near.input_ids).replace(" ", "").endswith("ab</s></s>near</s>")
    assert said(choice, far.input_ids).count("b") == 1  # half of the room is the prompt's
    batch = choice.collate(choice.rows([sample, sample]), "")
    assert tuple(batch["input_ids"].shape) == (4, 24)
    assert batch["labels"].tolist() == [1, 1]


def test_hidden_sub_words_are_drawn_by_the_seed_and_never_special(base: Path) -> None:
    text = shape(base, "text")
    assert isinstance(text, TextShape)
    rows = text.rows(
        [TextSample(str(i), "the dog sees a cat in some city " * 3, "en") for i in range(40)]
    )
    one, same, other = (text.collate(rows, seed) for seed in ("a", "a", "b"))
    assert one["input_ids"].equal(same["input_ids"])
    assert not one["labels"].equal(other["labels"])
    chosen = one["labels"] != IGNORED
    assert chosen[:, 0].sum() == 0  # <s>
    assert 0.12 < chosen.float().mean() < 0.18
    masked = one["input_ids"][chosen] == text.opened.tokenizer.mask_token_id
    assert 0.72 < masked.float().mean() < 0.88
    untouched = one["input_ids"].where(~chosen, 0)
    assert untouched.equal(
        one["labels"].where(chosen, text.padded(rows)["input_ids"]).where(~chosen, 0)
    )


def test_a_batch_of_short_text_always_has_something_hidden(base: Path) -> None:
    text = shape(base, "text")
    rows = text.rows([TextSample("0", "a", "en")])
    assert all((text.collate(rows, str(i))["labels"] != IGNORED).any() for i in range(30))


@pytest.mark.parametrize("name", ["pair", "tags", "span", "choice"])
def test_what_was_learnt_by_heart_is_scored_100(base: Path, name: str) -> None:
    import torch

    torch.manual_seed(3)
    learning, samples = shape(base, name, max_length=150), made(name, 4)
    rows, model = learning.rows(samples), learning.opened.model
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(150):
        loss = learning.loss(model, learning.collate(rows, ""))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if loss < 0.01:
            break
    assert learning.score(samples) == 100.0
