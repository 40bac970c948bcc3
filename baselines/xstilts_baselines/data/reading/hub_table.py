"""Where a data set's splits lie on the Hub, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xstilts_baselines.data.task import Split


@dataclass(frozen=True, slots=True)
class HubTable:
    """A configuration of a data set on the Hub."""

    id: str
    """E.g. ``nyu-mll/glue``."""
    config: str
    """Name of the configuration; ``{code}`` is the language as the data set calls it."""
    splits: Mapping[Split, tuple[str, ...]]
    """Our split → the data set's names of its parts, in order."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Language → what the data set calls it, where that is not the code itself."""
    prefix: str = ""
    """What the ids of one language begin with, where a configuration holds several; ``{code}`` is
    filled in."""

    def code(self, language: str) -> str:
        """What the data set calls a language."""
        return self.codes.get(language, language)
