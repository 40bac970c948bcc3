"""How many words each transform can change, by language.

``python -m tests.robustness.intensity``, with ``XSTILTS_DATA`` set, prints the table of
kit/ROBUSTNESS.md: the share of words changed at level 1, over 300 real lines of each language. At a
lower level r the expected share is r times as large, because levels are nested.
"""

from tests.robustness.calibration import intensity
from tests.robustness.lines import LANGUAGES, lines

from xstilts_kit.cell import Cell
from xstilts_kit.transforms import Place, all_transforms, refusal

NAMES = ("typo", "keyboard", "insert", "delete", "swap", "repeat", "random", "case", "diacritics")


def share(name: str, language: str) -> float | None:
    """Share of words that a transform changes at level 1; None if it does not apply."""
    apply = all_transforms()[name].apply
    if refusal(Cell("xnli", language, transform=f"{name}:1")) is not None or apply is None:
        return None
    texts = [
        (text, apply(text, "1", Place("lines", language, str(number), "text")))
        for number, text in enumerate(lines(language, 300))
    ]
    return intensity(texts, language).share


def main() -> None:
    """Print the table."""
    print(f"| language | {' | '.join(f'`{name}`' for name in NAMES)} |")
    print("|---|" + "--:|" * len(NAMES))
    for language in LANGUAGES:
        found = (share(name, language) for name in NAMES)
        shown = ("–" if one is None else f"{100 * one:.0f}" for one in found)
        print(f"| {language} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
