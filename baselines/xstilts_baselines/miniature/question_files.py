"""Paragraphs with questions as SQuAD JSON, and in XTREME's form of test inputs without answers."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from xstilts_baselines.miniature.questions import (
    Paragraph,
    Span,
    context,
    other_span,
    question_text,
    sentence_spans,
    span,
)

_NAMES = {
    "en": "english",
    "de": "german",
    "es": "spanish",
    "ru": "russian",
    "el": "greek",
    "ar": "arabic",
    "hi": "hindi",
    "zh": "chinese",
    "th": "thai",
    "sw": "swahili",
}
_EMPTY = {"answer_start": 0, "text": ""}


def question_id(task: str, split: str, language: str, number: int) -> str:
    """Return an id in the data sets' style: hexadecimal, or with the language's name in tydiqa."""
    if task == "tydiqa":
        whole = int(sha256(f"{task}/{split}/{language}/{number}".encode()).hexdigest(), 16)
        return f"{_NAMES[language]}-{whole % 10**19:019d}-{number}"
    return sha256(f"{task}/{split}/{number}".encode()).hexdigest()[:24]


def answers(task: str, found: Paragraph, number: int, language: str) -> list[Span]:
    """Return the gold answers of a question; in tydiqa sometimes two."""
    question = found.questions[number]
    place = found.facts.index(question.fact)
    right = [span(found.facts, place, question.slot, language)]
    if task == "tydiqa" and number == 0:
        other = other_span(found.facts, place, question.slot, language)
        right += [other] if other else []
    return right


def with_answers(task: str, split: str, language: str, paragraphs: Sequence[Paragraph]) -> bytes:
    """Write paragraphs as SQuAD JSON."""
    data = [
        {
            "title": f"{task} {number}",
            "paragraphs": [{"context": context(found.facts, language), "qas": asked}],
        }
        for number, (found, asked) in enumerate(_asked(task, split, language, paragraphs))
    ]
    return _json(data)


def without_answers(task: str, split: str, language: str, paragraphs: Sequence[Paragraph]) -> bytes:
    """Write XTREME's test inputs: one entry per question with its context, without answers."""
    data = [
        {
            "paragraphs": [
                {
                    "context": context(found.facts, language),
                    "qas": [{**question, "answers": [_EMPTY]}],
                }
            ]
        }
        for found, asked in _asked(task, split, language, paragraphs)
        for question in asked
    ]
    return _json(data)


def in_sentences(language: str, paragraphs: Sequence[Paragraph]) -> bytes:
    """Write xquad's paragraphs with their sentences and answers, as in LAReQA's XQuAD-R."""
    data = []
    for number, (found, asked) in enumerate(_asked("xquad", "test", language, paragraphs)):
        sentences = sentence_spans(found.facts, language)
        paragraph = {
            "context": context(found.facts, language),
            "sentences": [one.text for one in sentences],
            "sentence_breaks": [[one.start, one.start + len(one.text)] for one in sentences],
            "qas": asked,
        }
        data.append({"title": f"lareqa {number}", "paragraphs": [paragraph]})
    return _json(data)


def _asked(
    task: str, split: str, language: str, paragraphs: Sequence[Paragraph]
) -> Iterator[tuple[Paragraph, list[dict[str, Any]]]]:
    number = 0
    for found in paragraphs:
        asked = []
        for place, question in enumerate(found.questions):
            right = answers(task, found, place, language)
            asked.append(
                {
                    "answers": [{"answer_start": a.start, "text": a.text} for a in right],
                    "question": question_text(question, language),
                    "id": question_id(task, split, language, number),
                }
            )
            number += 1
        yield found, asked


def _json(data: list[dict[str, Any]]) -> bytes:
    document = {"version": "1.1", "data": data}
    return f"{json.dumps(document, ensure_ascii=False, indent=0)}\n".encode()
