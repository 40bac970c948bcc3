"""Question answering files without answers, byte for byte as written by XTREME."""

import json
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError

_BLANK = {"answer_start": 0, "text": ""}


def without_answers(content: bytes, path: Path) -> bytes:
    """Convert to SQuAD JSON with one paragraph per question, no titles, and blank answers.

    Args:
        content: The publisher's file.
        path: Where it came from, for messages.

    Raises:
        DataError: Not SQuAD JSON, or an answer is not at its stated offset.
    """
    entries = []
    try:
        document = json.loads(content)
        version = document["version"]
        for article in document["data"]:
            for paragraph in article["paragraphs"]:
                context = paragraph["context"]
                for question in paragraph["qas"]:
                    _check(question, context, path)
                    asked = {
                        "answers": [_BLANK],
                        "question": question["question"],
                        "id": question["id"],
                    }
                    entries.append({"paragraphs": [{"context": context, "qas": [asked]}]})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(
            f"{path}: not SQuAD JSON ({type(error).__name__}: {error}).", "Fetch the file again."
        ) from error
    return json.dumps({"data": entries, "version": version}).encode()


def _check(question: dict[str, object], context: str, path: Path) -> None:
    answers = question["answers"]
    if not isinstance(answers, list):
        raise TypeError("answers are not a list")
    for answer in answers:
        start, text = answer["answer_start"], answer["text"]
        if context[start : start + len(text)] != text:
            raise DataError(
                f"{path}: an answer to question {question['id']} is not at character"
                f" {start} of its context.",
                "The file was changed: fetch it again.",
            )
