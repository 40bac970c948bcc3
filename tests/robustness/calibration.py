"""The level of ``typo`` that edits as many clusters per word as human-like noise does.

``python -m tests.robustness.calibration``, with ``XSTILTS_DATA`` set, prints the table of
kit/ROBUSTNESS.md. Both are measured on the same rows and counted in the same way.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.robustness.human import NoisySet, noisy_sets

from xstilts_kit.transforms import Place, all_transforms
from xstilts_kit.transforms._edits import compared


@dataclass(frozen=True)
class Intensity:
    """How much of some texts was changed."""

    words: int
    changed: int
    edits: int

    @property
    def share(self) -> float:
        """Share of words that changed."""
        return self.changed / self.words

    @property
    def per_word(self) -> float:
        """Edit distance in clusters per word."""
        return self.edits / self.words


def intensity(pairs: Iterable[tuple[str, str]], language: str) -> Intensity:
    """Measure pairs of a clean and a changed text."""
    words, changed, edits = map(sum, zip(*(compared(*p, language) for p in pairs), strict=True))
    return Intensity(words, changed, edits)


def of_typo(noisy: NoisySet, level: float) -> Intensity:
    """What ``typo`` changes in the clean texts of a set."""
    apply = all_transforms()["typo"].apply
    assert apply is not None
    return intensity(
        (
            (
                p.clean,
                apply(p.clean, f"{level:.3f}", Place(noisy.task, noisy.language, p.id, p.field)),
            )
            for p in noisy.pairs
        ),
        noisy.language,
    )


def matching_level(noisy: NoisySet, target: float) -> tuple[float, Intensity]:
    """The lowest level, to three decimals, with at least `target` edits per word.

    Levels are nested, so that the edits grow with the level. If even 1 gives fewer, it is returned.
    """
    low, high = 0, 1000
    found = of_typo(noisy, 1)
    while high - low > 1:
        middle = (low + high) // 2
        tried = of_typo(noisy, middle / 1000)
        if tried.per_word < target:
            low = middle
        else:
            high, found = middle, tried
    return high / 1000, found


def main() -> None:
    """Print the table."""
    print(
        "| set | language | words | words changed | edits per word | `typo` level | words changed |"
    )
    print("|---|---|--:|--:|--:|--:|--:|")
    for noisy in noisy_sets(Path(os.environ["XSTILTS_DATA"])):
        human = intensity(((p.clean, p.noisy) for p in noisy.pairs), noisy.language)
        level, ours = matching_level(noisy, human.per_word)
        assert level == 1 or ours.per_word >= human.per_word
        print(
            f"| {noisy.name} | {noisy.language} | {human.words:,} | {human.share:.1%} |"
            f" {human.per_word:.3f} | {level:.3f} | {ours.share:.1%} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
