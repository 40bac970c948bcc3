"""Help, versions, suggestions, streams and imports of the command lines."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import pytest

from xstilts_kit.cli import group
from xstilts_leaderboard.cli import group as leaderboard

Here = Callable[..., tuple[int, str, str]]
Process = Callable[..., subprocess.CompletedProcess[str]]

HEAVY = ("torch", "transformers", "datasets", "pandas", "pyarrow", "sklearn")


def _commands() -> Iterator[tuple[str, click.Command]]:
    for name, top in (("xstilts-submit", group), ("xstilts-leaderboard", leaderboard)):
        yield name, top
        for sub in top.list_commands(click.Context(top)):
            found = top.get_command(click.Context(top), sub)
            assert found is not None
            yield f"{name} {sub}", found


COMMANDS = dict(_commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_is_printed_to_stdout(
    name: str, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from xstilts_kit.cli import run

    top = leaderboard if name.startswith("xstilts-leaderboard") else group
    assert run(top, name.split()[0], [*name.split()[1:], flag]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"Usage: {name}")
    assert printed.err == ""


@pytest.mark.parametrize("top", [group, leaderboard])
def test_the_version_is_that_of_the_distribution(
    top: click.Group, capsys: pytest.CaptureFixture[str]
) -> None:
    from xstilts_kit.cli import run

    assert run(top, "name", ["--version"]) == 0
    assert version("xstilts") in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("predic",), "Did you mean predict?"),
        (("scores",), "Did you mean score"),
        (("qqqq",), "The commands are: tasks, "),
        (("predict", "--modle", "x"), "--model"),
        (("predict",), "--model"),
        (("validate",), "SUBMISSION"),
        (("score",), "SUBMISSION"),
        (("validate", "x", "--format", "xml"), "github"),
        (("tasks", "surplus"), "surplus"),
    ],
)
def test_wrong_usage_is_answered_with_what_is_known(
    arguments: tuple[str, ...], says: str, here: Here
) -> None:
    code, stdout, stderr = here(*arguments)
    assert code == 2
    assert stdout == ""
    assert says in stderr
    assert "Traceback" not in stderr


def test_without_a_command_the_help_is_shown(here: Here) -> None:
    code, stdout, stderr = here()
    assert code == 2
    assert "predict" in stdout + stderr


def test_tasks_as_json_and_as_a_table_name_every_task(here: Here) -> None:
    from xstilts_kit.tasks import all_tasks

    code, stdout, stderr = here("tasks", "--json")
    assert (code, stderr) == (0, "")
    listing = json.loads(stdout)
    assert [task["name"] for task in listing["tasks"]] == list(all_tasks())
    code, stdout, stderr = here("tasks")
    assert (code, stderr) == (0, "")
    for task in all_tasks().values():
        assert task.name in stdout
        assert task.licence in stdout


def test_results_go_to_stdout_and_notes_to_stderr(here: Here, submission: Path) -> None:
    """Quiet or not, stdout is the same."""
    loud = here("validate", str(submission))
    still = here("validate", str(submission), "--quiet")
    assert loud[0] == still[0] == 0
    assert loud[1] == still[1]
    assert "Unverified" in loud[2]
    assert still[2] == ""


def test_quiet_silences_notes_of_predict_but_not_its_result(
    here: Here, checkpoint: Path, data: Path, tmp_path: Path
) -> None:
    more = ("--source", f"folder:{data / 'download'}", "--suite", "xnli", "--available")
    said = here("predict", "--model", str(checkpoint), *more, "--out", str(tmp_path / "a"))
    assert said[0] == 0
    assert "Warning" in said[2]
    assert "Skipped" in said[2]
    assert "Next: " in said[2]
    assert "18 records in 3 files" in said[1]
    still = here(
        "predict", "--model", str(checkpoint), *more, "--out", str(tmp_path / "b"), "--quiet"
    )
    assert (still[0], still[2]) == (0, "")
    assert "18 records in 3 files" in still[1]


def test_errors_are_told_even_when_quiet(here: Here, tmp_path: Path) -> None:
    code, _, stderr = here("validate", str(tmp_path / "gone"), "--quiet")
    assert code == 2
    assert stderr.startswith("Error: ")


def test_exit_codes_of_real_situations(
    here: Here,
    submission: Path,
    data: Path,
    checkpoint: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import errno

    source = ("--source", f"folder:{data / 'download'}", "--suite", "xnli", "--language", "en")
    model = ("--model", str(checkpoint))
    assert here("validate", str(submission))[0] == 0
    assert here("score", str(submission), "--gold", str(data / "labels"))[0] == 0
    assert here("score", str(tmp_path / "gone"))[0] == 2
    gone = ("--model", str(tmp_path / "no" / "model"))
    assert here("predict", *gone, *source, "--out", str(tmp_path / "o"))[0] == 3
    assert here("score", str(submission), "--gold", str(tmp_path / "gone"))[0] == 3
    (submission / "predictions" / "xnli" / "en.jsonl").unlink()
    assert here("validate", str(submission))[0] == 1
    assert here("score", str(submission), "--gold", str(data / "labels"))[0] == 1

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert here("predict", *model, *source, "--out", str(tmp_path / "full"))[0] == 5

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", interrupt)
        code, _, stderr = here("predict", *model, *source, "--out", str(tmp_path / "stopped"))
    assert code == 130
    assert "Interrupted" in stderr


def test_the_help_and_the_readme_tell_the_same_exit_codes() -> None:
    readme = Path(__file__).parents[3] / "README.md"
    table = dict(re.findall(r"^\| (\d+) \| (.+) \|$", readme.read_text(encoding="utf-8"), re.M))
    assert table.keys() == {"0", "1", "2", "3", "4", "5", "6", "130"}
    text = " ".join((group.help or "").split())
    for code in table:
        assert re.search(rf"\b{code} [a-z]", text), code


def test_every_error_has_its_own_documented_exit_code() -> None:
    from xstilts_kit.diagnostics import errors

    kinds = errors.XstiltsError.__subclasses__()
    assert {kind.__name__: kind.exit_code for kind in kinds} == {
        "UsageError": 2,
        "DataError": 3,
        "SubmissionError": 1,
        "ModelError": 3,
        "NetworkError": 4,
        "StorageError": 5,
        "ProcessError": 6,
    }


@pytest.mark.parametrize("debug", [(), ("--debug",)])
def test_a_network_that_fails_is_exit_4(
    debug: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """No command reaches the network yet; the way from the error to the code is the same."""
    from xstilts_kit.cli import run
    from xstilts_kit.diagnostics.errors import NetworkError

    @click.command()
    @click.option("--debug", is_flag=True)
    def fetch(debug: bool) -> None:
        raise NetworkError("The Hub did not answer.", "Try again later.")

    assert run(fetch, "fetch", list(debug)) == 4
    stderr = capsys.readouterr().err
    assert "Error: The Hub did not answer.\nTry again later.\n" in stderr
    assert ("Traceback" in stderr) == bool(debug)


def test_debug_shows_the_traceback_and_keeps_the_exit_code(
    process: Process, tmp_path: Path
) -> None:
    arguments = ["-m", "xstilts_kit", "validate", str(tmp_path / "gone")]
    plain, debug = process(arguments), process([*arguments, "--debug"])
    assert "Traceback" not in plain.stderr
    assert len(plain.stderr.splitlines()) == 2
    assert "Traceback" in debug.stderr
    assert "gone does not exist" in debug.stderr
    assert plain.returncode == 2
    assert debug.returncode == 2


def test_the_module_is_the_command(process: Process) -> None:
    module = process(["-m", "xstilts_kit", "--help"])
    assert module.returncode == 0
    assert module.stdout.startswith("Usage: xstilts-submit")
    script = Path(sys.executable).with_name("xstilts-submit")
    if script.exists():
        assert process([str(script), "--help"]).stdout == module.stdout


@pytest.mark.parametrize("command", ["help", "tasks", "validate", "score", "check"])
def test_light_commands_load_no_heavy_library(
    command: str, process: Process, submission: Path, data: Path
) -> None:
    arguments = {
        "help": ["predict", "--help"],
        "tasks": ["tasks"],
        "validate": ["validate", str(submission), "--source", f"folder:{data / 'download'}"],
        "score": ["score", str(submission), "--gold", str(data / "labels")],
        "check": ["check", str(submission), "--root", str(Path(__file__).parents[3])],
    }[command]
    package = "xstilts_leaderboard" if command == "check" else "xstilts_kit"
    code = (
        "import sys\n"
        f"from {package}.cli import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit as stop: code = stop.code\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "print('LOADED', loaded, 'CODE', code, file=sys.stderr)\n"
    )
    finished = process(["-c", code])
    wanted = 1 if command == "check" else 0
    assert finished.stderr.splitlines()[-1] == f"LOADED [] CODE {wanted}", finished.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["predict", "--help"]])
def test_help_loads_little_more_than_click(arguments: list[str], process: Process) -> None:
    finished = process(["-X", "importtime", "-m", "xstilts_kit", *arguments])
    loaded = {line.rsplit("|", 1)[-1].strip() for line in finished.stderr.splitlines()}
    assert "click" in loaded
    slow = {*HEAVY, "huggingface_hub", "jsonschema", "numpy", "rich"}
    assert loaded & slow == set()


@pytest.mark.parametrize(("times", "lines"), [(50, 1), (1, 0)])
def test_a_reader_that_stops_reading_sees_no_traceback(times: int, lines: int) -> None:
    """``xstilts-submit tasks --json | head -1``, with more output than a pipe holds, and less."""
    code = (
        "from xstilts_kit import cli\n"
        "from xstilts_kit.cli import tasks\n"
        "listing = tasks._listing()\n"
        f"tasks._listing = lambda: [listing] * {times}\n"
        "cli.main(['tasks', '--json'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        for _ in range(lines):
            assert running.stdout.readline() == "[\n"
        running.stdout.close()
        assert running.stderr.read() == ""
        assert running.wait(60) == 0
