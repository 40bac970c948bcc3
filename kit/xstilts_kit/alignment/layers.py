"""``layers.json``: means over languages by layer, small enough for a leaderboard's repository.

``alignment.json`` has every measure of every language at every layer. What is shown of an encoder
needs the means over languages, and single languages at the headline layer alone. Two files can be
compared if they were measured on the same sentences, with the same lexicons, seed and pooling; the
fingerprints say so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xstilts_kit.alignment.measures import Estimate
from xstilts_kit.alignment.report import (
    Alignment,
    Encoder,
    LanguageAlignment,
    Measurement,
    Summary,
    plain,
)
from xstilts_kit.submission.manifest import Kit

LAYERS_SCHEMA = "xstilts-layers-v1"
POOLING = "mean"
"""Sentence vectors are means over the sub-words."""

CLEAN: Mapping[str, str] = {
    "retrieval": "retrieval_clean",
    "debiased_cka_alignment": "debiased_cka_alignment_clean",
    "margin": "margin_clean",
    "anisotropy": "anisotropy",
}
"""Measures of clean sentences: name in ``layers.json`` → name in ``alignment.json``."""
SWITCHED = (
    "retrieval",
    "retention",
    "debiased_cka_alignment",
    "debiased_cka_stability",
    "margin",
    "relative_drift",
)
"""Measures of switched sentences; the same names in both files."""
_HEADLINE = (
    "retrieval_clean",
    "retrieval",
    "loss",
    "retention",
    "debiased_cka_alignment",
    "debiased_cka_stability",
    "relative_drift",
)

Means = Mapping[str, tuple[float | None, ...]]
"""Measure → mean over languages at each layer; None where no language has a value."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one language."""

    language: str
    sentences: int
    dropped: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Means over languages, layer by layer."""

    condition: str
    """``clean``, or how the English sentences were switched."""
    ratio: float | None
    """Probability that a word is switched; None for clean sentences."""
    special_tokens: bool
    languages: tuple[str, ...]
    layers: Means


@dataclass(frozen=True, slots=True)
class AtHeadline:
    """One language under one condition, at the headline layer with special tokens."""

    language: str
    condition: str
    ratio: float
    words: float | None
    """Share of the words that were switched."""
    measures: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Layers:
    """What a leaderboard shows of an encoder's alignment."""

    schema: str
    kit: Kit
    encoder: Encoder
    task: str
    split: str
    source: str
    pooling: str
    seed: int
    scheme: str | None
    lexicons: Mapping[str, str]
    notes: str | None
    """What readers should know of the encoder; to be written by hand."""
    sentences: tuple[Sentences, ...]
    profiles: tuple[Profile, ...]
    headline: tuple[AtHeadline, ...]
    summary: tuple[Summary, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``layers.json``; numbers have six digits."""
        return _short(plain(asdict(self)))  # type: ignore[no-any-return]


def layers_of(found: Alignment) -> Layers:
    """Reduce a measured alignment to what is shown of it."""
    return Layers(
        schema=LAYERS_SCHEMA,
        kit=found.kit,
        encoder=found.encoder,
        task=found.task,
        split=found.split,
        source=found.source,
        pooling=POOLING,
        seed=found.seed,
        scheme=found.scheme,
        lexicons=found.lexicons,
        notes=None,
        sentences=tuple(
            Sentences(one.language, one.sentences, one.dropped, one.fingerprint)
            for one in found.languages
        ),
        profiles=tuple(_profiles(found)),
        headline=tuple(_headline(found)),
        summary=found.summary,
    )


def _profiles(found: Alignment) -> Iterator[Profile]:
    """Clean sentences, then each condition; with special tokens, then without."""
    keys = list(dict.fromkeys((one.condition, one.ratio) for one in found.summary))
    for special in (True, False):
        first = [_first(one, special) for one in found.languages]
        clean = [own for own in first if own]
        if clean:
            names = _names(found.languages, first)
            yield Profile("clean", None, special, names, _means(clean, CLEAN))
        for condition, ratio in keys:
            chosen = [
                [
                    at
                    for at in one.measurements
                    if (at.condition, at.ratio) == (condition, ratio)
                    and at.special_tokens is special
                ]
                for one in found.languages
            ]
            names = _names(found.languages, chosen)
            same = {name: name for name in SWITCHED}
            yield Profile(
                condition, ratio, special, names, _means([own for own in chosen if own], same)
            )


def _first(one: LanguageAlignment, special: bool) -> list[Measurement]:
    """The measurements of a language's first condition, all of which have the clean values."""
    for own in one.switching[:1]:
        return [
            at
            for at in one.measurements
            if (at.condition, at.ratio) == (own.condition, own.ratio)
            and at.special_tokens is special
        ]
    return []


def _names(
    languages: Sequence[LanguageAlignment], chosen: Sequence[Sequence[Measurement]]
) -> tuple[str, ...]:
    return tuple(one.language for one, own in zip(languages, chosen, strict=True) if own)


def _means(chosen: Sequence[Sequence[Measurement]], names: Mapping[str, str]) -> Means:
    """Mean over languages of each measure at each layer.

    Args:
        chosen: For each language, its measurements by layer.
        names: Name of the mean → name of the measure.
    """
    layers = len(chosen[0])
    return {
        name: tuple(
            _mean([own[layer].measures[measure].value for own in chosen]) for layer in range(layers)
        )
        for name, measure in names.items()
    }


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _headline(found: Alignment) -> Iterator[AtHeadline]:
    for one in found.languages:
        for own in one.switching:
            at = next(
                at
                for at in one.measurements
                if at.special_tokens
                and at.layer == found.encoder.headline_layer
                and (at.condition, at.ratio) == (own.condition, own.ratio)
            )
            yield AtHeadline(
                one.language,
                own.condition,
                own.ratio,
                own.realised.shares.word_share,
                {name: at.measures[name] for name in _HEADLINE},
            )


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, Mapping):
        return {name: _short(inner) for name, inner in value.items()}
    return [_short(inner) for inner in value] if isinstance(value, list | tuple) else value


def layers_from_json(value: Mapping[str, Any]) -> Layers:
    """Read the content of ``layers.json``, which fits its schema."""
    return Layers(
        **{
            **value,
            "kit": Kit(**value["kit"]),
            "encoder": Encoder(**value["encoder"]),
            "sentences": tuple(Sentences(**one) for one in value["sentences"]),
            "profiles": tuple(_profile(one) for one in value["profiles"]),
            "headline": tuple(
                AtHeadline(**{**one, "measures": _estimates(one["measures"])})
                for one in value["headline"]
            ),
            "summary": tuple(_summary(one) for one in value["summary"]),
        }
    )


def _profile(value: Mapping[str, Any]) -> Profile:
    layers = {name: tuple(means) for name, means in value["layers"].items()}
    return Profile(**{**value, "languages": tuple(value["languages"]), "layers": layers})


def _summary(value: Mapping[str, Any]) -> Summary:
    return Summary(
        condition=value["condition"],
        ratio=value["ratio"],
        languages=tuple(value["languages"]),
        retrieval_clean=Estimate(**value["retrieval_clean"]),
        retrieval=Estimate(**value["retrieval"]),
        loss=Estimate(**value["loss"]),
        retention=Estimate(**value["retention"]),
    )


def _estimates(values: Mapping[str, Any]) -> dict[str, Estimate]:
    return {name: Estimate(**one) for name, one in values.items()}
