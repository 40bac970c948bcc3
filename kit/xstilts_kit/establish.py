"""Writes an edition: counts and fingerprints of the data in a folder.

``python -m xstilts_kit.establish NAME TITLE SOURCE OUT [GOLD …]``
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from xstilts_kit import miniature
from xstilts_kit.editions import fingerprint
from xstilts_kit.families import Gold, get_family
from xstilts_kit.sources import Source
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.submission.files import write_json
from xstilts_kit.tasks import Role, Task, all_tasks

_METHODS = {
    "files": "Inputs and gold counted and hashed on the files of this edition.",
    "inputs": "Inputs counted and hashed on the files of this edition; no complete gold at hand.",
}
_SPLITS: tuple[Role, ...] = ("validation", "test")


def establish(name: str, title: str, source: Source, gold: Sequence[Path]) -> dict[str, Any]:
    """The edition document of everything that a source holds.

    A gold fingerprint is null where there is no gold or any answer is unknown.
    """
    finder = open_gold(gold)
    entries = []
    for task, language, split in _present(source):
        asked = source.inputs(task, language, split)
        inputs = fingerprint(asked.rows())
        answers = finder.find(task, language, split, None, source)
        one_each = get_family(task.family).one_each
        whole = answers is not None and (not one_each or len(answers) == len(asked.examples))
        gold_print = _gold_fingerprint(answers) if whole and answers is not None else None
        entries.append(
            {
                "task": task.name,
                "language": language,
                "split": split,
                "examples": len(asked.examples),
                "inputs": inputs,
                "gold": gold_print,
                "how": "inputs" if gold_print is None else "files",
            }
        )
    return {
        "schema": "xstilts-edition-v1",
        "name": name,
        "title": title,
        "methods": _METHODS,
        "entries": entries,
    }


def _gold_fingerprint(answers: Sequence[Gold]) -> str | None:
    return fingerprint(answers) if all(answer.known for answer in answers) else None


def _present(source: Source) -> Iterator[tuple[Task, str, Role]]:
    for task in all_tasks().values():
        languages = [*task.languages, *miniature.LANGUAGES]
        for language in dict.fromkeys(languages):
            for split in _SPLITS:
                if source.has(task, language, split):
                    yield task, language, split


if __name__ == "__main__":
    _, name_, title_, source_, out_, *gold_ = sys.argv
    document = establish(name_, title_, FolderSource(Path(source_)), [Path(p) for p in gold_])
    write_json(Path(out_), document)
