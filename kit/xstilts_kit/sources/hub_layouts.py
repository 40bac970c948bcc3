"""How ``google/xtreme`` lays out its tables, one layout a way; each yields the family's rows.

The rows are those that `xstilts_kit.sources.layouts` reads from XTREME's own files, as far as the
Hub's copy holds the same. Texts stay as they are, but for Tatoeba's, which are stripped as there.

A token without a character stays one token with its tag. XTREME's unlabelled files cannot say it:
there it would be an empty line, which ends the sentence. A sentence without tokens is left out, as
nothing can be predicted for it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.families.classification.records import LabelGold, SentencePair
from xstilts_kit.families.retrieval.records import Candidate, MatchGold, Query
from xstilts_kit.families.span_qa.records import AnswersGold, Question
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.sources.hub_tables import ColumnKind, Language, Rows
from xstilts_kit.sources.layouts import UNKNOWN, NoAnswers
from xstilts_kit.tasks import Task


@dataclass(frozen=True, slots=True)
class HubLayout:
    """Two ways to read a table: for its inputs, or for its answers."""

    asked: Mapping[str, ColumnKind]
    """The columns of the inputs; no other is read for them."""
    answered: Mapping[str, ColumnKind]
    """The columns of the answers."""
    inputs: Callable[[Rows], Inputs]
    gold: Callable[[Rows, Task], Iterator[Gold]]
    """May raise `NoAnswers` where the labels are placeholders."""
    language: Language | None = None


# Sentence pairs.


def _pairs(rows: Rows) -> Inputs:
    sides = zip(rows.columns["sentence1"], rows.columns["sentence2"], strict=True)
    return Inputs(tuple(SentencePair(str(i), a, b) for i, (a, b) in enumerate(sides)))


def _labels(column: str) -> Callable[[Rows, Task], Iterator[Gold]]:
    def gold(rows: Rows, task: Task) -> Iterator[Gold]:
        labels = rows.columns[column]
        wrong = [i for i, label in enumerate(labels) if label not in (*task.labels, UNKNOWN)]
        if wrong:
            kind = NoAnswers if len(wrong) == len(labels) else DataError
            raise kind(
                f"{rows.place}, row {wrong[0]}: {labels[wrong[0]][:40]!r} is no label of"
                f" {task.name} (expected {', '.join(task.labels)}).",
                "Name a folder with the answers by --gold, or another revision by hub@REVISION.",
            )
        for i, label in enumerate(labels):
            yield LabelGold(str(i), None if label == UNKNOWN else label)

    return gold


# Tokens.


def _sentences(rows: Rows) -> Inputs:
    found = (tuple(tokens) for tokens in rows.columns["tokens"] if tokens)
    return Inputs(tuple(Sentence(str(i), tokens) for i, tokens in enumerate(found)))


def _tags(column: str, placeholder: str | None) -> Callable[[Rows, Task], Iterator[Gold]]:
    def gold(rows: Rows, task: Task) -> Iterator[Gold]:
        names = rows.names[column] or task.labels
        if set(names) != set(task.labels):
            raise DataError(
                f"{rows.place}: the labels of the column {column} are {', '.join(names)};"
                f" expected {', '.join(task.labels)}.",
                "Name a revision with the labels of the benchmark by hub@REVISION.",
            )
        numbers = [sentence for sentence in rows.columns[column] if sentence]
        used = set().union(*numbers)
        unknown = used - set(range(-1, len(names)))
        if unknown:
            raise DataError(
                f"{rows.place}: the column {column} holds {min(unknown)}; its labels are numbered"
                f" 0 to {len(names) - 1}.",
                "Name another revision by hub@REVISION.",
            )
        # The Hub's way to say that a label is hidden is -1; PAN-X has O where there was none.
        hidden = {-1} if placeholder is None else {-1, list(names).index(placeholder)}
        if used <= hidden:
            only = "hidden" if used == {-1} else placeholder
            raise NoAnswers(
                f"{rows.place}: every tag is {only}; these are placeholders, not gold.",
                f"Name a folder with the answers by --gold; the data come from {task.source}.",
            )
        for i, sentence in enumerate(numbers):
            known = -1 not in sentence
            yield TagsGold(str(i), tuple(names[n] for n in sentence) if known else None)

    return gold


# Parallel sentences: row i of one side is the translation of row i of the other.


def _english_order(rows: Rows) -> tuple[list[str], list[int]]:
    """The English sentences, and their rows in the order of their code points."""
    english = [text.strip() for text in rows.columns["target_sentence"]]
    return english, sorted(range(len(english)), key=english.__getitem__)


def _parallel(rows: Rows) -> Inputs:
    english, order = _english_order(rows)
    return Inputs(
        tuple(Query(str(place), english[row]) for place, row in enumerate(order)),
        tuple(
            Candidate(str(row), text.strip())
            for row, text in enumerate(rows.columns["source_sentence"])
        ),
    )


def _matches(rows: Rows, task: Task) -> Iterator[Gold]:
    _, order = _english_order(rows)
    yield from (MatchGold(str(place), str(row)) for place, row in enumerate(order))


# Questions.


def _questions(rows: Rows) -> Inputs:
    _check_ids(rows)
    columns = (rows.columns[name] for name in ("id", "context", "question"))
    return Inputs(tuple(Question(*row) for row in zip(*columns, strict=True)))


def _answers(rows: Rows, task: Task) -> Iterator[Gold]:
    _check_ids(rows)
    paragraphs: dict[str, int] = {}
    found = []
    columns = (rows.columns[name] for name in ("id", "context", "answers"))
    for identifier, context, texts in zip(*columns, strict=True):
        paragraph = paragraphs.setdefault(context, len(paragraphs))
        found.append(AnswersGold(identifier, tuple(t for t in texts if t) or None, paragraph))
    if not any(answer.known for answer in found):
        raise NoAnswers(
            f"{rows.place}: every answer is blank; these are placeholders, not gold.",
            f"Name a folder with the answers by --gold; the data come from {task.source}.",
        )
    yield from found


def _check_ids(rows: Rows) -> None:
    seen: set[str] = set()
    for row, identifier in enumerate(rows.columns["id"]):
        if identifier in seen or not 1 <= len(identifier) <= 256:
            what = "stands there twice" if identifier in seen else "has not 1 to 256 characters"
            raise DataError(
                f"{rows.place}, row {row}: the id {identifier[:60]!r} {what}.",
                "Name another revision by hub@REVISION.",
            )
        seen.add(identifier)


_PAIR: Mapping[str, ColumnKind] = {"sentence1": "text", "sentence2": "text"}
_QUESTION: Mapping[str, ColumnKind] = {"id": "text", "context": "text", "question": "text"}
_ANSWERS: Mapping[str, ColumnKind] = {"id": "text", "context": "text", "answers": "answers"}

HUB_LAYOUTS: Mapping[str, HubLayout] = MappingProxyType(
    {
        "panx": HubLayout(
            {"tokens": "tokens"}, {"ner_tags": "tags"}, _sentences, _tags("ner_tags", "O")
        ),
        "pawsx": HubLayout(_PAIR, {"label": "text"}, _pairs, _labels("label")),
        "questions": HubLayout(_QUESTION, _ANSWERS, _questions, _answers),
        "tatoeba": HubLayout(
            {"source_sentence": "text", "target_sentence": "text"},
            {"target_sentence": "text"},
            _parallel,
            _matches,
        ),
        "tydiqa": HubLayout(
            _QUESTION, _ANSWERS, _questions, _answers, Language("id", "{code}-", whole=False)
        ),
        "udpos": HubLayout(
            {"tokens": "tokens"}, {"pos_tags": "tags"}, _sentences, _tags("pos_tags", None)
        ),
        "xnli": HubLayout(
            _PAIR,
            {"gold_label": "text"},
            _pairs,
            _labels("gold_label"),
            Language("language", "{code}", whole=True),
        ),
    }
)
"""Every layout, by the name that a task gives."""
