"""Token files as written by XTREME, and the tag files of test splits."""

from collections.abc import Sequence

from xstilts_kit.editions.builders._conllu import TaggedSentence


def labelled(sentences: Sequence[TaggedSentence]) -> bytes:
    """``token ⇥ tag``, an empty line between sentences, one LF at the end."""
    return _joined(
        [
            [f"{token}\t{tag}" for token, tag in zip(s.tokens, s.tags, strict=True)]
            for s in sentences
        ]
    )


def tokens(sentences: Sequence[TaggedSentence]) -> bytes:
    """The tokens alone, line by line."""
    return _joined([s.tokens for s in sentences])


def tags(sentences: Sequence[TaggedSentence]) -> bytes:
    """The tags alone, line by line."""
    return _joined([s.tags for s in sentences])


def _joined(sentences: Sequence[Sequence[str]]) -> bytes:
    return ("\n\n".join("\n".join(lines) for lines in sentences) + "\n").encode()
