"""`data verify`: compares a folder with the official edition, one verdict per split."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from xstilts_kit import editions
from xstilts_kit.cell import SPLITS, Cell, Split
from xstilts_kit.data.comparison import (
    Expected,
    Findings,
    Folders,
    GoldJudgement,
    compare_bytes,
    compare_gold,
    compare_inputs,
    labels_in,
)
from xstilts_kit.data.differences import Difference
from xstilts_kit.diagnostics.errors import DataError, UsageError, nearest
from xstilts_kit.editions import OFFICIAL, Registered
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.tasks import all_tasks, get_task

__all__ = ["OFFICIAL", "Verdict", "choose_cells", "exit_code", "verify_data"]

Judgement = Literal["equal bytes", "equal", "differs", "unknown", "missing"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Verdict on one split of a folder."""

    task: str
    language: str
    split: Split
    judgement: Judgement
    """``equal bytes``: the official files; ``equal``: the same examples by fingerprint, ignoring
    line endings; ``unknown``: the edition has nothing to compare with."""
    gold: GoldJudgement = "none"
    """Verdict on the answers; ``none`` if there are no answers."""
    examples: int | None = None
    """Number of examples found."""
    official: int | None = None
    """Number of examples in the edition, if known."""
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    """Remarks that do not affect the verdict."""

    def as_json(self) -> dict[str, Any]:
        return {
            "task": self.task,
            "language": self.language,
            "split": self.split,
            "verdict": self.judgement,
            "gold": self.gold,
            "examples": self.examples,
            "official_examples": self.official,
            "differences": [
                {
                    "kind": d.kind,
                    "message": d.message,
                    "remedy": d.remedy,
                    "row": d.row,
                    "official": d.official,
                    "found": d.found,
                }
                for d in self.differences
            ],
            "notes": list(self.notes),
        }


def choose_cells(
    names: Sequence[str], tasks: Sequence[str], languages: Sequence[str]
) -> tuple[Expected, ...]:
    """Select the splits that editions know.

    Args:
        names: The editions; the first that knows a split is used.
        tasks: Only these tasks; all if empty.
        languages: Only these languages; all if empty.

    Raises:
        UsageError: An edition, task or language is unknown.
    """
    known: dict[Cell, Registered] = {}
    for name in names:
        if name not in editions.all_editions():
            every = ", ".join(editions.all_editions())
            raise UsageError(
                f"There is no edition {name!r}.",
                nearest(name, editions.all_editions(), otherwise=f"The editions are: {every}."),
            )
        for cell, what in editions.all_editions()[name].registered.items():
            known.setdefault(cell, what)
    wanted = [get_task(name) for name in tasks] or list(all_tasks().values())
    for language in languages:
        every_language = {c.language for c in known if c.task in {task.name for task in wanted}}
        if language not in every_language:
            listed = f"The languages are: {', '.join(sorted(every_language))}."
            raise UsageError(
                f"There is no language {language!r}.",
                nearest(language, every_language, otherwise=listed),
            )
    return tuple(
        Expected(cell, known[cell])
        for task in wanted
        for split in SPLITS
        for language in dict.fromkeys(c.language for c in known if c.task == task.name)
        if (cell := Cell(task.name, language, split)) in known
        and (not languages or language in languages)
    )


def verify_data(
    root: Path, cells: Sequence[Expected], gold: Sequence[Path] = (), against: Sequence[Path] = ()
) -> tuple[Verdict, ...]:
    """Compare every split of a folder with the official edition.

    Args:
        root: A folder in XTREME's download layout; answers may lie in its ``gold/``.
        cells: The splits to compare.
        gold: Folders with answers.
        against: Folders with official copies, used to show the first differing row.

    Returns:
        One verdict per split; ``missing`` is left out for training splits, and for tasks with no
        files in the folder.
    """
    folders = Folders(
        FolderSource(root), _gold_folders([*gold, root / "gold"]), _gold_folders(against)
    )
    verdicts = [(one, _verify(one, folders)) for one in cells]
    here = {v.task for _, v in verdicts if v.judgement != "missing" or v.notes}
    return tuple(
        verdict
        for one, verdict in verdicts
        if verdict.judgement != "missing" or (one.cell.task in here and one.cell.split != "train")
    )


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """0 if all comparable splits are equal, 1 if any differs, 3 if none could be compared."""
    judgements = {verdict.judgement for verdict in verdicts}
    if "differs" in judgements:
        return 1
    return 0 if judgements & {"equal", "equal bytes"} else 3


def _gold_folders(paths: Sequence[Path]) -> tuple[FolderSource, ...]:
    return tuple(FolderSource(path) for path in paths if path.is_dir())


def _verify(expected: Expected, folders: Folders) -> Verdict:
    root, known = folders.data.root, expected.known
    paths = expected.paths
    absent = [path for path in paths if not (root / path).is_file()]
    if absent:
        part = len(absent) < len(paths)
        notes = (f"there is no {absent[0]}",) if part else ()
        return _verdict(expected, "missing", notes=notes)
    if not folders.data.has(expected.cell):  # its pool is not complete
        return _verdict(expected, "missing", notes=(folders.data.lacks(expected.cell),))
    findings = Findings()
    same = compare_bytes(expected, folders, findings)
    if findings.differences:
        return _verdict(expected, "differs", findings=findings)
    if same == "listed" and not findings.notes:
        gold = compare_gold(expected, known.examples, folders, findings)
        judgement: Judgement = "differs" if findings.differences else "equal bytes"
        return _verdict(expected, judgement, gold, known.examples, findings)
    try:
        inputs = folders.data.inputs(expected.cell)
    except DataError as error:
        findings.differences.append(Difference("unreadable", error.what, error.remedy))
        return _verdict(expected, "differs", findings=findings)
    equal = compare_inputs(expected, inputs, folders, findings, same)
    if expected.cell.split == "test":
        findings.differences.extend(labels_in(expected, folders.data))
    gold = compare_gold(expected, len(inputs.examples), folders, findings)
    if findings.differences:
        return _verdict(expected, "differs", gold, len(inputs.examples), findings)
    judgement = "equal" if equal else "unknown"
    if equal and same == "copy" and not findings.notes:
        judgement = "equal bytes"
    if judgement == "unknown" and known.examples == len(inputs.examples):
        findings.notes.append("as many examples as the edition; nothing else is known of it")
    return _verdict(expected, judgement, gold, len(inputs.examples), findings)


def _verdict(
    expected: Expected,
    judgement: Judgement,
    gold: GoldJudgement = "none",
    examples: int | None = None,
    findings: Findings | None = None,
    notes: tuple[str, ...] = (),
) -> Verdict:
    return Verdict(
        expected.cell.task,
        expected.cell.language,
        expected.cell.split,
        judgement,
        gold,
        examples,
        expected.known.examples,
        tuple(findings.differences) if findings else (),
        tuple(findings.notes) if findings else notes,
    )
