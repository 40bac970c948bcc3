"""Research questions, as answered by the studies in ``leaderboard/answers``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_leaderboard.tables.columns import INVENTED, is_invented
from xstilts_leaderboard.tracks._track import QUESTIONS, Answer, Leaf, Material, Track
from xstilts_schemas import checked, load

ANSWERS = "leaderboard/answers"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of an answer; fields as in the schema ``answer``."""

    measure: str
    unit: str
    better: str
    arm: str
    against: str | None
    language: str
    condition: str | None
    primary: bool
    value: float | None
    by_seed: tuple[float | None, ...]
    interval: tuple[float, float] | None
    detectable: float | None
    verdict: str | None
    p: float | None

    @property
    def where(self) -> str:
        """Languages and condition, as text."""
        return ", ".join(part for part in (self.language, self.condition) if part)

    @property
    def kind(self) -> str:
        """``better``, ``worse``, or the verdict as it is."""
        if self.verdict in ("higher", "lower"):
            return "better" if self.verdict == self.better else "worse"
        return self.verdict or ""


@dataclass(frozen=True, slots=True)
class Training:
    """What an arm of a study was trained on."""

    name: str
    title: str
    regime: str
    steps: float | None
    """Optimiser steps of phase 2; None without one."""
    hours: float
    switched_into: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answered question."""

    name: str
    about: str
    title: str
    question: str
    sentence: str
    suite: str
    signature: str
    baseline: str
    seeds: tuple[int, ...]
    arms: tuple[Training, ...]
    numbers: tuple[Number, ...]
    limits: tuple[str, ...]
    notes: tuple[str, ...]
    command: str

    @property
    def path(self) -> str:
        """Path of its page, relative to the site's root."""
        return f"{INVENTED if is_invented(self.suite) else ''}questions/{self.name}.html"

    @property
    def primary(self) -> tuple[Number, ...]:
        """The numbers that answer the question."""
        return tuple(one for one in self.numbers if one.primary)

    @property
    def differences(self) -> tuple[Number, ...]:
        """Differences of arms over sets of languages."""
        return tuple(one for one in self.numbers if one.against and len(one.language) > 3)

    @property
    def languages(self) -> tuple[Number, ...]:
        """Differences of arms in single languages."""
        return tuple(one for one in self.numbers if one.against and len(one.language) <= 3)

    @property
    def values(self) -> tuple[Number, ...]:
        """Values of arms alone."""
        return tuple(one for one in self.numbers if one.against is None)


def read(material: Material) -> tuple[Answered, ...]:
    """Read the answers of a checkout, in the order of the home page's questions.

    Raises:
        DataError: A file is not an answer.
    """
    folder = material.root / ANSWERS
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    order = list(QUESTIONS)
    found = [_read(path) for path in paths]
    return tuple(sorted(found, key=lambda one: (order.index(one.about), one.suite, one.name)))


def _read(path: Path) -> Answered:
    remedy = "Write it with `xstilts-baselines study`."
    try:
        value = parse(path.read_text(encoding="utf-8"))
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}.", remedy) from error
    value, faults = checked("answer", value)
    for fault in faults:
        where = ".".join(map(str, fault.absolute_path)) or "the answer"
        raise DataError(f"{path}: {where}: {fault.message[:200]}.", remedy)
    if value["about"] not in QUESTIONS:
        raise DataError(f"{path}: there is no question {value['about']!r}.", remedy)
    return Answered(
        name=path.stem,
        about=value["about"],
        title=value["title"],
        question=value["question"],
        sentence=value["answer"],
        suite=value["suite"],
        signature=value["signature"],
        baseline=value["baseline"],
        seeds=tuple(value["seeds"]),
        arms=tuple(map(_training, value["arms"])),
        numbers=tuple(map(_number, value["lines"])),
        limits=tuple(value["limits"]),
        notes=tuple(value["notes"]),
        command=value["command"],
    )


def _training(arm: Mapping[str, Any]) -> Training:
    steps = None if arm["phase_2"] is None else arm["phase_2"]["steps"]
    into = tuple(arm["switched_into"])
    return Training(arm["name"], arm["title"], arm["regime"]["kind"], steps, arm["hours"], into)


def _number(line: Mapping[str, Any]) -> Number:
    interval = None if line["interval"] is None else tuple(line["interval"])
    return Number(**{**line, "by_seed": tuple(line["by_seed"]), "interval": interval})


def _answers(value: Sequence[Answered]) -> Iterator[Answer]:
    """The answer to each question, from data that are not invented."""
    for one in value:
        if not is_invented(one.suite):
            seeds = one.primary[0].by_seed if one.primary else ()
            dots = tuple(seed for seed in seeds if seed is not None)
            yield Answer(one.about, one.sentence, one.path, dots)


def export(value: Sequence[Answered]) -> Mapping[str, Any]:
    """``api/v1/questions.json``: every answer with its numbers."""
    return {
        "schema": "xstilts-api-questions-v1",
        "answers": [
            {
                "name": one.name,
                "about": one.about,
                "question": one.question,
                "answer": one.sentence,
                "suite": one.suite,
                "seeds": list(one.seeds),
                "numbers": [asdict(number) for number in one.numbers],
                "limits": list(one.limits),
                "command": one.command,
            }
            for one in value
        ],
    }


def _leaves(value: Sequence[Answered]) -> Iterable[Leaf]:
    """One page per answer, and an index of the answers on invented data."""
    yield Leaf(f"{INVENTED}questions.html", "Questions on the miniature", value)
    for one in value:
        yield Leaf(one.path, one.title, one)


TRACK = Track(
    name="questions",
    path="questions.html",
    title="Questions",
    read=read,
    template="questions.html.j2",
    export=export,
    schema=load("api-questions"),
    files=ANSWERS,
    order=15,
    leaves=_leaves,
    answers=_answers,
)
