"""The attack ``polygloss``: words are replaced by translations that raise the model's loss.

After Tan and Joty, NAACL 2021. From the best states so far, every translation of the current word
of each text is tried; the states with the highest loss are kept. Where no translation raises the
loss, the words are left alone and the search moves on in every text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xstilts_kit.attacks.search import Edit, Found, Original, Score, Search, Successes, Texts
from xstilts_kit.lexicons import Lexicon, with_case_of
from xstilts_kit.lexicons.words import key_of

LEFT_ALONE = frozenset({"is", "was", "am", "are", "were", "the", "a", "that"})
"""English words that are never replaced, as in the published attack."""

EMBEDDED = ("zh", "hi", "fr", "de", "tr")
"""Default languages of the translations, as in the published attack."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A word that has translations."""

    text: int
    word: int
    targets: tuple[str, ...]
    """The replacements to try, in order."""


def slots_of(
    original: Original,
    lexicons: Mapping[str, Lexicon],
    references: Mapping[str, Sequence["Reference"]] | None,
    language: str,
) -> tuple[tuple[Slot, ...], ...]:
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
                own.append(Slot(index, place, tuple(targets)))
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


@dataclass(frozen=True, slots=True)
class _State:
    edits: tuple[Edit, ...]
    at: tuple[int, ...]
    """The next slot of each text."""
    loss: float


def polygloss(
    original: Original,
    slots: Sequence[Sequence[Slot]],
    clean: Score,
    *,
    beam: int,
    budget: int,
) -> Search:
    """Search for translations to which the model gives a wrong label.

    The whole example is searched, also after a success, unless the budget is spent.

    Args:
        original: An example that the model gets right.
        slots: The result of `slots_of`.
        clean: Its score.
        beam: States that are kept in each step.
        budget: Maximum number of texts to score.
    """
    ends = tuple(map(len, slots))
    states = [_State((), tuple(0 for _ in slots), clean.loss)]
    known: dict[Texts, Score] = {original.texts: clean}
    successes = Successes()
    queries = 0
    while states:
        next_states = [state for parent in states for state in _tried(parent, slots)]
        texts = {state: original.edited(state.edits) for state in next_states}
        asked = [one for one in dict.fromkeys(texts.values()) if one not in known]
        asked = asked[: budget - queries]
        if asked:
            known.update(zip(asked, (yield asked), strict=True))
            queries += len(asked)
        scored = []
        for state in next_states:
            score = known.get(texts[state])
            if score is not None:
                successes.take(texts[state], state.edits, score)
                scored.append(_State(state.edits, state.at, score.loss))
        left = [_left(parent, ends) for parent in states]
        if queries >= budget:
            break
        ranked = sorted([*left, *scored], key=lambda state: -state.loss)  # stable: ties stay
        states = [state for state in list(dict.fromkeys(ranked))[:beam] if state.at != ends]
    return Found(successes.worst, successes.minimal, queries, original.count)


def _tried(state: _State, slots: Sequence[Sequence[Slot]]) -> Iterable[_State]:
    """The states with one more word replaced: the current one of each text."""
    for index, own in enumerate(slots):
        at = state.at[index]
        if at < len(own):
            slot = own[at]
            for target in slot.targets:
                edits = tuple(sorted((*state.edits, Edit(index, slot.word, target))))
                yield _State(edits, _moved(state.at, index), 0.0)


def _moved(at: tuple[int, ...], index: int) -> tuple[int, ...]:
    return (*at[:index], at[index] + 1, *at[index + 1 :])


def _left(state: _State, ends: tuple[int, ...]) -> _State:
    """The state in which the current word of every text is left alone."""
    at = tuple(min(now + 1, end) for now, end in zip(state.at, ends, strict=True))
    return _State(state.edits, at, state.loss)
