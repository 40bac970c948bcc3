"""What is asked of an attack, as strings and numbers from the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xstilts_kit.attacks.kinds import KINDS
from xstilts_kit.attacks.polygloss import EMBEDDED
from xstilts_kit.cell import SPLITS, Cell, Split
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.lexicons import LexiconFolder, open_lexicons
from xstilts_kit.tasks import Task, get_task
from xstilts_kit.transforms._units import WITHOUT_BLANKS

Filter = Literal["auto", "on", "off"]

BATCH_TOKENS = 8192
"""Default number of padded sub-words per batch: some hundreds of sentence pairs."""


@dataclass(frozen=True, slots=True)
class AttackRequest:
    """A request to `attack`."""

    model: str
    """The checkpoint: a folder, a Hub id, or ``mini``."""
    task: str
    kind: str = "polygloss"
    """A key of `KINDS`."""
    lexicons: Path | None = None
    """Folder of lexicons, for ``polygloss``; for ``bumblebee`` in place of an aligner."""
    aligner: str | None = None
    """For ``bumblebee``: the checkpoint whose encoder links words, the same for all models that are
    compared."""
    languages: Sequence[str] = ("en",)
    """Languages of the attacked texts."""
    embedded: Sequence[str] = ()
    """Languages of the translations, each an attack of its own; ``de+fr`` is one attack with
    both. Empty: those of the published attack for which there are lexicons, and for ``bumblebee``
    also translations."""
    sources: Sequence[str] = ()
    gold: Sequence[Path] = ()
    split: str = "test"
    examples: int = 500
    queries: int | None = None
    beam: int = 1
    sense_filter: Filter = "auto"
    seed: int = 0
    device: str = "auto"
    dtype: str = "float32"
    batch_tokens: int = BATCH_TOKENS
    max_length: int | None = None
    labels: Sequence[str] | None = None
    """Labels in the order of the head's classes, where the configuration has no names."""
    override_labels: bool = False
    yes: bool = False

    @property
    def budget(self) -> int:
        """Largest number of texts scored for one example."""
        return KINDS[self.kind].queries if self.queries is None else self.queries


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attack to be made: a language, and the languages of its translations."""

    cell: Cell
    """The clean cell."""
    kind: str
    embedded: tuple[str, ...]
    filtered: tuple[str, ...]
    """Embedded languages whose translations must occur in the human translation."""

    @property
    def name(self) -> str:
        """The attack's name in file names: ``polygloss-de+fr``."""
        return "-".join(filter(None, (self.kind, "+".join(self.embedded))))

    @property
    def path(self) -> str:
        """Name of its files, without folder and ending."""
        return f"{self.cell.task}/{self.cell.language}@{self.name}"

    @property
    def title(self) -> str:
        """The attack in one word: ``xnli/en@polygloss-de``."""
        return self.path


def check_task(name: str) -> Task:
    """The task of an attack.

    Raises:
        UsageError: It is unknown, or not one of pair classification.
    """
    task = get_task(name)
    if task.family != "classification":
        raise UsageError(
            f"{task.name} cannot be attacked: attacks are on pairs of sentences with a label.",
            "Choose --task xnli or --task pawsx.",
        )
    return task


def attempts_of(request: AttackRequest) -> tuple[tuple[Attempt, ...], LexiconFolder | None]:
    """Resolve a request to its attacks.

    Raises:
        UsageError: An unknown task, kind, language or split, or a language without blanks.
        DataError: The folder of lexicons does not exist, or lacks one that is asked for.
    """
    task = check_task(request.task)
    if request.kind not in KINDS:
        raise UsageError(
            f"There is no attack {request.kind!r}.",
            nearest(request.kind, KINDS, otherwise=f"The attacks are: {', '.join(KINDS)}."),
        )
    split = _split(request.split)
    for language in request.languages:
        _check_language(task, language)
    if request.kind != "bumblebee" and request.aligner is not None:
        raise UsageError(
            f"--kind {request.kind} takes no --aligner.", "Leave it out, or give --kind bumblebee."
        )
    if request.kind == "typo":
        if request.embedded or request.lexicons is not None:
            raise UsageError(
                "--kind typo takes no --lexicons and no --embedded.", "Leave them out."
            )
        cells = [Cell(task.name, language, split) for language in request.languages]
        return tuple(Attempt(cell, "typo", (), ()) for cell in cells), None
    folder = _folder(request)
    found = []
    for language in request.languages:
        for embedded in _embedded(request, task, folder, language):
            for target in embedded:
                if folder is not None:
                    folder.lexicon(language, target)
            known = tuple(e for e in embedded if e in task.languages)
            if known != embedded:
                _check_translations(request, task, embedded)
            filtered = () if request.sense_filter == "off" else known
            cell = Cell(task.name, language, split)
            found.append(Attempt(cell, request.kind, embedded, filtered))
    return tuple(found), folder


def _check_translations(request: AttackRequest, task: Task, embedded: Sequence[str]) -> None:
    """Check that an attack can do without some of its human translations."""
    lacking = ", ".join(one for one in embedded if one not in task.languages)
    if request.kind == "bumblebee":
        raise UsageError(
            f"--kind bumblebee: {task.name} has no translations into {lacking}.",
            f"Choose --embedded from {', '.join(task.languages)}.",
        )
    if request.sense_filter == "on":
        raise UsageError(
            f"--sense-filter on: {task.name} has no translations into {lacking}.",
            "Leave it out: it is then on where there are translations.",
        )


def _folder(request: AttackRequest) -> LexiconFolder | None:
    """The lexicons of an attack; None if an encoder links the words."""
    if request.kind == "bumblebee":
        if request.sense_filter == "off":
            raise UsageError(
                "--kind bumblebee takes every phrase from the human translation, so --sense-filter"
                " cannot be off.",
                "Leave it out.",
            )
        if (request.aligner is None) == (request.lexicons is None):
            raise UsageError(
                "--kind bumblebee needs either --aligner CHECKPOINT or --lexicons DIR, to know"
                " which words stand for each other.",
                "Give the encoder that all compared models began from, or a folder of lexicons.",
            )
        return None if request.lexicons is None else open_lexicons(request.lexicons)
    if request.lexicons is None:
        raise UsageError(
            "--kind polygloss needs --lexicons DIR.",
            "Give a folder of lexicons (en-de.txt, …); `xstilts-submit data prepare --lexicons"
            " --out DIR` fetches a free one.",
        )
    return open_lexicons(request.lexicons)


def _embedded(
    request: AttackRequest, task: Task, folder: LexiconFolder | None, language: str
) -> list[tuple[str, ...]]:
    if not request.embedded:
        targets = task.languages if folder is None else folder.targets(language)
        if request.kind == "bumblebee":
            targets = tuple(one for one in targets if one in task.languages)
        there: list[tuple[str, ...]] = [
            (one,) for one in EMBEDDED if one in targets and one != language
        ]
        if not there:
            whose = "The lexicons translate" if folder is not None else f"{task.name} translates"
            raise UsageError(
                f"{whose} {language} to none of {', '.join(EMBEDDED)}.",
                f"Name other languages with --embedded: {', '.join(targets)}.",
            )
        return there
    found = []
    for value in request.embedded:
        codes = tuple(sorted(set(value.split("+"))))
        if not all(codes) or language in codes:
            raise UsageError(
                f"--embedded {value}: not languages other than {language}.",
                "Give codes such as de, or de+fr for one attack with both.",
            )
        found.append(codes)
    return list(dict.fromkeys(found))


def _check_language(task: Task, language: str) -> None:
    if language not in task.languages:
        listed = f"Its languages are: {', '.join(task.languages)}."
        raise UsageError(
            f"{task.name} has no language {language!r}.",
            nearest(language, task.languages, otherwise=listed),
        )
    if language in WITHOUT_BLANKS:
        raise UsageError(
            f"{language} cannot be attacked: it writes no blanks between words.",
            f"Choose a language other than {', '.join(sorted(WITHOUT_BLANKS))}.",
        )


def _split(name: str) -> Split:
    for known in SPLITS[1:]:
        if name == known:
            return known
    raise UsageError(f"There is no split {name!r} to attack.", "Give test or validation.")
