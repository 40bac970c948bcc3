"""Alignment of encoders, as contributed in ``leaderboard/alignment``, grouped by comparability."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.alignment.layers import Layers, Profile, layers_from_json
from xstilts_kit.alignment.report import Summary
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.submission.naming import is_portable_name
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.tasks import all_tasks
from xstilts_leaderboard.tables.columns import INVENTED
from xstilts_leaderboard.text import plain
from xstilts_schemas import validator

ALIGNMENT = "leaderboard/alignment"
CLEAN, HEADLINE = "clean", "third"
_MINIATURE = "mini"


@dataclass(frozen=True, slots=True)
class Encoded:
    """One file: the alignment of one encoder."""

    name: str
    """The file's name."""
    about: Layers

    @property
    def invented(self) -> bool:
        """Whether it was measured on the miniature."""
        return self.about.source == _MINIATURE

    @property
    def path(self) -> str:
        """Path of its page, relative to the site's root."""
        return f"{INVENTED if self.invented else ''}alignment/{self.name}.html"

    @property
    def notes(self) -> str:
        """The contributor's notes."""
        return plain(self.about.notes or "", 1000)

    @property
    def clean(self) -> Profile | None:
        """Clean sentences, special tokens included."""
        return self.profile(CLEAN, None)

    def profile(
        self, condition: str, ratio: float | None, *, special: bool = True
    ) -> Profile | None:
        """The means by layer under a condition."""
        for one in self.about.profiles:
            if (one.condition, one.ratio, one.special_tokens) == (condition, ratio, special):
                return one
        return None

    @property
    def switched(self) -> tuple[Profile, ...]:
        """The conditions, special tokens included."""
        own = (one for one in self.about.profiles if one.special_tokens)
        return tuple(one for one in own if one.condition != CLEAN)

    @property
    def headline(self) -> Summary | None:
        """Means at the headline layer for the condition ``third`` at a ratio of 0.5 or near it."""
        own = [one for one in self.about.summary if one.condition == HEADLINE]
        return min(own, key=lambda one: (abs(one.ratio - 0.5), one.ratio), default=None)


@dataclass(frozen=True, slots=True)
class Comparable:
    """Encoders measured on the same sentences, with the same lexicons, seed and pooling."""

    encoders: tuple[Encoded, ...]
    differs: tuple[str, ...]
    """How it differs from the first group; empty for the first."""

    @property
    def about(self) -> Layers:
        """What all its encoders share: task, split, sentences, lexicons, seed."""
        return self.encoders[0].about

    @property
    def invented(self) -> bool:
        """Whether it was measured on the miniature."""
        return self.encoders[0].invented

    @property
    def sentences(self) -> int:
        """Number of sentences of a language; the largest if they differ."""
        return max(one.sentences for one in self.about.sentences)

    @property
    def keys(self) -> tuple[tuple[str, float], ...]:
        """(condition, ratio) that an encoder has, in the order of the files."""
        return tuple(
            dict.fromkeys(
                (p.condition, p.ratio)
                for one in self.encoders
                for p in one.switched
                if p.ratio is not None
            )
        )


def read_alignment(root: Path) -> tuple[Comparable, ...]:
    """Read the files of a checkout; the largest group comes first, invented ones last.

    Raises:
        DataError: A file does not fit its schema.
    """
    folder = root / ALIGNMENT
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return comparable([_read(path) for path in paths])


def comparable(encoders: Iterable[Encoded]) -> tuple[Comparable, ...]:
    """Group encoders that can be compared."""
    groups: dict[object, list[Encoded]] = {}
    for one in encoders:
        groups.setdefault((one.invented, *_basis(one.about).values()), []).append(one)
    ordered = sorted(groups.values(), key=lambda own: (own[0].invented, -len(own), own[0].name))
    found: list[Comparable] = []
    for own in ordered:
        first = next((one for one in found if one.invented == own[0].invented), None)
        found.append(Comparable(tuple(own), _differences(own[0].about, first)))
    return tuple(found)


def _basis(about: Layers) -> dict[str, object]:
    """What must be equal for two files to be comparable, under the words for where it is not."""
    return {
        f"the task {_title(about.task)}": about.task,
        f"the {about.split} split": about.split,
        "other languages": tuple(one.language for one in about.sentences),
        "other sentences": tuple((one.language, one.fingerprint) for one in about.sentences),
        "another pooling": about.pooling,
        "other lexicons": tuple(sorted(about.lexicons.items())),
        f"the seed {about.seed}": about.seed,
    }


def _title(task: str) -> str:
    known = all_tasks()
    return known[task].title if task in known else task


def _differences(about: Layers, first: Comparable | None) -> tuple[str, ...]:
    if first is None:
        return ()
    own, other = _basis(about), _basis(first.about)
    pairs = zip(own.items(), other.values(), strict=True)
    unlike = [words for (words, value), known in pairs if value != known]
    if "other languages" in unlike:
        unlike.remove("other sentences")
    return tuple(unlike)


def _read(path: Path) -> Encoded:
    remedy = "Copy layers.json as `xstilts-submit align` writes it."
    try:
        value = parse(path.read_text(encoding="utf-8"))
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}.", remedy) from error
    for fault in validator("layers").iter_errors(value):
        where = ".".join(map(str, fault.absolute_path)) or "the file"
        raise DataError(f"{path}: {where}: {fault.message[:200]}.", remedy)
    if not is_portable_name(path.stem):
        raise DataError(f"{path}: not a name for a page.", "Use lower-case letters, digits and -.")
    found = layers_from_json(value)
    _check_lengths(path, found.encoder.layers + 1, found.profiles, remedy)
    return Encoded(path.stem, found)


def _check_lengths(path: Path, layers: int, profiles: Sequence[Profile], remedy: str) -> None:
    for one in profiles:
        for name, means in one.layers.items():
            if len(means) != layers:
                raise DataError(
                    f"{path}: {one.condition}.{name} has {len(means)} layers, not {layers}.", remedy
                )
