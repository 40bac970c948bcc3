"""Uses an installed wheel as its user would, on any system: no pytest, nothing of this repository.

    python tests/use_wheel.py FOLDER

FOLDER is made and written to. The interpreter's environment has xstilts, with or without the extra
`predict`. A submission that an earlier release wrote is validated and scored; with the line ends of
Windows it must be refused, not misread.
"""

import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

ROW = Path(__file__).resolve().parents[1] / "tests/frozen/v0.1.0/submission"


def xstilts(*arguments: object, code: int | None = 0) -> str:
    """Run the installed script; what it prints, stdout before stderr."""
    script = shutil.which("xstilts", path=sysconfig.get_path("scripts"))
    assert script is not None, "the script xstilts is not installed"
    command = [script, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert code in (None, done.returncode), f"{command}: exit code {done.returncode}\n{said}"
    assert "Traceback" not in said, said
    return said


def main() -> None:
    """Validate, score, compare, merge, build a board; predict where torch is."""
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True)
    row = folder / "A row with blanks"  # as folders of users are called
    shutil.copytree(ROW, row)
    assert "xstilts, version" in xstilts("--version")
    assert "baselines" in xstilts("--help")
    assert "xnli" in xstilts("submit", "tasks")
    assert "valid" in xstilts("submit", "validate", row)
    before = (row / "scores.json").read_bytes()
    assert "accuracy" in xstilts("submit", "score", row)
    after = (row / "scores.json").read_bytes()
    assert b"\r" not in after
    assert len(after) > 0.9 * len(before)
    xstilts("submit", "compare", row, row)
    xstilts("submit", "export", row, "--format", "xtreme", "--out", folder / "exported")
    xstilts("submit", "inputs", "--suite", "mini", "--task", "xnli", "--out", folder / "inputs")
    texts = [path for path in (folder / "inputs").rglob("*") if path.is_file()]
    assert texts and all(b"\r\n" not in path.read_bytes() for path in texts)
    windows = folder / "crlf"
    shutil.copytree(ROW, windows)
    lines = windows / "predictions/xnli/de.jsonl"
    lines.write_bytes(lines.read_bytes().replace(b"\n", b"\r\n"))
    assert "XS304" in xstilts("submit", "validate", windows, code=1)
    assert "score" in xstilts("submit", "doctor", code=None)
    (folder / "root/leaderboard").mkdir(parents=True)
    shutil.copy(ROW.parent / "board/leaderboard/gold.lock", folder / "root/leaderboard")
    root = ["--root", folder / "root", "--scored", folder / "scored"]
    filed = ROW.parent / "board/leaderboard/submissions/mini/frozen-row"
    xstilts("board", "build", "--with", filed, "--out", folder / "site", *root)
    assert (folder / "site/try/index.html").is_file()
    assert "mini" in xstilts("baselines", "list")
    predict = ["submit", "predict", "--suite", "mini", "--model", "mini", "--task", "xnli"]
    predict += ["--language", "de", "--limit", "3", "--out", folder / "predicted"]
    if find_spec("torch") is None:
        assert "pip install 'xstilts[predict]'" in xstilts(*predict, code=3)
    else:
        xstilts(*predict)
        assert "valid" in xstilts("submit", "validate", folder / "predicted")
    print("the installed wheel works")


if __name__ == "__main__":
    main()
