"""The result of `align`, as written to ``alignment.json``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from xstilts_kit.alignment.measures import Estimate, Hits
from xstilts_kit.submission.manifest import Kit, Realised

ALIGNMENT_SCHEMA = "xstilts-alignment-v1"


@dataclass(frozen=True, slots=True)
class Encoder:
    """The encoder, and how sentences become vectors."""

    kind: str
    """``folder``, ``hub`` or ``bundled``."""
    id: str
    revision: str | None
    digest: str
    """SHA-256 over the checkpoint's files."""
    layers: int
    headline_layer: int
    """XTREME's layer: 8 of 12, 14 of 24, 0.58 of others."""
    max_length: int
    dtype: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """One layer on one language's pairs under one condition."""

    condition: str
    ratio: float
    special_tokens: bool
    """Whether means are taken over special tokens, too, as in XTREME."""
    layer: int
    measures: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Switching:
    """What a condition did to the sentences."""

    condition: str
    ratio: float
    languages: tuple[str, ...]
    """The embedded languages."""
    realised: Realised
    missed: int
    """Selected words without an entry in the lexicon."""
    hits: Hits
    """At the headline layer, special tokens included."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A condition that a language does not have."""

    condition: str
    reason: str


@dataclass(frozen=True, slots=True)
class LanguageAlignment:
    """One language."""

    language: str
    sentences: int
    """Distinct English sentences with their translations; also the number of candidates."""
    chance: float
    """Retrieval of a random choice."""
    dropped: int
    """Rows left out because their labels differ from the English ones."""
    fingerprint: str
    """SHA-256 of the pairs."""
    switching: tuple[Switching, ...]
    skipped: tuple[Skipped, ...]
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Means over languages at the headline layer, special tokens included."""

    condition: str
    ratio: float
    languages: tuple[str, ...]
    retrieval_clean: Estimate
    retrieval: Estimate
    loss: Estimate
    """Mean of R(0) - R(ratio) over the languages."""
    retention: Estimate
    """Mean over the languages that have one."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Alignment of one encoder's languages on one task."""

    schema: str
    kit: Kit
    encoder: Encoder
    task: str
    split: str
    source: str
    seed: int
    scheme: str | None
    """Bootstrap scheme of the intervals."""
    lexicons: Mapping[str, str]
    """Embedded language → fingerprint of its lexicon."""
    languages: tuple[LanguageAlignment, ...]
    summary: tuple[Summary, ...]

    def __str__(self) -> str:
        """The output of the command `align`."""
        from xstilts_kit.alignment.text import alignment_text

        return alignment_text(self)

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``alignment.json``."""
        return plain(asdict(self))  # type: ignore[no-any-return]


def plain(value: Any) -> Any:
    """Reduce parsed dataclasses for JSON: hits become strings of digits, measures are rounded."""
    if isinstance(value, Mapping):
        if value.keys() == {"clean", "switched"}:
            return {name: "".join(map(str, digits)) for name, digits in value.items()}
        if value.keys() == {"value", "low", "high", "standard_deviation", "reason"}:
            return _estimate(value)
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _estimate(value: Mapping[str, Any]) -> dict[str, Any]:
    """Round floats to nine digits."""
    return {n: float(f"{x:.9g}") if isinstance(x, float) else x for n, x in value.items()}


def language_from_json(value: Mapping[str, Any]) -> LanguageAlignment:
    """Read one language of ``alignment.json``."""
    return LanguageAlignment(
        language=value["language"],
        sentences=value["sentences"],
        chance=value["chance"],
        dropped=value["dropped"],
        fingerprint=value["fingerprint"],
        switching=tuple(_switching(one) for one in value["switching"]),
        skipped=tuple(Skipped(**one) for one in value["skipped"]),
        measurements=tuple(
            Measurement(
                one["condition"],
                one["ratio"],
                one["special_tokens"],
                one["layer"],
                {name: Estimate(**found) for name, found in one["measures"].items()},
            )
            for one in value["measurements"]
        ),
    )


def _switching(value: Mapping[str, Any]) -> Switching:
    return Switching(
        value["condition"],
        value["ratio"],
        tuple(value["languages"]),
        Realised(**value["realised"]),
        value["missed"],
        Hits(**{n: tuple(map(int, digits)) for n, digits in value["hits"].items()}),
    )
