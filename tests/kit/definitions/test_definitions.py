"""A folder of own tasks, suites, boards and editions: found, checked, and refused with a place."""

import json
from pathlib import Path

import pytest

from own_benchmark import BOARD, TASK, write_data, write_definitions, write_predictions
from xstilts_kit import definitions
from xstilts_kit.boards import BOARDS
from xstilts_kit.cli import group, run
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.editions import all_editions
from xstilts_kit.suites import SUITES, get_suite, group_title
from xstilts_kit.tasks import all_tasks, get_task, own_tasks

pytestmark = pytest.mark.usefixtures("package_tasks_alone")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_definitions(tmp_path / "benchmark")


def submit(*arguments: object) -> int:
    return run(group, "xstilts-submit", [str(one) for one in arguments])


def test_a_folder_adds_to_the_package_and_is_taken_away_again(folder: Path) -> None:
    before = (list(all_tasks()), list(SUITES), list(BOARDS))
    definitions.use(folder)
    assert "toy" in all_tasks() and list(own_tasks()) == ["toy"]
    assert next(iter(BOARDS)) == "toy"  # by its order
    assert get_suite("toy").languages_of(get_task("toy")) == ("de", "hsb")
    assert group_title("everyday") == "Everyday" and group_title("qa") == "Question answering"
    definitions.use(None)
    assert (list(all_tasks()), list(SUITES), list(BOARDS)) == before
    with pytest.raises(UsageError, match=r"no suite 'toy'.*A lab's own need --tasks DIR"):
        get_suite("toy")


def test_the_variable_names_a_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(definitions.VARIABLE, str(folder))
    assert "toy" in all_tasks()
    assert submit("tasks", "--quiet") == 0


def test_boards_are_chosen_by_name_and_order(folder: Path) -> None:
    definitions.use(folder, ("mini", "toy"))
    assert list(BOARDS) == ["mini", "toy"]
    definitions.use(folder, ("tyo",))
    with pytest.raises(UsageError, match=r"no board 'tyo'.*Did you mean toy"):
        list(BOARDS)


SUITE = """
from xstilts_kit.suites import Suite

SUITE = Suite("lab", "the lab's tasks", {"everyday": ("toy",), "classification": ("xnli",)},
              languages=("de", "hsb"))
"""


def test_a_suite_gives_package_tasks_other_languages(folder: Path) -> None:
    (folder / "suites").mkdir()
    (folder / "suites" / "lab.py").write_text(SUITE)
    definitions.use(folder)
    assert [cell.name for cell in get_suite("lab").cells()] == [
        *("toy/de", "toy/hsb", "xnli/de", "xnli/hsb")
    ]


def edition(name: str) -> str:
    return json.dumps(
        {
            "schema": "xstilts-edition-v1",
            "name": name,
            "title": "Toy",
            "methods": {},
            "entries": [],
            "other_files": [],
        }
    )


def test_an_edition_is_a_file(folder: Path) -> None:
    (folder / "editions").mkdir()
    (folder / "editions" / "toy-1.json").write_text(edition("toy-1"))
    definitions.use(folder)
    assert all_editions()["toy-1"].title == "Toy"


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("tasks/bad.py", "import nothing_like_it\n", r"bad\.py, line 1: ModuleNotFoundError"),
        ("tasks/bad.py", "\n\nTASK = (\n", r"bad\.py, line 3: '\(' was never closed"),
        ("tasks/bad.py", "\nraise SystemExit(1)\n", r"bad\.py, line 2: SystemExit: 1"),
        ("tasks/bad.py", "TASKS = 1\n", r"bad\.py defines no TASK"),
        ("tasks/bad.py", "TASK = 1\n", r"bad\.py: TASK is a int, not a Task"),
        ("tasks/bad.py", TASK, r"bad\.py defines 'toy'\. Name the file toy\.py"),
        (
            "tasks/xnli.py",
            TASK.replace('"toy",', '"xnli",', 1),
            r"xnli\.py: there is already a task called 'xnli'",
        ),
        (
            "tasks/toy.py",
            TASK.replace('("de", "hsb")', '("de_at",)'),
            r"language 'de_at' must be two or three",
        ),
        (
            "tasks/toy.py",
            TASK.replace('("no", "yes")', '"yes"'),
            "labels must be a tuple of texts",
        ),
        ("tasks/toy.py", TASK.replace('"toy/', '"../toy/'), "must be relative to the data folder"),
        (
            "boards/mini.py",
            BOARD.replace('"toy"', '"mini"'),
            "there is already a board called 'mini'",
        ),
        (
            "boards/toz.py",
            BOARD.replace('"toy"', '"toz"'),
            r"There is no suite 'toz': a board is named like its suite",
        ),
        ("suites/lab.py", SUITE.replace('"toy"', '"tay"'), r"there is no task 'tay'.*mean toy"),
        ("suites/mini.py", SUITE.replace('"lab"', '"mini"'), "already a suite or task called"),
        ("editions/bad.json", "[", r"bad\.json is not JSON"),
        ("editions/bad.json", "{}", r"bad\.json: the edition: "),
        ("editions/bad.json", edition("xtreme"), "already an edition called 'xtreme'"),
    ],
)
def test_a_fault_is_said_with_its_place(place: str, text: str, said: str, folder: Path) -> None:
    path = folder / place
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    definitions.use(folder)
    with pytest.raises(DataError, match=said):
        print(dict(all_tasks()), dict(SUITES), dict(BOARDS), all_editions())
    assert not list(folder.rglob("__pycache__"))


def test_a_command_refuses_a_faulty_folder_first(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert submit("tasks", "--tasks", tmp_path / "none") == 3
    assert "does not exist" in capsys.readouterr().err
    (tmp_path / "flat").mkdir()
    (tmp_path / "flat" / "toy.py").write_text(TASK)
    assert submit("tasks", "--tasks", tmp_path / "flat") == 3
    assert "move them into" in capsys.readouterr().err
    assert submit("tasks", "--tasks", folder / "tasks") == 3
    assert f"Name the folder above it, {folder.resolve()}." in capsys.readouterr().err
    for wrong, said in (
        (TASK.replace('"classification"', '"classifying"'), "there is no family 'classifying'"),
        (TASK.replace('"sentence-pairs"', '"pairs"'), "classification has no layout 'pairs'"),
        (TASK.replace('"accuracy"', '"f1"'), "classification has no metric 'f1'"),
    ):
        (folder / "tasks" / "toy.py").write_text(wrong)
        definitions.use(None)
        other = folder.rename(tmp_path / f"folder{len(said)}")  # a folder is read once a process
        folder = other
        assert submit("tasks", "--tasks", folder) == 3
        err = capsys.readouterr().err
        assert said in err and "Traceback" not in err


def test_what_scores_depend_on_is_the_definition(folder: Path) -> None:
    definitions.use(folder)
    first = get_task("toy").definition
    for number, (old, new, same) in enumerate(
        [
            ("Toy pairs", "Pairs for toys", True),
            ('("de", "hsb")', '("de", "hsb", "dsb")', True),
            ("Toy 2026", "Toy 2027", True),
            ('("no", "yes")', '("yes", "no")', False),
            ('unit="row"', 'unit="row//3"', False),
        ]
    ):
        other = write_definitions(folder.parent / str(number))
        (other / "tasks" / "toy.py").write_text(TASK.replace(old, new))
        definitions.use(other)
        assert (get_task("toy").definition == first) == same


def test_own_predictions_are_imported_validated_scored_and_tied_to_the_definition(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, labels = write_data(tmp_path)
    theirs = write_predictions(tmp_path / "theirs")
    tasks = ("--tasks", folder)
    source = ("--source", f"folder:{data}")
    out = tmp_path / "sub"
    made = submit(
        *("import", theirs, "--format", "jsonl", "--suite", "toy"),
        *(*source, "--out", out, "--quiet", *tasks),
    )
    assert made == 0, capsys.readouterr().err
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["definitions"] == {"toy": get_task("toy").definition}
    assert submit("validate", out, *source, *tasks) == 0
    assert submit("score", out, "--gold", labels, "--quiet", *tasks) == 0
    scores = json.loads((out / "scores.json").read_text())
    assert scores["overall"]["score"] == pytest.approx(100 * 10 / 12)
    assert f"definitions:toy={manifest['definitions']['toy'][:8]}" in scores["signature"]

    capsys.readouterr()
    assert submit("validate", out) == 1  # without the folder, its suite is unknown
    assert "XS206" in capsys.readouterr().out
    other = write_definitions(tmp_path / "other")
    (other / "tasks" / "toy.py").write_text(TASK.replace('("no", "yes")', '("yes", "no")'))
    assert submit("validate", out, "--tasks", other) == 1
    assert "XS207" in capsys.readouterr().out
    del manifest["definitions"]
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert submit("score", out, "--gold", labels, *tasks) == 1
    assert "no definition of toy is recorded" in capsys.readouterr().err


def test_an_array_job_carries_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = ("predict", "--suite", "toy", "--model", "x", "--out", "sub", "--slurm", "--debug")
    assert submit(*job, "--tasks", folder) == 0
    assert f"--tasks {folder}" in capsys.readouterr().out
