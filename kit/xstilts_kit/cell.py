"""A cell: one task in one language, on one split, possibly with transformed inputs.

Sources, predictions, scores and tables are all keyed by it.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from xstilts_kit.diagnostics.errors import UsageError, nearest

Split = Literal["train", "validation", "test"]
"""XTREME's name for the role of a data file."""

SPLITS: tuple[Split, ...] = ("train", "validation", "test")

PREDICTIONS = "predictions"

SCORES = "scores"
"""The folder of a submission that holds scores beside the predictions."""

_PATH = re.compile(rf"{PREDICTIONS}/[a-z0-9]+/[a-z]+(@[a-z]+(-[a-z0-9.,_+-]+)?)?\.jsonl")
_NAME = re.compile(r"([a-z0-9]+)/([a-z]+)(?:/([a-z]+))?(?:@([a-z]+(?::[a-z0-9.,_+-]+)?))?")


@dataclass(frozen=True, slots=True)
class Cell:
    """One task in one language."""

    task: str
    language: str
    """XTREME's code of the language."""
    split: Split = "test"
    transform: str | None = None
    """Transform of the inputs, as ``name`` or ``name:level``; None for clean inputs."""

    def __lt__(self, other: "Cell") -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[str, str, str, str]:
        return self.task, self.language, self.split, self.transform or ""

    def __str__(self) -> str:
        """Format as shown in messages: ``xnli/de (test)``."""
        return f"{self.name} ({self.split})"

    @property
    def name(self) -> str:
        """``task/language``, followed by ``@transform`` if the inputs are transformed.

        Unique within a submission, which holds one split per task and language.
        """
        return f"{self.task}/{self.language}" + (f"@{self.transform}" if self.transform else "")

    @property
    def key(self) -> str:
        """Key in JSON and signatures: ``task/language/split``, then ``@transform`` if any."""
        clean = f"{self.task}/{self.language}/{self.split}"
        return clean + (f"@{self.transform}" if self.transform else "")

    @property
    def path(self) -> str:
        """Relative path of the prediction file in a submission, with forward slashes.

        A dash joins the transform's level, because not every file system allows a colon.
        """
        suffix = "@" + self.transform.replace(":", "-", 1) if self.transform else ""
        return f"{PREDICTIONS}/{self.task}/{self.language}{suffix}.jsonl"

    @property
    def scores_path(self) -> str:
        """The file of scores beside the predictions, with forward slashes."""
        return f"{SCORES}{self.path.removeprefix(PREDICTIONS).removesuffix('.jsonl')}.parquet"

    @property
    def clean(self) -> "Cell":
        """The same cell without a transform."""
        return self if self.transform is None else replace(self, transform=None)

    @property
    def slot(self) -> "Cell":
        """The slot of a suite that this cell fills: same task and language, clean, split `test`.

        Suites list cells in this form; means are taken over slots, whichever split was scored.
        """
        return Cell(self.task, self.language)

    def on(self, split: Split) -> "Cell":
        """The same task and language on another split."""
        return replace(self, split=split)

    @staticmethod
    def is_path(path: str) -> bool:
        """Whether a relative path has the form of a cell's `path`."""
        return _PATH.fullmatch(path) is not None

    @staticmethod
    def is_scores_path(path: str) -> bool:
        """Whether a relative path has the form of some cell's `scores_path`."""
        inner = path.removeprefix(f"{SCORES}/").removesuffix(".parquet")
        return path == f"{SCORES}/{inner}.parquet" and Cell.is_path(f"{PREDICTIONS}/{inner}.jsonl")

    @classmethod
    def parse(cls, text: str) -> "Cell":
        """Parse a cell's `name` (on the test split) or `key`.

        Raises:
            UsageError: The text has neither form.
        """
        found = _NAME.fullmatch(text)
        if found is None:
            raise UsageError(
                f"{text!r} is not a cell.", "Give task/language, for instance xnli/de."
            )
        task, language, split, transform = found.groups()
        if split is None:
            return cls(task, language, "test", transform)
        for known in SPLITS:
            if split == known:
                return cls(task, language, known, transform)
        raise UsageError(
            f"There is no split {split!r}.", nearest(split, SPLITS, otherwise="Give test.")
        )
