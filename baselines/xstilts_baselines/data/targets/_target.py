"""What a target is: a task of XTREME that has training data, or SQuAD for two that have none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import Split, TrainingTask


@dataclass(frozen=True, slots=True)
class Target:
    """One task of phase 3."""

    task: TrainingTask
    answers: tuple[str, ...]
    """XTREME's tasks that its head answers."""
    languages: tuple[str, ...]
    """Those that have training data; English first."""
    sizes: Mapping[Split, int]
    """English examples."""
    default: str
    """Where its data come from unless the user or the recipe names a place."""
    source: str
    layout: str
    """How the Hub's rows are read; a key of `xstilts_baselines.data.reading.layouts`."""
    hub: HubTable | None
    local: Mapping[Split, tuple[str, ...]]
    """Names of local files, of which the first that is there is taken; ``{language}`` is filled in.
    Without train, both splits are cut out of dev's."""
    own: bool = False
    """Whether a recipe brought it."""
    translated: bool = False
    """Whether its training data in other languages were machine-translated from English."""

    @property
    def name(self) -> str:
        """The target's name, and its head's."""
        return self.task.name

    def files(self, languages: Sequence[str]) -> Mapping[Split, tuple[tuple[str, ...], ...]]:
        """Sets of local files that make a split in these languages together."""
        return {
            split: tuple(
                tuple(name.format(language=language) for language in languages) for name in names
            )
            for split, names in self.local.items()
        }
