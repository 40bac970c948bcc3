"""Checks the installed libraries against the distribution's requirements.

Requirements are read from the installed metadata, so they cannot go stale; the exact pins of the
project's own tests do not matter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_EXTRAS = ("predict", "train", "peft", "plot", "docs", "dev")
"""The extras of the distribution; what several need is listed under the first of them."""

_DEVELOPMENT = ("docs", "dev")
"""Extras that only work on the project itself needs."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library with its required and installed version."""

    name: str
    wanted: str
    """Requirement as declared by the distribution, e.g. ``>=2.6``."""
    found: str | None
    """Installed version; None if not installed."""
    fits: bool
    extra: str | None
    """The extra that needs it; None if it is always needed."""


def examine_libraries() -> Iterable[Library]:
    """Check every library required by the distribution, except for development."""
    from packaging.requirements import Requirement

    wanted: dict[str, tuple[Requirement, str | None]] = {}
    for requirement in map(Requirement, requires("xstilts") or ()):
        extra = _extra(requirement)
        before = wanted.get(requirement.name)
        if before is None or _rank(extra) < _rank(before[1]):
            wanted[requirement.name] = requirement, extra
    for name, (requirement, extra) in sorted(wanted.items(), key=lambda one: _rank(one[1][1])):
        if name == "xstilts" or extra in _DEVELOPMENT:
            continue
        found = _version(name)
        fits = found is not None and requirement.specifier.contains(found, prereleases=True)
        yield Library(name, str(requirement.specifier), found, fits, extra)


def _rank(extra: str | None) -> int:
    """Position of an extra: what several extras need is listed under the smallest."""
    return -1 if extra is None else _EXTRAS.index(extra)


def _extra(requirement: "Requirement") -> str | None:
    """The extra that a requirement belongs to, from its marker."""
    marker = requirement.marker
    if marker is None or marker.evaluate({"extra": ""}):
        return None
    return next((name for name in _EXTRAS if marker.evaluate({"extra": name})), None)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def wrong(libraries: Sequence[Library], extra: str | None) -> list[str]:
    """Describe missing or unfit libraries of an extra, with the remedy."""
    bad = [library for library in libraries if library.extra == extra and not library.fits]
    if not bad:
        return []
    names = ", ".join(
        f"{b.name} is not installed" if b.found is None else f"{b.name} {b.found} is not {b.wanted}"
        for b in bad
    )
    return [f"{names} (pip install 'xstilts{'' if extra is None else f'[{extra}]'}')"]
