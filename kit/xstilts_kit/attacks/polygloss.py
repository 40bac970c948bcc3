"""The attack ``polygloss``: words are replaced by translations that raise the model's loss.

After Tan and Joty, NAACL 2021.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xstilts_kit.attacks.beam import Slot, Slots
from xstilts_kit.attacks.search import Edit, Original
from xstilts_kit.lexicons import Lexicon, with_case_of
from xstilts_kit.lexicons.words import key_of

LEFT_ALONE = frozenset({"is", "was", "am", "are", "were", "the", "a", "that"})
"""English words that are never replaced, as in the published attack."""

EMBEDDED = ("zh", "hi", "fr", "de", "tr")
"""Default languages of the translations, as in the published attack."""


def slots_of(
    original: Original,
    lexicons: Mapping[str, Lexicon],
    references: Mapping[str, Sequence["Reference"]] | None,
    language: str,
) -> Slots:
    """The words of each text that have translations.

    Args:
        original: The example.
        lexicons: Embedded language → lexicon.
        references: Embedded language → human translations of the example's texts; a translation of
            a word counts only if it occurs there. Languages without references are not filtered;
            None: none is.
        language: Language of the example.

    Returns:
        For each text, its slots in the order of the words.
    """
    found = []
    for index, words in enumerate(original.words):
        own = []
        for place, word in enumerate(words):
            if word.protected or (language == "en" and word.text.lower() in LEFT_ALONE):
                continue
            targets: dict[str, None] = {}
            for embedded in sorted(lexicons):
                checks = (references or {}).get(embedded)
                for sense in lexicons[embedded].translations(word.text):
                    if checks is None or checks[index].holds(sense):
                        targets[with_case_of(word.text, sense, embedded)] = None
            targets.pop(word.text, None)
            if targets:
                own.append(Slot(place, tuple(Edit(index, place, one) for one in targets)))
        found.append(tuple(own))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Reference:
    """The human translation of a text."""

    text: str
    """Its words in lower case, NFC, each between blanks; the plain text where there are none."""
    language: str
    blanks: bool
    """Whether the language writes blanks between words."""

    def holds(self, sense: str) -> bool:
        """Whether the translation of a word occurs, as a whole word or phrase."""
        wanted = key_of(sense, self.language)
        if not self.blanks:
            return wanted in self.text
        return f" {' '.join(wanted.split())} " in self.text


def reference_of(text: str, language: str, words: Iterable[str] | None) -> Reference:
    """Make a reference from a translation and its words (None: the language writes no blanks)."""
    if words is None:
        return Reference(key_of(text, language), language, blanks=False)
    joined = " ".join(key_of(word, language) for word in words)
    return Reference(f" {joined} ", language, blanks=True)
