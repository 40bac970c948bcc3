"""What an intermediate task is: one frozen value, no code."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import Split, TrainingTask

FileSet = tuple[str, ...]
"""Files that make one split together, relative to the folder."""


@dataclass(frozen=True, slots=True)
class IntermediateTask:
    """An English data set, or several that are trained as one task."""

    task: TrainingTask
    sizes: Mapping[Split, int]
    """Examples of the published splits that have a label and may be used."""
    source: str
    """Where the original files come from."""
    layout: str = ""
    """How its rows are read; a key of `xstilts_baselines.data.reading.layouts`."""
    files: Mapping[Split, tuple[FileSet, ...]] = field(default_factory=dict)
    """Names of the original files; the first set that is there whole is taken."""
    hub: HubTable | None = None
    """Where it lies on the Hub; None where it must not lie there."""
    place: str | None = None
    """Where its data are by default; None is the Hub. Only tasks of a recipe's own have one."""
    parts: tuple[str, ...] = ()
    """Other tasks of this package whose samples it joins; it has then no files of its own."""

    @property
    def name(self) -> str:
        """The task's name."""
        return self.task.name
