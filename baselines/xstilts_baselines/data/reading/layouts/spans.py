"""Layouts of extractive question answering."""

from xstilts_baselines.data.reading.rows import Row
from xstilts_baselines.data.samples import SpanSample
from xstilts_baselines.data.task import TrainingTask


def span(row: Row, identifier: str, task: TrainingTask) -> SpanSample:
    """Read a question and check its answers against the context; offsets count code points."""
    context, question = row.text("context"), row.text("question")
    own = row.text("id")
    if not own:
        raise row.wrong("the id is empty", "expected the question's own")
    answers = _answers(row, context)
    impossible = row.values.get("is_impossible")
    if impossible is not None and not isinstance(impossible, bool):
        raise row.wrong("is_impossible is neither true nor false", "expected one of them")
    if answers and impossible:
        raise row.wrong("answers to a question marked is_impossible", "expected none")
    if not answers and (not task.no_answer or impossible is False):
        raise row.wrong("no answer", "expected at least one")
    return SpanSample(own, context, question, answers)


def _answers(row: Row, context: str) -> tuple[tuple[str, int], ...]:
    found = row.values.get("answers")
    texts = found.get("text") if isinstance(found, dict) else None
    starts = found.get("answer_start") if isinstance(found, dict) else None
    if not isinstance(texts, list) or not isinstance(starts, list) or len(texts) != len(starts):
        raise row.wrong("no answers with text and answer_start", "expected lists of equal length")
    answers: list[tuple[str, int]] = []
    for text, start in zip(texts, starts, strict=True):
        if not isinstance(text, str) or not text or type(start) is not int:
            raise row.wrong("an answer without a text or a start", "expected both")
        if start < 0 or context[start : start + len(text)] != text:
            raise row.wrong(
                f"the answer {text[:40]!r} is not at offset {start} of its context",
                "offsets count characters of the unstripped context",
            )
        answers.append((text, start))
    return tuple(dict.fromkeys(answers))


def span_by_row(row: Row, identifier: str, task: TrainingTask) -> SpanSample:
    """Read a question like `span`, but by row, as XTREME truncated TyDiQA's training ids."""
    found = span(row, identifier, task)
    return SpanSample(identifier, found.context, found.question, found.answers)


def article(row: Row) -> str:
    """Return the article's title, else its paragraph: questions on it stay in one split."""
    title = row.values.get("title")
    return title if isinstance(title, str) and title else row.text("context")
