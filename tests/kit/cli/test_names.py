"""Names on the command line: commas, and mistyped ones that are refused at once and explained."""

import subprocess
from collections.abc import Callable

import pytest

from xstilts_kit.cli.options import by_task, read_limits
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.diagnostics.saying import count

Here = Callable[..., tuple[int, str, str]]
Process = Callable[..., "subprocess.CompletedProcess[str]"]
MINI = ("predict", "--suite", "mini", "--model", "mini", "--out", "sub")

MISTYPED = {
    "option": ("--tsk", "xnli"),
    "task": ("--task", "xnlii"),
    "task in capitals": ("--task", "XNLI"),
    "language": ("--language", "dee"),
    "split": ("--split", "tset"),
    "suite": ("--suite", "minni"),
    "limit": ("--limit", "many"),
    "length": ("--max-length", "xnlii=32"),
    "labels": ("--labels", "xnlii=a,b,c"),
}


@pytest.mark.parametrize("name", MISTYPED)
def test_a_mistyped_name_is_refused_before_anything_large_is_imported(
    name: str, process: Process
) -> None:
    program = (
        "import sys, time; from xstilts_kit.cli import group, run;"
        " code = run(group, 'xstilts-submit', sys.argv[1:]);"
        " large = {'numpy', 'torch', 'transformers', 'tokenizers'} & set(sys.modules);"
        " print(code, sorted(large), time.process_time())"
    )
    done = process(["-c", program, *MINI, *MISTYPED[name]])
    code, large, seconds = done.stdout.rsplit(maxsplit=2)
    assert (code, large) == ("2", "[]"), done.stderr
    assert float(seconds) < 0.5


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (MISTYPED["task"], "Did you mean xnli?"),
        (MISTYPED["task in capitals"], "Did you mean xnli?"),
        (MISTYPED["suite"], "Did you mean mini or mini-r?"),
        (("--language", "DE"), "Did you mean de?"),
        (("--split", "Validation"), "Did you mean validation?"),
    ],
)
def test_the_name_that_was_meant_is_suggested(
    arguments: tuple[str, str], says: str, here: Here
) -> None:
    code, _, stderr = here(*MINI, *arguments)
    assert code == 2
    assert says in stderr


def test_commas_and_repeats_name_the_same(here: Here) -> None:
    start = ("inputs", "--suite", "mini", "--json", "--out")

    def written(*more: str) -> str:
        from tempfile import mkdtemp

        code, stdout, stderr = here(*start, f"{mkdtemp()}/inputs", *more)
        assert code == 0, stderr
        return stdout

    commas = written("--task", "xnli, pawsx", "--language", "de,ru", "--split", "xnli=validation")
    repeats = written(
        "--task", "xnli", "--task", "pawsx", "--language", "de", "--language", "ru",
        "--split", "xnli=validation",
    )  # fmt: skip
    assert commas == repeats
    assert '"pawsx"' in commas


@pytest.mark.parametrize(
    ("program", "command", "option"),
    [
        (program, command, option)
        for program, commands in {
            "xstilts_kit": {
                "predict": ("tasks", "languages", "splits"),
                "inputs": ("tasks", "languages", "splits"),
                "import": ("tasks", "languages", "splits"),
            },
            "xstilts_baselines": {"run": ("tasks", "targets"), "study": ("tasks", "arms")},
        }.items()
        for command, options in commands.items()
        for option in options
    ],
)
def test_every_repeatable_name_takes_commas(program: str, command: str, option: str) -> None:
    import click

    group = __import__(f"{program}.cli", fromlist=["group"]).group
    context = click.Context(group)
    found = group.get_command(context, command)
    (parameter,) = [one for one in found.params if one.name == option]
    assert parameter.callback(context, parameter, ("a,b", "c", "a")) == ("a", "b", "c")


def test_values_by_task() -> None:
    assert by_task("--limit", ["5", "xnli=3"]) == {"": "5", "xnli": "3"}
    assert read_limits(["5", "xnli=3"]) == (5, {"xnli": 3})
    for wrong in (["5", "6"], ["xnli=3", "xnli=4"], ["nli=3"]):
        with pytest.raises(UsageError):
            by_task("--limit", wrong)
    for wrong in (["xnli=0"], ["xnli="], ["-3"]):
        with pytest.raises(UsageError, match="not a number"):
            read_limits(wrong)


def test_a_suggestion_keeps_the_spelling_of_the_known_word() -> None:
    assert nearest("MICRO-f1", ["micro-F1"], otherwise="x") == "Did you mean micro-F1? x"
    assert nearest("qqq", ["micro-F1"], otherwise="x") == "x"


def test_numbers_with_their_noun() -> None:
    assert [count(n, "file") for n in (0, 1, 1200)] == ["0 files", "1 file", "1,200 files"]
    assert count(2, "entry", "entries") == "2 entries"
