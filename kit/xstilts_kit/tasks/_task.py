"""The definition of a task: a frozen value without code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

from xstilts_kit.cell import Split

UnitRule = Literal["row", "row//3", "id", "paragraph", "block"]
"""How examples are clustered for the bootstrap: by row, by three rows, by id, by distinct context,
or by 8192 hash blocks of source sentences."""

IdRule = Literal["row", "own"]
"""Origin of ids: the zero-based row as a decimal number, or the data set's own."""


@dataclass(frozen=True, slots=True)
class HubData:
    """Location of a task in the Hub's data set ``google/xtreme``."""

    config: str
    """Name of the configuration; ``{code}`` stands for the data set's language code."""
    splits: Mapping[Split, str]
    """Split → name of the split in the data set."""
    layout: str
    """Layout of its rows; a key of `xstilts_kit.sources.hub_layouts`."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """Language → code in the data set, if it differs."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the benchmark, as data.

    Sizes belong to editions (`xstilts_kit.editions`).
    """

    name: str
    """Folder name in XTREME's layout, e.g. ``panx``."""
    title: str
    """Name used in papers."""
    family: str
    """Family that provides its records, predictor, scorer and checks."""
    group: str
    """XTREME's group in the overall score: classification, tagging, qa or retrieval."""
    metric: str
    """Metric of the family used as the task's score."""
    languages: tuple[str, ...]
    """XTREME's languages, or XTREME-R's of a task that XTREME lacks, in the order of the official
    averaging code."""
    files: Mapping[Split, tuple[str, ...]]
    """Input files of each split in XTREME's download folder; ``{language}`` is replaced."""
    layout: str
    """Layout of those files; a key of the ``layouts`` of its family."""
    unit: UnitRule
    """Bootstrap unit."""
    unit_family: str
    """String F of the bootstrap hash; contains ``{language}`` if languages are not parallel."""
    source: str
    """Origin of the official files."""
    licence: str
    """Licence of the data, as stated by the publisher."""
    citation: str
    """Short citation."""
    answers: Mapping[Split, tuple[str, ...]] = field(default_factory=dict)
    """Other files that may hold a split's answers, starting with XTREME's label layout. A single
    input file is searched, too: in a labelled split, it contains the answers."""
    added: tuple[str, ...] = ()
    """Languages that XTREME-R adds to XTREME's, in the order of its averaging code."""
    pool: Mapping[Split, str] = field(default_factory=dict)
    """File with candidates for all languages; ``{language}`` stands for each language of the task,
    so that the pool is the union of these files."""
    labels: tuple[str, ...] = ()
    """Closed label set in class-index order; empty for open answers."""
    ids: IdRule = "row"
    """Origin of the examples' ids."""
    rules: str = ""
    """Which of the family's scoring rules applies, if there are several."""
    heads: tuple[str, ...] = ()
    """Subfolders of a repository that may hold its head, in addition to the task's name."""
    pivot: str = ""
    """Language on the other side of every language's data, without data of its own."""
    hub: HubData | None = None
    """Location in the Hub's copy; None if it lacks required data."""
    no_split: Mapping[Split, tuple[str, ...]] = field(default_factory=dict)
    """Languages for which a split does not exist in the official edition."""
    items_shown: bool = True
    """Whether the licence lets a site say which test examples a system answers right. Texts and
    gold are never shown."""
    answers_stay: bool = False
    """Whether XTREME leaves the answers in its test files."""
    xtreme_drops_first: bool = False
    """Whether the processor in XTREME's own scripts leaves out the first example of each file."""

    @property
    def definition(self) -> str:
        """SHA-256 of the fields on which records and scores depend.

        Titles, citations, languages and places of files may change without making older rows
        incomparable: the inputs have fingerprints of their own.
        """
        fields = {name: getattr(self, name) for name in _DEFINING}
        return sha256(json.dumps(fields, sort_keys=True, default=dict).encode()).hexdigest()

    @property
    def every_language(self) -> tuple[str, ...]:
        """XTREME's languages, followed by those that XTREME-R adds."""
        return (*self.languages, *self.added)

    def has_split(self, split: Split, language: str) -> bool:
        """Whether XTREME publishes this split for this language."""
        return split in self.files and language not in self.no_split.get(split, ())

    def paths(self, split: Split, language: str) -> tuple[str, ...]:
        """The input files of one split, relative to XTREME's download folder."""
        return tuple(path.format(language=language) for path in self.files.get(split, ()))

    def answer_paths(self, split: Split, language: str) -> tuple[str, ...]:
        """Files that may hold the answers of one split, in search order."""
        own = self.paths(split, language)
        others = tuple(path.format(language=language) for path in self.answers.get(split, ()))
        return tuple(dict.fromkeys((*others, *(own if len(own) == 1 else ()))))


_DEFINING = (
    *("name", "family", "metric", "labels", "rules"),
    *("layout", "ids", "pivot", "pool"),
    *("unit", "unit_family"),
)
"""What determines a record's meaning, the examples read from a file, and the bootstrap."""
