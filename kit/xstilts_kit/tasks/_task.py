"""What a task is: one frozen value, no code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xstilts_kit.cell import Split

UnitRule = Literal["row", "row//3", "id", "paragraph", "block"]
"""How examples are clustered for the bootstrap: by row, by three rows, by their own id, by the
distinct context they ask about, or by 8192 hash blocks of source sentences."""

IdRule = Literal["row", "own"]
"""Where ids come from: the zero-based row as a decimal number, or the data set's own."""


@dataclass(frozen=True, slots=True)
class HubData:
    """Where a task lies in the Hub's data set ``google/xtreme``."""

    config: str
    """Name of the configuration; ``{code}`` is the language as the data set calls it."""
    splits: Mapping[Split, str]
    """Split → the data set's name of it."""
    layout: str
    """How its rows are read; a key of `xstilts_kit.sources.hub_layouts`."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Language → what the data set calls it, where that is not the language code itself."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the benchmark, as data.

    Sizes are not here: they belong to an edition (`xstilts_kit.editions`).
    """

    name: str
    """The folder name in XTREME's layout, e.g. ``panx``."""
    title: str
    """The name a paper would print."""
    family: str
    """Which family owns its records, predictor, scorer and checks."""
    group: str
    """XTREME's column of the overall score: classification, tagging, qa or retrieval."""
    metric: str
    """The family's metric that is the task's score."""
    languages: tuple[str, ...]
    """XTREME's languages, in the order of the official averaging code."""
    files: Mapping[Split, tuple[str, ...]]
    """Input files of each split in XTREME's download folder; ``{language}`` is filled in."""
    layout: str
    """How those files are written; a key of the ``layouts`` of its family."""
    unit: UnitRule
    """Bootstrap unit."""
    unit_family: str
    """The string F of the bootstrap hash; ``{language}`` where languages are not parallel."""
    source: str
    """Where the official files come from."""
    licence: str
    """Licence of the data, as its publisher states it."""
    citation: str
    """Short citation."""
    answers: Mapping[Split, tuple[str, ...]] = field(default_factory=dict)
    """Other files that may hold a split's answers, XTREME's label layout first. A single input
    file is looked into, too: in a labelled split the answers stand beside the inputs."""
    labels: tuple[str, ...] = ()
    """Closed label set in class-index order; empty where the answer is open."""
    ids: IdRule = "row"
    """Where the examples' ids come from."""
    rules: str = ""
    """Which of the family's scoring rules holds, where it has several."""
    heads: tuple[str, ...] = ()
    """Sub-folders of a repository that may hold its head, beside the one of its own name."""
    pivot: str = ""
    """The language on the other side of every language's data, so that it has none itself."""
    hub: HubData | None = None
    """Where the Hub's copy lies; None where it lacks what the task needs."""
    no_split: Mapping[Split, tuple[str, ...]] = field(default_factory=dict)
    """Languages for which a split does not exist in the official edition."""
    answers_stay: bool = False
    """Whether XTREME leaves the answers in its test files."""
    xtreme_drops_first: bool = False
    """Whether the processor in XTREME's own scripts leaves out the first example of each file."""
    data_only: bool = False
    """Whether its data are prepared and verified, but no family predicts and scores them."""

    def has_split(self, split: Split, language: str) -> bool:
        """Whether XTREME publishes this split for this language."""
        return split in self.files and language not in self.no_split.get(split, ())

    def paths(self, split: Split, language: str) -> tuple[str, ...]:
        """The input files of one split, relative to XTREME's download folder."""
        return tuple(path.format(language=language) for path in self.files.get(split, ()))

    def answer_paths(self, split: Split, language: str) -> tuple[str, ...]:
        """Files that may hold the answers of one split, in the order in which they are tried."""
        own = self.paths(split, language)
        others = tuple(path.format(language=language) for path in self.answers.get(split, ()))
        return tuple(dict.fromkeys((*others, *(own if len(own) == 1 else ()))))
