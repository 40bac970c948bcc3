"""Measures of one language at every layer, from texts to estimates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.alignment.conditions import Condition, realised_by, switched_texts, targets_of
from xstilts_kit.alignment.measures import (
    Hits,
    cka_estimates,
    columns_of,
    estimates_of,
    hits_of,
)
from xstilts_kit.alignment.pairs import Pairs
from xstilts_kit.alignment.report import LanguageAlignment, Measurement, Skipped, Switching
from xstilts_kit.alignment.summary import hashes_of, weights_for
from xstilts_kit.lexicons import LexiconFolder
from xstilts_kit.statistics.similarity import half_samples

LayerVectors = NDArray[np.float32]
"""float32, (texts, 2, layers, width): with special tokens, then without."""

Embed = Callable[[Sequence[str]], LayerVectors]


@dataclass(frozen=True, slots=True)
class Design:
    """What is measured, the same for every language."""

    task: str
    languages: tuple[str, ...]
    """All languages of the task, as possible embedded languages."""
    conditions: tuple[Condition, ...]
    seed: int
    headline_layer: int
    intervals: bool


@dataclass
class Measurer:
    """Measures one language after the other; English sentences are embedded once."""

    design: Design
    folder: LexiconFolder
    embed: Embed
    _english: tuple[tuple[str, ...], LayerVectors] | None = field(default=None, init=False)

    def measure(self, pairs: Pairs) -> LanguageAlignment:
        """Measure the alignment of one language with English under every condition."""
        if self._english is None or self._english[0] != pairs.english:
            self._english = pairs.english, self.embed(pairs.english)
        clean, translated = self._english[1], self.embed(pairs.translated)
        count = len(pairs.english)
        switching: list[Switching] = []
        skipped: dict[str, Skipped] = {}
        measurements: list[Measurement] = []
        for condition in self.design.conditions:
            targets = targets_of(condition.name, pairs.language, self.design.languages, self.folder)
            if not targets:
                reason = f"no lexicon in the folder leads from en to {pairs.language}"
                if condition.name != "same":
                    reason = "no lexicon in the folder leads from en to another language"
                skipped[condition.name] = Skipped(condition.name, reason)
                continue
            found = switched_texts(
                self.design.task, pairs, condition, targets, self.folder, self.design.seed
            )
            moved = self.embed([one.text for one in found])
            measured, hits = self._layers(condition, pairs.language, clean, moved, translated)
            measurements += measured
            switching.append(
                Switching(
                    condition=condition.name,
                    ratio=condition.ratio,
                    languages=targets,
                    realised=realised_by(pairs, found),
                    missed=sum(one.missed for one in found),
                    hits=hits,
                )
            )
        return LanguageAlignment(
            language=pairs.language,
            sentences=count,
            chance=1 / count,
            dropped=pairs.dropped,
            fingerprint=fingerprint_of(pairs),
            switching=tuple(switching),
            skipped=tuple(skipped.values()),
            measurements=tuple(measurements),
        )

    def _layers(
        self,
        condition: Condition,
        language: str,
        clean: LayerVectors,
        moved: LayerVectors,
        translated: LayerVectors,
    ) -> tuple[list[Measurement], Hits]:
        """Measure every layer, with and without special tokens."""
        task, headline = self.design.task, self.design.headline_layer
        count = len(clean)
        weights = weights_for(task, language, count) if self.design.intervals else None
        halves = half_samples(hashes_of(task, language, count)) if self.design.intervals else None
        found: list[Measurement] = []
        hits: Hits | None = None
        for place, special in enumerate((True, False)):
            for layer in range(clean.shape[2]):
                one, two, three = (v[:, place, layer] for v in (clean, moved, translated))
                columns = columns_of(one, two, three)
                if special and layer == headline:
                    hits = hits_of(columns)
                spread = halves if layer == headline else None
                measures = {
                    **estimates_of(columns, weights),
                    **cka_estimates(one, two, three, spread),
                }
                found.append(Measurement(condition.name, condition.ratio, special, layer, measures))
        assert hits is not None
        return found, hits


def fingerprint_of(pairs: Pairs) -> str:
    """SHA-256 of the sentences and their translations, in order."""
    digest = sha256()
    for english, translated in zip(pairs.english, pairs.translated, strict=True):
        digest.update(f"{english}\x1f{translated}\x1e".encode())
    return digest.hexdigest()


def lexicon_fingerprints(
    design: Design, languages: Sequence[str], folder: LexiconFolder
) -> Mapping[str, str]:
    """Embedded language → fingerprint, of every lexicon that the conditions use."""
    used = {
        target
        for condition in design.conditions
        for language in languages
        for target in targets_of(condition.name, language, design.languages, folder)
    }
    return {target: folder.lexicon("en", target).fingerprint for target in sorted(used)}
