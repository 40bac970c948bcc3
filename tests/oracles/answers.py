"""Answers of extractive question answering: SQuAD 1.1 and MLQA evaluation, character by character.

No regular expression is used here, so a wrong one in the product cannot be repeated.
"""

import string
import unicodedata
from collections.abc import Callable, Mapping, Sequence

Normalise = Callable[[str], str]

MLQA_LANGUAGES = ("en", "es", "de", "ar", "hi", "vi", "zh")
MLQA_ARTICLES: Mapping[str, frozenset[str]] = {
    "en": frozenset(("a", "an", "the")),
    "es": frozenset(("un", "una", "unos", "unas", "el", "la", "los", "las")),
    "de": frozenset(("ein", "eine", "einen", "einem", "eines", "einer"))
    | frozenset(("der", "die", "das", "den", "dem", "des")),
    "vi": frozenset(("c\u1ee7a", "l\u00e0", "c\u00e1i", "chi\u1ebfc", "nh\u1eefng")),
}
ARABIC_ARTICLE = "\u0627\u0644"


def _is_word(character: str) -> bool:
    """What Python's own ``\\w`` accepts: no combining mark, so a mark ends a word."""
    return character == "_" or character.isalnum()


def _without_words(text: str, words: frozenset[str]) -> str:
    """Every maximal run of word characters that is one of `words` becomes a space."""
    out, run = [], ""
    for character in f"{text}\n":
        if _is_word(character):
            run += character
            continue
        out.append(" " if run in words and run else run)
        out.append(character)
        run = ""
    return "".join(out)[:-1]


def squad_normalise(text: str) -> str:
    """The answer as SQuAD 1.1 compares it, whatever the language."""
    kept = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(_without_words(kept, frozenset(("a", "an", "the"))).split())


def _without_punctuation(text: str) -> str:
    return "".join(
        c
        for c in text
        if c not in string.punctuation and not unicodedata.category(c).startswith("P")
    )


def _mixed_tokens(text: str) -> list[str]:
    """MLQA's Chinese: each ideograph of the main block alone, the rest by white space."""
    spaced = "".join(f" {c} " if 0x4E00 <= ord(c) <= 0x9FA5 else c for c in text)
    return spaced.split()


def mlqa_normalise(text: str, language: str) -> str:
    """The answer as MLQA compares it.

    Raises:
        ValueError: MLQA does not have this language.
    """
    if language not in MLQA_LANGUAGES:
        raise ValueError(language)
    kept = _without_punctuation(text.lower())
    if language == "ar":
        kept = kept.replace(ARABIC_ARTICLE, " ")
    elif language in MLQA_ARTICLES:
        kept = _without_words(kept, MLQA_ARTICLES[language])
    return " ".join(_mixed_tokens(kept) if language == "zh" else kept.split())


def thai_clusters(text: str) -> list[str]:
    """Grapheme clusters of Thai text with Latin in it: marks and SARA AM stay with their base."""
    clusters: list[str] = []
    for character in text:
        attached = unicodedata.category(character) in ("Mn", "Me") or character in (
            "\u0e33",
            "\u200c",
            "\u200d",
        )
        if attached and clusters and not clusters[-1].isspace():
            clusters[-1] += character
        else:
            clusters.append(character)
    return [c for c in clusters if not c.isspace()]


def language_normalise(text: str, language: str) -> str:
    """Normalisation that knows the language; Thai is the only one by clusters known here."""
    if language in MLQA_LANGUAGES:
        return mlqa_normalise(text, language)
    assert language not in ("ja", "my"), "clusters of these are not written down here"
    kept = _without_punctuation(text.lower())
    return " ".join(thai_clusters(kept) if language == "th" else kept.split())


def exact_match(prediction: str, golds: Sequence[str], normalise: Normalise) -> float:
    return float(any(normalise(prediction) == normalise(gold) for gold in golds))


def token_f1(prediction: str, golds: Sequence[str], normalise: Normalise) -> float:
    return max(_overlap(normalise(prediction).split(), normalise(g).split()) for g in golds)


def _overlap(prediction: list[str], gold: list[str]) -> float:
    rest, same = list(gold), 0
    for token in prediction:
        if token in rest:
            rest.remove(token)
            same += 1
    if same == 0:
        return 0.0
    precision, recall = same / len(prediction), same / len(gold)
    return 2 * precision * recall / (precision + recall)


def corpus(
    golds: Mapping[str, Sequence[str]], predictions: Mapping[str, str], normalise: Normalise
) -> tuple[float, float]:
    """(exact match, F1) of a file on the 0 to 100 scale; a missing answer counts as wrong."""
    match = f1 = 0.0
    for id_, answers in golds.items():
        if id_ in predictions:
            match += exact_match(predictions[id_], answers, normalise)
            f1 += token_f1(predictions[id_], answers, normalise)
    return 100.0 * match / len(golds), 100.0 * f1 / len(golds)
