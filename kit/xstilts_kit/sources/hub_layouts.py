"""Table layouts of ``google/xtreme``; each yields the rows of a family.

The rows equal those read by `xstilts_kit.sources.layouts` from XTREME's own files, wherever the
Hub's copy has the same data. Only Tatoeba's texts are stripped, as in those files.

An empty token stays one token with its tag. XTREME's unlabelled files cannot express it: an empty
line ends the sentence there. A sentence without tokens is left out: it has nothing to predict.
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
    """Readers of a table's inputs and of its answers."""

    asked: Mapping[str, ColumnKind]
    """The input columns; only these are read for the inputs."""
    answered: Mapping[str, ColumnKind]
    """The answer columns."""
    inputs: Callable[[Rows], Inputs]
    gold: Callable[[Rows, Task], Iterator[Gold]]
    """May raise `NoAnswers` if the labels are placeholders."""
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
                f"{rows.place}, row {wrong[0]}: {labels[wrong[0]][:40]!r} is not a label of"
                f" {task.name} (expected {', '.join(task.labels)}).",
                "Give a folder with the answers to --gold, or another revision with hub@REVISION.",
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
                "Choose a revision that has the benchmark's labels with hub@REVISION.",
            )
        numbers = [sentence for sentence in rows.columns[column] if sentence]
        used = set().union(*numbers)
        unknown = used - set(range(-1, len(names)))
        if unknown:
            raise DataError(
                f"{rows.place}: the column {column} holds {min(unknown)}; its labels are numbered"
                f" 0 to {len(names) - 1}.",
                "Choose another revision with hub@REVISION.",
            )
        # The Hub marks hidden labels with -1; PAN-X has O in their place.
        hidden = {-1} if placeholder is None else {-1, list(names).index(placeholder)}
        if used <= hidden:
            only = "hidden" if used == {-1} else placeholder
            raise NoAnswers(
                f"{rows.place}: every tag is {only}; these are placeholders, not gold.",
                f"Give a folder with the answers to --gold; the data come from {task.source}.",
            )
        for i, sentence in enumerate(numbers):
            known = -1 not in sentence
            yield TagsGold(str(i), tuple(names[n] for n in sentence) if known else None)

    return gold


# Parallel sentences: row i of one side translates row i of the other.


def _english_order(rows: Rows) -> tuple[list[str], list[int]]:
    """The English sentences in code-point order, and their row numbers."""
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
            f"Give a folder with the answers to --gold; the data come from {task.source}.",
        )
    yield from found


def _check_ids(rows: Rows) -> None:
    seen: set[str] = set()
    for row, identifier in enumerate(rows.columns["id"]):
        if identifier in seen or not 1 <= len(identifier) <= 256:
            what = "occurs twice" if identifier in seen else "does not have 1 to 256 characters"
            raise DataError(
                f"{rows.place}, row {row}: the id {identifier[:60]!r} {what}.",
                "Choose another revision with hub@REVISION.",
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
"""All layouts, by the name used in tasks."""
