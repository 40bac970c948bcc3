"""Beam search over replacements: what raises the loss most is kept, from left to right.

After Tan and Joty, NAACL 2021. From the best states so far, every replacement at the current place
of each text is tried; the states with the highest loss are kept. Where no replacement raises the
loss, the words are left alone and the search moves on in every text.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from xstilts_kit.attacks.search import Edit, Found, Original, Score, Search, Successes, Texts


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a text where something can be replaced."""

    word: int
    """Index of its first word in the text."""
    edits: tuple[Edit, ...]
    """The replacements to try, in order."""

    @property
    def targets(self) -> tuple[str, ...]:
        """What the replacements put there."""
        return tuple(edit.target for edit in self.edits)


Slots = tuple[tuple[Slot, ...], ...]
"""For each text, its slots in the order of the words."""
Fits = Callable[[Sequence[Edit], Edit], bool]
"""Whether a replacement may be made after those made before it."""


def _always(before: Sequence[Edit], edit: Edit) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _State:
    edits: tuple[Edit, ...]
    at: tuple[int, ...]
    """The next slot of each text."""
    loss: float


def beam_search(
    original: Original,
    slots: Sequence[Sequence[Slot]],
    clean: Score,
    *,
    beam: int,
    budget: int,
    fits: Fits = _always,
) -> Search:
    """Search for replacements to which the model gives a wrong label.

    The whole example is searched, also after a success, unless the budget is spent.

    Args:
        original: An example that the model gets right.
        slots: For each text, its slots in the order of the words.
        clean: Its score.
        beam: States that are kept in each step.
        budget: Maximum number of texts to score.
        fits: Whether a replacement may be made after others.
    """
    ends = tuple(map(len, slots))
    states = [_State((), tuple(0 for _ in slots), clean.loss)]
    known: dict[Texts, Score] = {original.texts: clean}
    successes = Successes()
    queries = 0
    while states:
        next_states = [state for parent in states for state in _tried(parent, slots, fits)]
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


def _tried(state: _State, slots: Sequence[Sequence[Slot]], fits: Fits) -> Iterable[_State]:
    """The states with one more replacement: at the current slot of each text."""
    for index, own in enumerate(slots):
        at = state.at[index]
        if at < len(own):
            for edit in own[at].edits:
                if fits(state.edits, edit):
                    edits = tuple(sorted((*state.edits, edit)))
                    yield _State(edits, _moved(state.at, index, own, edit), 0.0)


def _moved(at: tuple[int, ...], index: int, own: Sequence[Slot], edit: Edit) -> tuple[int, ...]:
    """Move on to the first slot after the replaced words."""
    after = edit.word + edit.words
    place = next((i for i in range(at[index], len(own)) if own[i].word >= after), len(own))
    return (*at[:index], place, *at[index + 1 :])


def _left(state: _State, ends: tuple[int, ...]) -> _State:
    """The state in which the words at the current slot of every text are left alone."""
    at = tuple(min(now + 1, end) for now, end in zip(state.at, ends, strict=True))
    return _State(state.edits, at, state.loss)
