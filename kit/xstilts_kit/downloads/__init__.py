"""Primary files: fetched once, verified, and kept in a cache that detects changes."""

from xstilts_kit.downloads.cache import Downloads, check_space, digest
from xstilts_kit.downloads.given import Given, open_given
from xstilts_kit.downloads.places import cache_folder, check_mirror
from xstilts_kit.downloads.progress import Progress, Silent, shown_progress
from xstilts_kit.hub import is_offline

__all__ = [
    "Downloads",
    "Given",
    "Progress",
    "Silent",
    "cache_folder",
    "check_mirror",
    "check_space",
    "digest",
    "is_offline",
    "open_given",
    "shown_progress",
]
