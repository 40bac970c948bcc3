"""CoNLL-U sentences as converted by XTREME: one token and one tag per surface word.

The rules are those of XTREME's ``conllu_to_conll.py`` and ``utils_preprocess.py`` (read at commit
0918248 of google-research/xtreme):

* A multiword token replaces its words. Its tag is the tag of the word with the fewest ancestors in
  the graph of basic and enhanced heads; ties are broken by a precedence list of tags (Spanish,
  French and Italian have their own), then by position.
* Empty nodes (ids with a dot) are left out.
* A sentence is kept if none of its forms is ``_``, or fewer than its length minus one (treebanks
  whose text cannot be published write ``_``).
* U+200C and spaces inside a form are removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# fmt: off
DEFAULT = (
    "VERB", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "ADV", "INTJ", "AUX", "ADP", "DET", "PART",
    "CCONJ", "SCONJ", "X", "PUNCT",
)
PRECEDENCE: Mapping[str, tuple[str, ...]] = {
    "es": ("VERB", "AUX", "PRON", "ADP", "DET"),
    "fr": (
        "VERB", "AUX", "PRON", "NOUN", "ADJ", "ADV", "ADP", "DET", "PART", "SCONJ", "CONJ",
    ),
    "it": ("VERB", "AUX", "ADV", "PRON", "ADP", "DET", "INTJ"),
}
# fmt: on
"""Language → tags for the words of a multiword token, most informative first."""

_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    tokens: tuple[str, ...]
    tags: tuple[str, ...]


class NotConllu(ValueError):
    """The text is not CoNLL-U; the message says where."""


def read_conllu(lines: Sequence[str], language: str) -> Iterator[TaggedSentence]:
    """Parse the sentences that XTREME keeps, in file order.

    Raises:
        NotConllu: A line does not have ten columns, ids do not fit, or the file is truncated.
    """
    precedence = PRECEDENCE.get(language, DEFAULT)
    block: list[list[str]] = []
    for number, line in enumerate(lines, start=1):
        if not line:
            sentence = _sentence(block, precedence, number)
            if sentence is not None:
                yield sentence
            block = []
        elif not line.startswith("#"):
            row = line.split("\t")
            if len(row) != _COLUMNS:
                raise NotConllu(f"line {number} has {len(row)} columns, not {_COLUMNS}")
            block.append(row)
    if block:
        raise NotConllu(f"no empty line after line {len(lines)}: the file is truncated")


def _sentence(
    block: Sequence[Sequence[str]], precedence: Sequence[str], number: int
) -> TaggedSentence | None:
    try:
        words, spans = _words(block)
        heads = _heads(words.values()) if spans else {}
        forms, tags = [], []
        end = 0
        for word, row in words.items():
            if word <= end:
                continue
            if word in spans:
                end, form = spans[word]
                head = _span_head(range(word, end + 1), words, heads, precedence)
                forms.append(form.strip())
                tags.append(words[head][3].strip())
            else:
                forms.append(row[1].strip())
                tags.append(row[3].strip())
    except (ValueError, KeyError) as error:
        raise NotConllu(f"ids or heads do not fit before line {number} ({error})") from error
    blank = forms.count("_")
    if blank and blank >= len(forms) - 1:
        return None
    cleaned = (form.replace("\u200c", "").replace(" ", "") for form in forms)
    return TaggedSentence(tuple(cleaned), tuple(tags)) if forms else None


def _words(
    block: Sequence[Sequence[str]],
) -> tuple[dict[int, Sequence[str]], dict[int, tuple[int, str]]]:
    """Words by id; multiword tokens by their first word, with last word and form."""
    words: dict[int, Sequence[str]] = {}
    spans: dict[int, tuple[int, str]] = {}
    for row in block:
        if "." in row[0]:
            continue
        first, dash, last = row[0].partition("-")
        if dash:
            spans[int(first)] = (int(last), row[1])
        else:
            words[int(first)] = row
    return words, spans


def _heads(words: Iterable[Sequence[str]]) -> Mapping[int, set[int]]:
    heads: dict[int, set[int]] = {}
    for row in words:
        found = {int(row[6])} if row[6].isdigit() else set()
        if row[8] != "_":
            enhanced = (entry.partition(":")[0] for entry in row[8].split("|"))
            found.update(int(head) for head in enhanced if head.isdigit())
        heads[int(row[0])] = found
    return heads


def _span_head(
    span: range,
    words: Mapping[int, Sequence[str]],
    heads: Mapping[int, set[int]],
    precedence: Sequence[str],
) -> int:
    distances = {word: _ancestors(word, heads) for word in span}
    nearest = min(distances.values())
    highest = [word for word in span if distances[word] == nearest]
    ranks = {tag: rank for rank, tag in enumerate(precedence)}
    return min(highest, key=lambda word: ranks.get(words[word][3], len(ranks)))


def _ancestors(word: int, heads: Mapping[int, set[int]]) -> int:
    """Number of nodes that lead to this word, including the root; cycles are harmless."""
    seen: set[int] = set()
    pending = [word]
    while pending:
        for head in heads.get(pending.pop(), ()):
            if head not in seen:
                seen.add(head)
                pending.append(head)
    return len(seen - {word})
