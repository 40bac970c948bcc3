"""The attack ``bumblebee``: phrases are replaced by those of the human translation.

After Tan and Joty, NAACL 2021, who name it so. Within a text, phrases of the same language keep the
order that they have in the translation, except in the languages of `FREE_ORDER`, and none is used
twice.
"""

from collections.abc import Mapping, Sequence

from xstilts_kit.attacks.beam import Fits, Slot, Slots
from xstilts_kit.attacks.phrases import Phrase
from xstilts_kit.attacks.search import Edit

FREE_ORDER = frozenset({"ar", "he"})
"""Languages whose phrases may step back over each other, as in the published attack."""

Phrases = Sequence[Mapping[str, Sequence[Phrase]]]
"""For each text of an example: embedded language → its phrases."""


def moves_of(phrases: Phrases) -> tuple[Slots, Fits]:
    """The replacements that may be tried, and which of them go together.

    Where two languages have the same words for a phrase, they count as those of the first.

    Returns:
        For each text its slots, in the order of the words; whether a replacement may follow others.
    """
    origins: dict[Edit, tuple[str, Phrase]] = {}
    for index, by_language in enumerate(phrases):
        for language, own in sorted(by_language.items()):
            for phrase in own:
                edit = Edit(index, phrase.word, phrase.target, phrase.words)
                origins.setdefault(edit, (language, phrase))

    def fits(before: Sequence[Edit], edit: Edit) -> bool:
        language, phrase = origins[edit]
        return all(
            _in_order(origins[other][1], phrase, free=language in FREE_ORDER)
            for other in before
            if other.text == edit.text and origins[other][0] == language
        )

    return tuple(_slots(index, list(origins)) for index in range(len(phrases))), fits


def _slots(text: int, edits: Sequence[Edit]) -> tuple[Slot, ...]:
    by_word: dict[int, list[Edit]] = {}
    for edit in edits:
        if edit.text == text:
            by_word.setdefault(edit.word, []).append(edit)
    return tuple(
        Slot(word, tuple(sorted(own, key=lambda edit: -edit.words)))  # stable: languages in order
        for word, own in sorted(by_word.items())
    )


def _in_order(before: Phrase, after: Phrase, *, free: bool) -> bool:
    """Whether a phrase may stand after another of its language."""
    return before.end <= after.first or (free and after.end <= before.first)
