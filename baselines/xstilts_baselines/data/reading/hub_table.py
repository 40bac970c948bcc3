"""Location of a data set's splits on the Hub."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xstilts_baselines.data.task import Split


@dataclass(frozen=True, slots=True)
class HubTable:
    """A configuration of a data set on the Hub."""

    id: str
    """Repository id, e.g. ``nyu-mll/glue``."""
    config: str
    """Name of the configuration; ``{code}`` is the data set's language code."""
    splits: Mapping[Split, tuple[str, ...]]
    """Split → the data set's own split names, in order."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Language → the data set's own code, if it differs."""
    prefix: str = ""
    """Prefix of a language's ids, if a configuration contains several languages; ``{code}`` is
    filled in."""

    def code(self, language: str) -> str:
        """Return the data set's code for a language."""
        return self.codes.get(language, language)
