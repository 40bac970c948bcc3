"""Builds wheel and sdist, looks into them, and uses the wheel in a clean environment.

The wheel without extras must list tasks, validate and score. Run by ``make check``.
"""

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

NEEDED = (
    "xstilts/cli.py",
    "xstilts_schemas/py.typed",
    "xstilts_schemas/v1/manifest.schema.json",
    "xstilts_kit/py.typed",
    "xstilts_kit/tasks/xnli.py",
    "xstilts_kit/editions/xtreme.json",
    "xstilts_kit/miniature/data/xnli/test-sw.tsv",
    "xstilts_kit/miniature/labels/panx/test-zh.tsv",
    "xstilts_kit/miniature/checkpoint/udpos/model.safetensors",
    "xstilts_leaderboard/py.typed",
    "xstilts_leaderboard/originals/github/workflows/score.yml",
    "xstilts_leaderboard/originals/github/scripts/install.sh",
    "xstilts_leaderboard/originals/leaderboard/gold.lock",
    "xstilts_baselines/recipes/mini.toml",
    "xstilts_baselines/recipes/stilts.toml",
    "xstilts_baselines/data/reading/xquad_contexts.txt",
)
LARGEST_MEGABYTES = 24
WEIGHTS_MEGABYTES = 16


def main() -> None:
    """Build, look, use."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = out.glob("*.whl")
        (sdist,) = out.glob("*.tar.gz")
        look_into_wheel(wheel)
        look_into_sdist(sdist)
        use(wheel, out / "clean")
    print(f"{wheel.name} and {sdist.name}: contents right; lists, validates and scores when clean")


def look_into_wheel(wheel: Path) -> None:
    """Everything needed is in it, nothing strange is, and it is not too large."""
    with zipfile.ZipFile(wheel) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        metadata = next(name for name in sizes if name.endswith("METADATA"))
        text = archive.read(metadata).decode()
    missing = [name for name in NEEDED if name not in sizes]
    assert not missing, f"not in the wheel: {missing}"
    strange = [name for name in sizes if name.split("/")[0].split("-")[0] not in PACKAGES]
    assert not strange, f"should not be in the wheel: {strange}"
    pickles = [name for name in sizes if name.endswith((".bin", ".pt", ".pth", ".pkl"))]
    assert not pickles, f"pickles in the wheel: {pickles}"
    weights = sum(size for name, size in sizes.items() if name.endswith(".safetensors"))
    assert weights < WEIGHTS_MEGABYTES * 1e6, f"{weights / 1e6:.1f} MB of weights"
    assert wheel.stat().st_size < LARGEST_MEGABYTES * 1e6, "the wheel is too large"
    assert "License-Expression: Apache-2.0" in text


PACKAGES = {
    "xstilts",
    "xstilts_baselines",
    "xstilts_kit",
    "xstilts_leaderboard",
    "xstilts_schemas",
}


def look_into_sdist(sdist: Path) -> None:
    """The packages, the tests and what builds them."""
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[-1] for name in archive.getnames()}
    for name in ("pyproject.toml", "README.md", "LICENSE", "Makefile", "tests/conftest.py"):
        assert name in names, f"{name} is not in the sdist"


def use(wheel: Path, folder: Path) -> None:
    """Install the wheel alone in a clean environment and use what needs no torch."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    install = [str(python), "-m", "pip", "install", "--quiet", *constraints, str(wheel)]
    subprocess.run(install, check=True)
    submit = str(folder / "bin" / "xstilts-submit")

    def run(*arguments: str) -> str:
        command = [submit, *arguments]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
        return done.stdout

    assert "xnli" in run("tasks")
    submission = folder / "mini"
    copy = [sys.executable, "-m", "xstilts_kit", "predict", "--suite", "mini", "--model", "mini"]
    subprocess.run([*copy, "--limit", "10", "--quiet", "--out", str(submission)], check=True)
    assert "valid" in run("validate", str(submission))
    assert "accuracy" in run("score", str(submission))
    absent = subprocess.run(
        [submit, "predict", "--suite", "mini", "--model", "mini", "--out", "x"],
        capture_output=True,
        text=True,
        cwd=folder,
    )
    assert absent.returncode == 3 and "xstilts[predict]" in absent.stderr, absent.stderr
    train = [str(folder / "bin" / "xstilts-baselines"), "run", "mini", "--out", "y"]
    absent = subprocess.run(train, capture_output=True, text=True, cwd=folder)
    assert absent.returncode == 3 and "xstilts[train]" in absent.stderr, absent.stderr


if __name__ == "__main__":
    main()
