"""The phrases of a sample's texts: the words of each are linked to those of its translation."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from xstilts_kit.attacks.bumblebee import Phrases
from xstilts_kit.attacks.data import Sample
from xstilts_kit.attacks.linking import links_by_lexicon, links_by_vectors
from xstilts_kit.attacks.phrases import (
    LONGEST,
    LONGEST_WITHOUT_BLANKS,
    Links,
    Phrase,
    phrases_of,
    words_of,
)
from xstilts_kit.attacks.request import AttackRequest
from xstilts_kit.attacks.results import AlignedBy
from xstilts_kit.attacks.search import original_of
from xstilts_kit.lexicons import Lexicon, Word
from xstilts_kit.transforms._units import WITHOUT_BLANKS

if TYPE_CHECKING:
    from xstilts_kit.checkpoint.opening import OpenHead

Link = Callable[[str, Sequence[Word], str, Sequence[Word]], Links]
"""Links the words of a text with those of its translation: (text, words, translation, words)."""

Tables = tuple[tuple[Phrases, ...] | None, ...]
"""For each sample, the phrases of its examples; None if the attack has no use for them."""


def phrases_by(
    request: AttackRequest, samples: Sequence[Sample]
) -> tuple[AlignedBy | None, Tables]:
    """Find the phrases of samples, and say how their words were linked.

    Raises:
        ModelError: The checkpoint of the aligner is not an encoder.
    """
    if request.kind != "bumblebee":
        return None, tuple(None for _ in samples)
    if request.aligner is None:
        by = AlignedBy("lexicon", None, None, None, None)
        return by, tuple(phrases_in(one, _by_lexicons(one)) for one in samples)
    from xstilts_kit.alignment.encoder import open_encoder

    head, encoder = open_encoder(request.aligner, request.device, request.dtype, whole=False)
    layer = encoder.headline_layer
    by = AlignedBy("encoder-nn", encoder.id, encoder.revision, encoder.digest, layer)
    found = (_by_encoder(head, layer, one, request.batch_tokens) for one in samples)
    return by, tuple(phrases_in(one, links) for one, links in zip(samples, found, strict=True))


def _by_lexicons(sample: Sample) -> Mapping[str, Link]:
    def link_by(lexicon: Lexicon) -> Link:
        return lambda text, words, translation, others: links_by_lexicon(words, others, lexicon)

    return {language: link_by(lexicon) for language, lexicon in sample.lexicons.items()}


def _by_encoder(
    head: "OpenHead", layer: int, sample: Sample, batch_tokens: int
) -> Mapping[str, Link]:
    from xstilts_kit.engine.embedding import embed_sub_words

    every = [example.texts for example in sample.examples]
    every += [texts for own in sample.translations.values() for texts in own]
    distinct = list(dict.fromkeys(text for texts in every for text in texts))
    found = embed_sub_words(head, distinct, layer, batch_tokens)
    vectors = dict(zip(distinct, found, strict=True))

    def link(text: str, words: Sequence[Word], translation: str, others: Sequence[Word]) -> Links:
        return links_by_vectors(words, vectors[text], others, vectors[translation])

    return dict.fromkeys(sample.translations, link)


def phrases_in(sample: Sample, links: Mapping[str, Link]) -> tuple[Phrases, ...]:
    """The phrases of each example of a sample."""
    return tuple(
        tuple(
            {
                language: _phrases(text, words, own[index][place], language, links[language])
                for language, own in sorted(sample.translations.items())
            }
            for place, (text, words) in enumerate(
                zip(example.texts, original_of(example.texts).words, strict=True)
            )
        )
        for index, example in enumerate(sample.examples)
    )


def _phrases(
    text: str, words: Sequence[Word], translation: str, language: str, link: Link
) -> tuple[Phrase, ...]:
    others = words_of(translation, language)
    longest = LONGEST_WITHOUT_BLANKS if language in WITHOUT_BLANKS else LONGEST
    links = link(text, words, translation, others)
    return tuple(phrases_of(text, words, translation, others, links, longest))
