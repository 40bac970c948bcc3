"""A lab's own benchmark: an invented task in German and Upper Sorbian, with a board and data."""

from pathlib import Path

TASK = '''"""Toy pairs: an invented task."""

from xstilts_kit.tasks import Task

TASK = Task(
    name="toy",
    title="Toy pairs",
    family="classification",
    group="everyday",
    metric="accuracy",
    languages=("de", "hsb"),
    files={"test": ("toy/test-{language}.tsv",)},
    layout="sentence-pairs",
    labels=("no", "yes"),
    unit="row",
    unit_family="toy",
    source="https://example.org/toy",
    licence="CC BY 4.0",
    citation="Toy 2026",
)
'''
BOARD = '''"""The board of the invented task."""

from xstilts_kit.boards import Board

BOARD = Board("toy", "toy-1", takes=("toy",), title="Toy pairs", order=1, carries_predictions=True)
'''
PAIRS = {
    "de": ("Anna kauft ein Auto {}.", "Anna kauft etwas."),
    "hsb": ("Hana awto {} kupuje.", "Hana něšto kupuje."),
}


def write_definitions(folder: Path) -> Path:
    """Write the task and its board; the folder."""
    for kind, text in (("tasks", TASK), ("boards", BOARD)):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        (folder / kind / "toy.py").write_text(text, encoding="utf-8")
    return folder


def write_data(folder: Path, rows: int = 12) -> tuple[Path, Path]:
    """Write inputs and labels; the two folders."""
    for language, (first, second) in PAIRS.items():
        inputs, labels = (folder / kind / "toy" for kind in ("data", "labels"))
        for place in (inputs, labels):
            place.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{first.format(row)}\t{second}\n" for row in range(rows))
        (inputs / f"test-{language}.tsv").write_text(lines, encoding="utf-8")
        answers = "".join(f"{('no', 'yes')[row % 2]}\n" for row in range(rows))
        (labels / f"test-{language}.tsv").write_text(answers, encoding="utf-8")
    return folder / "data", folder / "labels"


def write_predictions(folder: Path, rows: int = 12, *, wrong: int = 2) -> Path:
    """Write plain predictions of another tool as JSON lines; the folder."""
    for language in PAIRS:
        place = folder / "toy" / f"{language}.jsonl"
        place.parent.mkdir(parents=True, exist_ok=True)
        lines = (
            f'{{"id": "{row}", "label": "{("no", "yes")[(row + (row < wrong)) % 2]}"}}\n'
            for row in range(rows)
        )
        place.write_text("".join(lines), encoding="utf-8")
    return folder
