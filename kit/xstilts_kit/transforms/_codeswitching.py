"""The transform ``codeswitch`` and its placebos: what they share.

The embedded languages are all those into which the lexicons translate the cell's language, or those
named in the level. A placebo draws like the transform itself, so it changes the same words.
"""

from collections.abc import Sequence
from pathlib import Path

from xstilts_kit.cell import Cell
from xstilts_kit.lexicons import LexiconFolder, open_lexicons
from xstilts_kit.tasks import all_tasks, get_task
from xstilts_kit.transforms._level import Level
from xstilts_kit.transforms._resources import Resources
from xstilts_kit.transforms._switching import Replacement, switch
from xstilts_kit.transforms._transform import Apply, Place, Transform
from xstilts_kit.transforms._units import WITHOUT_BLANKS

_NAME = "codeswitch"
"""First part of every draw, also of the placebos'."""

_PIVOT = "en"

OPTIONS = ("same", "third")
"""``same``: English, the language of the candidates or of the training data; ``third``: all but
English."""


def switching(name: str, title: str, replace_by: Replacement) -> Transform:
    """Define a transform that replaces words by translations, or a placebo of it."""

    def prepare(cell: Cell, level: Level, resources: Resources) -> Apply:
        folder = open_lexicons(resources.path("lexicons"))
        lexicons = folder.lexicons(cell.language, embedded(folder, cell, level))
        one_word = get_task(cell.task).family == "tagging"
        ratio = level.amount

        def apply(text: str, level: str, place: Place) -> str:
            return switch(
                text,
                lexicons,
                ratio,
                (*place.parts, _NAME),
                language=place.language,
                replace_by=replace_by,
                one_word=one_word,
            ).text

        return apply

    return Transform(
        name=name,
        title=title,
        version=1,
        numeric=True,
        options=OPTIONS,
        languages=_languages(),
        refuses=_refuses,
        needs="lexicons",
        files=_files,
        lacks=_lacks,
        prepare=prepare,
    )


def embedded(folder: LexiconFolder, cell: Cell, level: Level) -> tuple[str, ...]:
    """The embedded languages of a cell, sorted; some of them may have no lexicon."""
    there = folder.targets(cell.language)
    if level.option == "same":
        return (_PIVOT,)
    if level.option == "third":
        return tuple(language for language in there if language != _PIVOT)
    return tuple(level.option.split("+")) if level.option else there


def _lacks(cell: Cell, level: Level, path: Path) -> str | None:
    if level.option == "same" and cell.language == _PIVOT:
        return f"`same` is {_PIVOT}, which it is itself; name languages, as in {level.name}+de"
    folder = open_lexicons(path)
    chosen = embedded(folder, cell, level)
    absent = [language for language in chosen if language not in folder.targets(cell.language)]
    if absent:
        return f"there is no lexicon from it to {', '.join(absent)} in {path}"
    return None if chosen else f"no lexicon in {path} translates it"


def _files(cell: Cell, level: Level, path: Path) -> Sequence[Path]:
    folder = open_lexicons(path)
    return [folder.file(cell.language, target) for target in embedded(folder, cell, level)]


def _refuses(language: str) -> str | None:
    return "it writes no blanks between words" if language in WITHOUT_BLANKS else None


def _languages() -> tuple[str, ...]:
    return tuple(sorted({language for task in all_tasks().values() for language in task.languages}))
