"""The attack ``typo``: the words that matter most are misspelt, one edit each."""

from collections.abc import Callable, Sequence

from xstilts_kit.attacks.search import Edit, Found, Original, Score, Search, Successes

SHARE = 0.2
"""Largest share of words that may be changed."""

Misspellings = Callable[[int, int], Sequence[str]]
"""(text, word) → misspellings of that word, in the order in which they are tried."""


def greedy(
    original: Original,
    misspellings: Misspellings,
    clean: Score,
    *,
    unknown: str,
    budget: int,
    share: float = SHARE,
) -> Search:
    """Misspell words in the order of their weight, until the model gives a wrong label.

    A word's weight is the increase of the loss when the unknown token stands in its place. Each
    word takes the misspelling with the highest loss, if that is higher than before.

    Args:
        original: An example that the model gets right.
        misspellings: Gives the misspellings of a word.
        clean: Its score.
        unknown: Text of the tokenizer's unknown token.
        budget: Maximum number of texts to score, those for the weights included.
        share: Largest share of the words that may be changed.
    """
    places = [
        (index, place)
        for index, words in enumerate(original.words)
        for place, word in enumerate(words)
        if not word.protected
    ][:budget]
    successes = Successes()
    most = int(share * original.count + 1e-9)
    if not places or most == 0:
        return Found(None, None, 0, original.count)
    weights = yield [original.edited((Edit(*place, unknown),)) for place in places]
    queries = len(places)
    order = sorted(range(len(places)), key=lambda i: (-weights[i].loss, i))
    edits: tuple[Edit, ...] = ()
    loss = clean.loss
    for index in order:
        if len(edits) == most or queries >= budget or successes.worst is not None:
            break
        tried = [
            tuple(sorted((*edits, Edit(*places[index], target))))
            for target in misspellings(*places[index])[: budget - queries]
        ]
        if not tried:
            continue
        texts = [original.edited(one) for one in tried]
        scores = yield texts
        queries += len(texts)
        for text, one, score in zip(texts, tried, scores, strict=True):
            successes.take(text, one, score)
        best = max(range(len(tried)), key=lambda i: (scores[i].loss, -i))
        if scores[best].loss > loss:
            edits, loss = tried[best], scores[best].loss
    return Found(successes.worst, successes.minimal, queries, original.count)
