"""Slopes from clean to noisy inputs: a small figure for all languages, then one for each family."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xstilts_leaderboard.site.figures.curves import Curve, Curves, curves, scale_over
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.tables.perturbed import Estimate, Reading
from xstilts_leaderboard.tables.robustness import Group, Robust

KINDS = ("k0", "k1", "k2", "k3")
"""CSS classes of the rows that are drawn."""
FEW = 3
"""So many languages are named below a family; of more, the number is given."""


@dataclass(frozen=True, slots=True)
class Small:
    """One small figure."""

    name: str
    languages: str
    mark: bool
    """Whether its slopes do not compare with the others."""
    figure: Curves
    label: str


@dataclass(frozen=True, slots=True)
class Slopes:
    """The figures of a group, on one vertical axis."""

    legend: tuple[tuple[str, str], ...]
    """(class, row) of the rows that are drawn."""
    hidden: int
    """Number of rows that are not drawn."""
    panels: tuple[Small, ...]


def slopes_of(group: Group) -> Slopes:
    """Lay out the slopes of a group's first rows."""
    shown = list(zip(KINDS, group.rows, strict=False))
    families = [family.name for family in group.rows[0].families]
    everything = [_all(group, shown), *(_family(group, shown, one) for one in families)]
    span = scale_over([curve for _, _, _, own in everything for curve in own])
    places = [(0.0, "clean"), *zip(group.places, group.names, strict=True)]
    panels = tuple(
        Small(name, words, mark, curves(own, places, span), _label(name, words, own))
        for name, words, mark, own in everything
    )
    legend = tuple((kind, one.row.name) for kind, one in shown)
    return Slopes(legend, len(group.rows) - len(shown), panels)


_Panel = tuple[str, str, bool, list[Curve]]


def _all(group: Group, shown: Sequence[tuple[str, Robust]]) -> _Panel:
    own = [
        Curve(one.row.name, kind, _points(group, one.clean, one.readings)) for kind, one in shown
    ]
    count = len(group.languages)
    return "All languages", f"{count} languages" if count > 1 else "1 language", False, own


def _family(group: Group, shown: Sequence[tuple[str, Robust]], name: str) -> _Panel:
    found = [
        (kind, one, family) for kind, one in shown for family in one.families if family.name == name
    ]
    codes = found[0][2].languages
    words = ", ".join(language(code).name for code in codes[:FEW])
    own = [
        Curve(one.row.name, kind, _points(group, family.clean, family.readings))
        for kind, one, family in found
    ]
    apart = not all(family.comparable for _, _, family in found)
    return name, words if len(codes) <= FEW else f"{len(codes)} languages", apart, own


def _points(
    group: Group, clean: Estimate, readings: Sequence[Reading]
) -> tuple[tuple[float, Estimate], ...]:
    levels = zip(group.places, readings, strict=True)
    return ((0.0, clean), *((place, one.score) for place, one in levels))


def _label(name: str, words: str, own: Sequence[Curve]) -> str:
    return f"{name} ({words}): " + "; ".join(_said(own))


def _said(own: Sequence[Curve]) -> Iterator[str]:
    for curve in own:
        first, last = curve.points[0][1].value, curve.points[-1][1].value
        yield f"{curve.label} from {first:.1f} to {last:.1f}"
