"""Attacks: accuracy before and after an adaptive attack, and on the attacks on other models.

The figures are those of ``attack.json`` files in ``leaderboard/attacks``, as their authors' runs
wrote them. The attacked texts stay with the authors, so nothing is scored again here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.attacks.kinds import KINDS
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_leaderboard.tables.perturbed import is_near, usual_intensity
from xstilts_leaderboard.text import plain
from xstilts_schemas import checked

ATTACKS = "leaderboard/attacks"
LARGEST = 1 << 20
"""Maximum bytes of a file; one of five languages has some thousands."""

_REMEDY = (
    "Copy the attack.json that `xstilts-submit attack` wrote, byte for byte; it holds no texts."
)
_MINI = "mini"
"""The source of the miniature's inputs."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything besides the model on which an attack's figures depend."""

    split: str
    inputs: str
    """Fingerprint of all clean inputs."""
    sample: tuple[str, int, int]
    """Fingerprint of the sampled ones, largest sample, seed."""
    lexicons: tuple[tuple[str, str], ...]
    """Language and fingerprint."""
    filtered: tuple[str, ...]
    """Languages whose translations must occur in the human translation."""
    budget: tuple[int, int | None, float | None]
    """Queries, beam, share of words."""
    aligner: tuple[str, str, int | None] | None
    """Method, digest and layer of what linked words to those of the translation; None for attacks
    without phrases."""


_DIFFERENCES: Mapping[str, str] = {
    "split": "another split",
    "inputs": "another edition of the inputs",
    "sample": "another sample of the examples",
    "lexicons": "other lexicons",
    "filtered": "another filter of the translations",
    "budget": "another budget",
    "aligner": "another word aligner",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One model under one attack: its own, or one on another model."""

    file: str
    """Name of its file, without the ending."""
    model: str
    href: str
    """Id and commit on the Hub, joined by ``@``; empty for other models."""
    digest: str
    """Digest of its files; of the file's name where it is not known."""
    origin: str | None
    """SHA-256 of the ``attack.json`` whose inputs it was scored on; None for an attack of its
    own."""
    sha256: str
    """SHA-256 of its own file."""
    examples: int
    before: float
    after: float
    rate: float | None
    """Attack success rate, 0 to 1; None if nothing was right before."""
    interval: tuple[float, float] | None
    queries: float | None
    words: float | None
    """Mean share of words changed, over the successes."""
    aligner: str
    """What linked words to those of the translation; empty for attacks without phrases."""


@dataclass(frozen=True, slots=True)
class Group:
    """Models that were attacked in the same way on the same examples."""

    setting: Setting
    own: tuple[Result, ...]
    """Attacks on the models themselves, the lowest success rate first."""
    transferred: tuple[Result, ...]
    """Models scored on the inputs of these attacks."""
    why: str
    """Why it does not compare with the panel's first group; empty for that."""

    def cell(self, origin: Result, scored: Result) -> Result | None:
        """The result of one model on the attack on another; None if it was not scored on it."""
        if origin.digest == scored.digest:
            return origin
        found = (
            one
            for one in self.transferred
            if (one.origin, one.digest) == (origin.sha256, scored.digest)
        )
        return next(found, None)

    @property
    def scored(self) -> tuple[Result, ...]:
        """One result of every model: those attacked, then those only scored on attacks."""
        found: dict[str, Result] = {}
        for one in (*self.own, *self.transferred):
            found.setdefault(one.digest, one)
        return tuple(found.values())

    @property
    def aligner(self) -> str:
        """What linked words to those of the translation; empty for attacks without phrases."""
        return self.own[0].aligner

    def is_near(self, one: Result) -> bool:
        """Whether about as many words were changed as in the other attacks."""
        return is_near(one.words, usual_intensity(other.words for other in self.own))

    @property
    def uneven(self) -> bool:
        """Whether some of the attacks changed more or fewer words than the others."""
        return not all(map(self.is_near, self.own))

    @property
    def verdicts(self) -> tuple[tuple[Result, Result], ...]:
        """Pairs of which the first is more robust: on its own attack and on the other's."""
        return tuple(
            (one, other)
            for one in self.own
            for other in self.own
            if self.is_near(one) and self.is_near(other)
            if _lower(one, other) and _lower(self.cell(other, one), self.cell(one, other))
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """One kind of attack on one task and language."""

    task: str
    language: str
    kind: str
    embedded: tuple[str, ...]
    """Languages of the translations; empty for misspellings."""
    invented: bool
    groups: tuple[Group, ...]

    @property
    def anchor(self) -> str:
        """Fragment of its heading."""
        return "-".join((self.task, self.language, self.kind, *self.embedded))

    @property
    def title(self) -> str:
        """The attack in words."""
        return KINDS[self.kind].title


def read_attacks(folder: Path) -> tuple[Panel, ...]:
    """Read the attacks in a folder; there are none if it does not exist.

    Raises:
        DataError: A file is not an attack's.
    """
    found: dict[tuple[bool, str, str, str, tuple[str, ...]], list[tuple[Setting, Result]]] = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        for about, setting, result in _read(path):
            found.setdefault(about, []).append((setting, result))
    return tuple(
        Panel(task, language, kind, embedded, invented, tuple(_groups(results)))
        for (invented, task, language, kind, embedded), results in sorted(found.items())
    )


def _read(
    path: Path,
) -> Iterator[tuple[tuple[bool, str, str, str, tuple[str, ...]], Setting, Result]]:
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise DataError(f"{path} has {len(content):,} bytes; {LARGEST:,} are allowed.", _REMEDY)
    try:
        value = parse(content.decode("utf-8"))
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}.", _REMEDY) from error
    value, faults = checked("attack", value)
    for fault in faults:
        where = ".".join(map(str, fault.absolute_path)) or "the attack"
        raise DataError(f"{path}: {where}: {fault.message[:200]}.", _REMEDY)
    for entry in value["attacks"]:
        about = (
            *(entry["source"] == _MINI, value["task"], entry["language"]),
            *(value["kind"], tuple(entry["embedded"] or ())),
        )
        yield about, _setting(value, entry), _result(path, content, value, entry)


def _setting(value: Mapping[str, Any], entry: Mapping[str, Any]) -> Setting:
    settings = value["settings"]
    return Setting(
        value["split"],
        entry["inputs_fingerprint"],
        (entry["sample_fingerprint"], settings["examples"], settings["seed"]),
        tuple((one["language"], one["fingerprint"]) for one in entry["lexicons"]),
        tuple(entry["filtered"] or ()),
        (settings["queries"], settings["beam"], settings["share"]),
        _aligner(settings.get("aligner")),
    )


def _aligner(value: Mapping[str, Any] | None) -> tuple[str, str, int | None] | None:
    if value is None:
        return None
    return value["method"], value["digest"] or value["id"] or "", value["layer"]


def _aligner_text(value: Mapping[str, Any] | None) -> str:
    """What a reader is told of an aligner."""
    if value is None:
        return ""
    if value["id"] is None:
        return str(value["method"])
    return f"{plain(value['id'])}, layer {value['layer']}"


def _result(
    path: Path, content: bytes, value: Mapping[str, Any], entry: Mapping[str, Any]
) -> Result:
    model, result, origin = value["model"], entry["result"], value["transferred_from"]
    return Result(
        file=path.stem,
        model=plain(model["id"]),
        href=f"{model['id']}@{model['revision'] or ''}" if model["kind"] == "hub" else "",
        digest=model["digest"] or sha256(path.stem.encode()).hexdigest(),
        origin=None if origin is None else origin["attack"],
        sha256=sha256(content).hexdigest(),
        examples=result["examples"],
        before=result["accuracy_before"],
        after=result["accuracy_after"],
        rate=result["success_rate"],
        interval=None if result["interval"] is None else tuple(result["interval"]),
        queries=result["mean_queries"],
        words=result["words_changed"],
        aligner=_aligner_text(value["settings"].get("aligner")),
    )


def _groups(results: Sequence[tuple[Setting, Result]]) -> Iterator[Group]:
    by_setting: dict[Setting, list[Result]] = {}
    for setting, result in results:
        by_setting.setdefault(setting, []).append(result)
    ordered = sorted(by_setting.items(), key=lambda one: (-len(one[1]), repr(one[0])))
    for setting, own in ordered:
        attacked = sorted((one for one in own if one.origin is None), key=_place)
        origins = {one.sha256 for one in attacked}
        moved = tuple(one for one in own if one.origin in origins)
        if attacked:  # results on an attack that is not here cannot be placed
            yield Group(setting, tuple(attacked), moved, _difference(setting, ordered[0][0]))


def _place(one: Result) -> tuple[bool, float, str]:
    return one.rate is None, one.rate or 0.0, one.file


def _difference(one: Setting, other: Setting) -> str:
    found = [
        words for name, words in _DIFFERENCES.items() if getattr(one, name) != getattr(other, name)
    ]
    return ", ".join(found)


def _lower(one: Result | None, other: Result | None) -> bool:
    """Whether the first success rate lies below the second, with intervals that do not overlap."""
    if one is None or other is None or one.interval is None or other.interval is None:
        return False
    return one.interval[1] < other.interval[0]
