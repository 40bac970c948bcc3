"""The miniature's tokenizer: a Unigram vocabulary built from the lexicon.

A tokenizer trained on so few words would split nearly all of them, and merge Chinese and Thai
words. Therefore every word form is a piece, scored by its log relative frequency; single characters
with low scores cover the rest.
"""

import math
from collections import Counter
from random import Random
from typing import Any

from xstilts_baselines.miniature.alignment import translations
from xstilts_baselines.miniature.builders import tagged_sentence, xnli_triple
from xstilts_baselines.miniature.lexicon import LANGUAGES, UNSPACED
from xstilts_baselines.miniature.paragraphs import paragraph
from xstilts_baselines.miniature.questions import ask
from xstilts_baselines.miniature.realise import realise

_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_MASK = "<mask>"
_CHARACTER_SCORE = -16.0
_SAMPLE = 2500
"""Number of sentences per language for counting words."""


def build_tokenizer(seed: int) -> Any:
    """Build a fast XLM-R tokenizer over all word forms of the miniature."""
    from transformers import XLMRobertaTokenizer

    counts = _counts(seed)
    total = sum(counts.values())
    vocabulary: dict[str, float] = dict.fromkeys(_SPECIAL, 0.0)
    for piece, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        vocabulary[piece] = math.log(count / total)
    characters = sorted({char for piece in counts for char in piece} | set("0123456789▁"))
    for character in characters:
        vocabulary.setdefault(character, _CHARACTER_SCORE)
    vocabulary[_MASK] = 0.0
    return XLMRobertaTokenizer(vocab=list(vocabulary.items()))


def _counts(seed: int) -> Counter[str]:
    """Count the pieces, with every form of the lexicon at least once."""
    counts: Counter[str] = Counter()
    rng = Random(f"{seed}/vocabulary")
    said = [tagged_sentence(rng) for _ in range(_SAMPLE // 2)]
    said += [xnli_triple(rng)[0].second for _ in range(_SAMPLE // 2)]
    asked = [paragraph(rng, (1, 1), 2, lambda _: True, fewest=1) for _ in range(_SAMPLE // 2)]
    questions = [question for found in asked for question in found.questions]
    for language in LANGUAGES:
        sentences = [realise(facts, language) for facts in said]
        sentences += [ask(question, language) for question in questions]
        for words in sentences:
            before = ""
            for word in words:
                _count(counts, word.form, language, joined=before == "¿")
                before = word.form
        for concept in translations():
            for form in concept[language]:
                _count(counts, form, language, joined=False)
    return counts


def _count(counts: Counter[str], form: str, language: str, *, joined: bool) -> None:
    """Count an occurrence; Chinese, Thai and words after ``¿`` also without the word mark."""
    if form.isdecimal():
        counts.update(form)
        return
    if len(form) == 1 and not form.isalnum():
        counts[form] += 1
    counts[f"▁{form}"] += 1
    if language in UNSPACED or joined:
        counts[form] += 1
