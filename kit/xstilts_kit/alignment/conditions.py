"""Conditions: which languages are switched into, at which ratio."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xstilts_kit.alignment.pairs import ENGLISH, Pairs
from xstilts_kit.lexicons import LexiconFolder
from xstilts_kit.submission.manifest import Realised
from xstilts_kit.transforms import Place, Switched, switch
from xstilts_kit.transforms._edits import distance

CONDITIONS = ("third", "same", "wrong")
"""``third``: words from languages other than that of the translation, the clean test of stability;
``same``: words from the translation's language, which moves a sentence towards it; ``wrong``: the
placebo of ``third``, translations of other words at the same places."""

HEADLINE = "third"


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """One way to switch the English sentences."""

    name: str
    ratio: float
    """Probability that a word is selected."""

    def __str__(self) -> str:
        return f"{self.name} {self.ratio:g}"


def targets_of(
    condition: str, language: str, languages: Iterable[str], folder: LexiconFolder
) -> tuple[str, ...]:
    """The embedded languages of a condition, sorted; empty if no lexicon leads there.

    Args:
        condition: A name of `CONDITIONS`.
        language: Language of the translations.
        languages: All languages of the task.
        folder: The lexicons.
    """
    there = set(folder.targets(ENGLISH))
    if condition == "same":
        return (language,) if language in there else ()
    return tuple(sorted((there & set(languages)) - {language, ENGLISH}))


def switched_texts(
    task: str,
    pairs: Pairs,
    condition: Condition,
    targets: Sequence[str],
    folder: LexiconFolder,
    seed: int,
) -> tuple[Switched, ...]:
    """Switch the English sentences, drawing as the transform ``codeswitch`` does."""
    lexicons = folder.lexicons(ENGLISH, targets)
    places = (Place(task, ENGLISH, name, pairs.field, seed) for name in pairs.ids)
    return tuple(
        switch(
            text,
            lexicons,
            condition.ratio,
            (*place.parts, "codeswitch"),
            language=ENGLISH,
            replace_by="wrong" if condition.name == "wrong" else "translation",
        )
        for text, place in zip(pairs.english, places, strict=True)
    )


def realised_by(pairs: Pairs, switched: Sequence[Switched]) -> Realised:
    """How much was changed: sentences, words, edits in clusters."""
    both = list(zip(pairs.english, switched, strict=True))
    return Realised(
        examples=len(both),
        changed_examples=sum(text != found.text for text, found in both),
        words=sum(found.words for found in switched),
        changed_words=sum(len(found.changes) for found in switched),
        edits=sum(distance(text, found.text) for text, found in both),
    )
