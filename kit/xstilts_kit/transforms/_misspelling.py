"""All misspellings of a word: each typing error of ``typo``, at each cluster but the first."""

from xstilts_kit.transforms._clusters import clusters, is_letter
from xstilts_kit.transforms._transform import Place
from xstilts_kit.transforms._units import Unit
from xstilts_kit.transforms._word_edits import Spot, edited_at
from xstilts_kit.transforms.typo import operations


def misspellings(word: str, place: Place) -> tuple[str, ...]:
    """The misspellings of a word with one error, each once, in the order of their draws.

    A neighbouring key is drawn for each place; so the list is finite, and a part of it from the
    start is a fair sample.

    Args:
        word: A word.
        place: What the draws depend on.
    """
    unit = Unit(0, 0, len(word), word, protected=False)
    pieces = clusters(word)
    found: dict[str, float] = {}
    for at in [index for index, piece in enumerate(pieces) if is_letter(piece)][1:]:
        for number, (edit, _) in enumerate(operations(place.language)):
            decision = ("misspelling", word, at, number)
            changed = edited_at(unit, Spot(pieces, at, place, decision), edit)
            if changed != word:
                found.setdefault(changed, place.u(*decision))
    return tuple(sorted(found, key=lambda text: (found[text], text)))
