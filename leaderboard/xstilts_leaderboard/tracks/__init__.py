"""Tracks: pages beside the boards, found by discovery. Every public module holds one ``TRACK``."""

import pkgutil
from importlib import import_module

from xstilts_leaderboard.tracks._track import QUESTIONS, Answer, Leaf, Material, Track

__all__ = ["QUESTIONS", "Answer", "Leaf", "Material", "Track", "all_tracks"]


def all_tracks() -> tuple[Track, ...]:
    """Every track, in the order of the menu."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    tracks = [import_module(f"{__name__}.{name}").TRACK for name in names]
    return tuple(sorted(tracks, key=lambda track: track.order))
