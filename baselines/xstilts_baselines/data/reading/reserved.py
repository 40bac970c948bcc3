"""Reserved test data: SQuAD's dev set contains XQuAD's English test paragraphs."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

from xstilts_baselines.data.reading.rows import Row


def is_free(row: Row) -> bool:
    """Whether a question's paragraph is not part of XQuAD's test set.

    XQuAD's English test set consists of 1,190 of the 10,570 questions in SQuAD 1.1's dev set; 1,699
    of SQuAD 2.0's 11,873 are on the same 240 paragraphs. Selecting checkpoints on them would be
    selecting on test data.
    """
    return sha256(row.text("context").encode()).hexdigest()[:16] not in _tested()


@cache
def _tested() -> frozenset[str]:
    """Load the first 16 digits of the SHA-256 of each of XQuAD's English contexts."""
    text = (files(__package__) / "xquad_contexts.txt").read_text(encoding="ascii")
    return frozenset(text.split())
