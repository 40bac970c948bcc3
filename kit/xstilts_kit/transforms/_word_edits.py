"""One edit per word: at a drawn cluster, never the first, so that words stay readable.

A word is edited if its own draw is below the level. An edit that is not possible at the drawn place
(no key, no next cluster, clusters that would fuse) leaves the word unchanged. With the option
``keystroke``, edits are made on code points, as on a real keyboard, which can leave ill-formed
syllables in scripts with vowel signs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from xstilts_kit.transforms._clusters import clusters, ends_in_virama, is_letter
from xstilts_kit.transforms._transform import Apply, Place
from xstilts_kit.transforms._units import Unit, replace_units

KEYSTROKE = "keystroke"


@dataclass(frozen=True, slots=True)
class Spot:
    """The cluster of a word at which it is edited."""

    pieces: Sequence[str]
    """Clusters of the word; code points with the option ``keystroke``."""
    at: int
    place: Place
    decision: tuple[object, ...]
    """What the draws for this word start with: the transform and the index of the word."""

    @property
    def piece(self) -> str:
        return self.pieces[self.at]

    def choose(self, count: int, *decision: object) -> int:
        """An index below `count`."""
        return self.place.choose(count, *self.decision, *decision)

    def u(self, *decision: object) -> float:
        """A number in [0, 1)."""
        return self.place.u(*self.decision, *decision)

    def with_pieces(self, *new: str, width: int = 1) -> list[str]:
        """The word with `width` clusters from the drawn one on replaced by others."""
        return [*self.pieces[: self.at], *new, *self.pieces[self.at + width :]]


Edit = Callable[[Spot], list[str] | None]
"""Spot → clusters of the edited word; None if the edit is not possible there."""


def word_edits(name: str, edit: Edit) -> Apply:
    """The function of a transform that edits words.

    Args:
        name: Name of the transform, which its draws depend on.
        edit: The edit.
    """

    def apply(text: str, level: str, place: Place) -> str:
        amount = float(level)

        def changed(unit: Unit) -> str:
            if place.u(name, unit.index) >= amount:
                return unit.text
            return _edited(unit, place, name, edit)

        return replace_units(text, place.language, changed)

    return apply


def _edited(unit: Unit, place: Place, name: str, edit: Edit) -> str:
    keystroke = place.option == KEYSTROKE
    pieces = list(unit.text) if keystroke else clusters(unit.text)
    letters = [index for index, piece in enumerate(pieces) if keystroke or is_letter(piece)][1:]
    if not letters:
        return unit.text
    at = letters[place.choose(len(letters), name, unit.index, "position")]
    return edited_at(unit, Spot(pieces, at, place, (name, unit.index)), edit)


def edited_at(unit: Unit, spot: Spot, edit: Edit) -> str:
    """Edit a word at a spot; unchanged if the edit is not possible there."""
    keystroke = spot.place.option == KEYSTROKE
    found = edit(spot)
    if found is None or (not keystroke and not _is_sound(unit, spot.pieces, spot.at, found)):
        return unit.text
    word = "".join(found)
    return unit.text if normalize("NFC", word) == normalize("NFC", unit.text) else word


def _is_sound(unit: Unit, pieces: Sequence[str], at: int, new: list[str]) -> bool:
    """Whether the clusters of the edited word are those of the edit: none has fused."""
    deleted = len(new) < len(pieces)
    if not deleted and any(map(ends_in_virama, pieces[max(0, at - 1) : at + 2])):
        return False
    expected = [*new, unit.after] if unit.after else new
    return clusters("".join(expected)) == expected


def delete(spot: Spot) -> list[str]:
    """Remove the cluster."""
    return spot.with_pieces()


def swap(spot: Spot) -> list[str] | None:
    """Exchange the cluster with the next one of the word."""
    following = spot.pieces[spot.at + 1 : spot.at + 2]
    if not following or not (is_letter(following[0]) or spot.place.option == KEYSTROKE):
        return None
    return spot.with_pieces(following[0], spot.piece, width=2)


def repeat(spot: Spot) -> list[str]:
    """Double the cluster."""
    return spot.with_pieces(spot.piece, spot.piece)
