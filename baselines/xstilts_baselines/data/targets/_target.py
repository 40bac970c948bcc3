"""Definition of a target: a task with training data, or SQuAD for XQuAD and MLQA."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import Split, TrainingTask


@dataclass(frozen=True, slots=True)
class Target:
    """One task of phase 3."""

    task: TrainingTask
    answers: tuple[str, ...]
    """XTREME's tasks answered by its head."""
    languages: tuple[str, ...]
    """Languages with training data; English first."""
    sizes: Mapping[Split, int]
    """Number of English examples."""
    default: str
    """Default place of its data."""
    source: str
    layout: str
    """Layout of the Hub's rows; a key of `xstilts_baselines.data.reading.layouts`."""
    hub: HubTable | None
    local: Mapping[Split, tuple[str, ...]]
    """Names of local files with ``{language}``; the first that exists is used. Without train, dev
    is split into both."""
    own: bool = False
    """Whether it is defined by a recipe."""
    translated: bool = False
    """Whether its training data in other languages were machine-translated from English."""

    @property
    def name(self) -> str:
        """Name of the target and of its head."""
        return self.task.name

    def files(self, languages: Sequence[str]) -> Mapping[Split, tuple[tuple[str, ...], ...]]:
        """Return the sets of local files that form each split in these languages."""
        return {
            split: tuple(
                tuple(name.format(language=language) for language in languages) for name in names
            )
            for split, names in self.local.items()
        }
