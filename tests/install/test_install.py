"""The built wheel, installed by name from an index on this machine, and used as its user would."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from install.local_index import add_installed, add_wheel, serve

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.nightly  # `make check` builds the wheel and uses it


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("index")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    add_wheel(folder / "simple", wheel)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    add_installed(folder / "simple", project["dependencies"])
    with serve(folder / "simple") as address:
        yield address


def run(*command: object, index: str, folder: Path) -> str:
    """Run a command that reaches no index but the given one."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON", "UV_"))}
    given = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index,
        "PIP_NO_CACHE_DIR": "1",
        "UV_DEFAULT_INDEX": index,
        "UV_NO_CONFIG": "1",
        "HF_HUB_OFFLINE": "1",
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    done = subprocess.run(
        [str(one) for one in command],
        env=kept | given,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(index: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment in which `pip install xstilts` has run."""
    folder = tmp_path_factory.mktemp("clean")
    run(sys.executable, "-m", "venv", folder / "venv", index=index, folder=folder)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "xstilts", index=index, folder=folder)
    return python


def test_the_base_validates_scores_and_builds_a_board(
    python: Path, index: str, tmp_path: Path
) -> None:
    said = run(python, ROOT / "tests/use_wheel.py", tmp_path / "out", index=index, folder=tmp_path)
    assert "the installed wheel works" in said
    freeze = run(python, "-m", "pip", "freeze", index=index, folder=tmp_path)
    assert not {"torch", "transformers"} & {line.split("==")[0] for line in freeze.splitlines()}


def test_the_extra_that_an_error_names_is_what_is_missing(
    python: Path, index: str, tmp_path: Path
) -> None:
    """The libraries of this environment are lent to the clean one; pip finds nothing else to do."""
    import torch

    libraries = Path(torch.__file__).parents[1]
    packages = run(
        *(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"),
        index=index,
        folder=tmp_path,
    )
    # Python 3.11's venv brings an old setuptools, which hides the lent one that torch requires.
    run(python, "-m", "pip", "uninstall", "--yes", "setuptools", index=index, folder=tmp_path)
    lent = Path(packages.strip()) / "lent.pth"
    lent.write_text(f"{libraries}\n")
    try:
        for extra in ("predict", "train", "peft"):
            command = [python, "-m", "pip", "install", f"xstilts[{extra}]"]
            said = run(*command, index=index, folder=tmp_path)
            assert "Successfully installed" not in said
        out = tmp_path / "out"
        said = run(python, ROOT / "tests/use_wheel.py", out, index=index, folder=tmp_path)
        assert "the installed wheel works" in said
        assert (out / "predicted" / "manifest.json").is_file()
    finally:
        lent.unlink()
