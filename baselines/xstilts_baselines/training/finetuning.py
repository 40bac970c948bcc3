"""Fine-tune a head on the miniature's tasks in English."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import transformers

from xstilts_baselines.miniature.builders import Reserve
from xstilts_baselines.miniature.cheap import tags_of
from xstilts_baselines.miniature.datasets import (
    PAIR_TASKS,
    english_pairs,
    english_sentences,
    paragraphs,
)
from xstilts_baselines.miniature.questions import context, question_text, span
from xstilts_baselines.miniature.realise import realise, text
from xstilts_baselines.recipes import QUESTION_TARGETS, ScratchTarget
from xstilts_baselines.training import base
from xstilts_baselines.training.arguments import train, training_arguments
from xstilts_baselines.training.shapes.pair import named
from xstilts_kit.families import get_family
from xstilts_kit.tasks import get_task

_IGNORED = -100


def fine_tune(
    encoder: Path, target: ScratchTarget, tokenizer: Any, reserve: Reserve, seed: int, work: Path
) -> tuple[Any, list[dict[str, float]]]:
    """Train a new head on the encoder in a folder.

    Args:
        encoder: Folder of the bare encoder.
        target: The task and how to train it.
        tokenizer: The encoder's tokenizer.
        reserve: Sentences excluded from training.
        seed: Seed of data and head.
        work: A folder for the Trainer.

    Returns:
        The model, and the logged losses.
    """
    transformers.set_seed(seed)
    model = open_with_head(encoder, target.task)
    if target.freeze_embeddings:
        for parameter in model.base_model.embeddings.parameters():
            parameter.requires_grad = False
    training_seed = f"{seed}/train/{target.task}"
    collator: Any = transformers.DataCollatorWithPadding(tokenizer)
    if target.task in PAIR_TASKS:
        rows = _pair_rows(target, tokenizer, reserve, training_seed, model)
    elif target.task in QUESTION_TARGETS:
        rows = _question_rows(target, tokenizer, reserve, training_seed, model)
    else:
        rows = _tagged_rows(target, tokenizer, reserve, training_seed, model)
        collator = transformers.DataCollatorForTokenClassification(tokenizer)
    trainer = transformers.Trainer(
        model=model,
        args=training_arguments(
            work,
            steps=target.steps,
            batch=target.batch,
            learning_rate=target.learning_rate,
            warmup=target.warmup,
            seed=seed,
        ),
        train_dataset=rows,
        data_collator=collator,
    )
    return model, train(trainer)


def open_with_head(encoder: Path, target: str) -> Any:
    """Open the encoder with a new head for the task's labels, or with a span head.

    Raises:
        ModelError: A tensor of the encoder is missing or was changed on loading.
    """
    if target in QUESTION_TARGETS:
        return base.open_with_head(encoder, "ForQuestionAnswering", {"num_labels": 2})
    task = get_task(target)
    ending = get_family(task.family).heads[0]
    return base.open_with_head(encoder, ending, named(task.labels))


def _pair_rows(
    target: ScratchTarget, tokenizer: Any, reserve: Reserve, seed: str, model: Any
) -> list[dict[str, Any]]:
    pairs = english_pairs(target.task, target.examples, seed, reserve)
    encoded = tokenizer(
        [text(realise(pair.first, "en"), "en") for pair in pairs],
        [text(realise(pair.second, "en"), "en") for pair in pairs],
        truncation=True,
        max_length=model.config.max_position_embeddings - 2,
    )["input_ids"]
    labels = model.config.label2id
    return [
        {"input_ids": ids, "attention_mask": [1] * len(ids), "label": labels[pair.label]}
        for ids, pair in zip(encoded, pairs, strict=True)
    ]


def _tagged_rows(
    target: ScratchTarget, tokenizer: Any, reserve: Reserve, seed: str, model: Any
) -> list[dict[str, Any]]:
    labels = model.config.label2id
    rows = []
    for said in english_sentences(target.examples, seed, reserve):
        sentence = realise(said, "en")
        tags = [labels[tag] for tag in tags_of(sentence, target.task)]
        encoded = tokenizer([word.form for word in sentence], is_split_into_words=True)
        rows.append(
            {
                "input_ids": encoded["input_ids"],
                "attention_mask": encoded["attention_mask"],
                "labels": _at_first_pieces(encoded.word_ids(), tags),
            }
        )
    return rows


def _question_rows(
    target: ScratchTarget, tokenizer: Any, reserve: Reserve, seed: str, model: Any
) -> list[dict[str, Any]]:
    """Encode questions with their contexts, which must fit into the input."""
    rows = []
    for found in paragraphs(target.task, target.examples, seed, reserve):
        written = context(found.facts, "en")
        for question in found.questions:
            answer = span(found.facts, found.facts.index(question.fact), question.slot, "en")
            encoded = tokenizer(question_text(question, "en"), written)
            if len(encoded["input_ids"]) > model.config.max_position_embeddings - 2:
                raise RuntimeError("a context is longer than the encoder's positions")
            last = answer.start + len(answer.text) - 1
            rows.append(
                {
                    "input_ids": encoded["input_ids"],
                    "attention_mask": encoded["attention_mask"],
                    "start_positions": encoded.char_to_token(answer.start, sequence_index=1),
                    "end_positions": encoded.char_to_token(last, sequence_index=1),
                }
            )
    return rows


def _at_first_pieces(words: Sequence[int | None], tags: Sequence[int]) -> list[int]:
    """Place each word's tag at its first sub-word, and ignore the others."""
    labels, previous = [], None
    for word in words:
        labels.append(_IGNORED if word is None or word == previous else tags[word])
        previous = word
    return labels
