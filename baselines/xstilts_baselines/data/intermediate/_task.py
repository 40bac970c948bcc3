"""Definition of an intermediate task: a frozen value without code."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import Split, TrainingTask

FileSet = tuple[str, ...]
"""Files that together form a split, relative to the folder."""


@dataclass(frozen=True, slots=True)
class IntermediateTask:
    """An English data set, or several data sets trained as one task."""

    task: TrainingTask
    sizes: Mapping[Split, int]
    """Usable labelled examples in the published splits."""
    source: str
    """Where the original files come from."""
    layout: str = ""
    """Row format; a key of `xstilts_baselines.data.reading.layouts`."""
    files: Mapping[Split, tuple[FileSet, ...]] = field(default_factory=dict)
    """Names of the original files; the first complete set is used."""
    hub: HubTable | None = None
    """Its location on the Hub; None if it must not be published there."""
    place: str | None = None
    """Default place of its data; None is the Hub. Set only for tasks defined by a recipe."""
    parts: tuple[str, ...] = ()
    """Other tasks of this package whose samples it joins; it then has no files itself."""

    @property
    def name(self) -> str:
        """The task's name."""
        return self.task.name
