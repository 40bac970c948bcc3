"""LAReQA whole on invented files: predict → validate → score → export, and an interrupted run."""

import json
from pathlib import Path
from typing import Any

import pytest

from oracles.ranking import average_precision_at_20
from tiny_encoders import save_tiny
from xstilts_kit.cli import group, run
from xstilts_kit.families.ranking.predictor import Predictor
from xstilts_kit.tasks import get_task

LANGUAGES = get_task("lareqa").languages


def _write(root: Path) -> None:
    """Two paragraphs of three sentences, with a question on each sentence, in every language."""
    words = ["sun", "moon", "star", "rain", "wind", "snow"]
    for language in LANGUAGES:
        paragraphs = []
        for first in (0, 3):
            sentences = [f"{word} {language}." for word in words[first : first + 3]]
            starts = [sum(len(s) + 1 for s in sentences[:n]) for n in range(3)]
            paragraphs.append(
                {
                    "context": " ".join(sentences),
                    "sentences": sentences,
                    "sentence_breaks": [
                        [start, start + len(text)]
                        for start, text in zip(starts, sentences, strict=True)
                    ],
                    "qas": [
                        {
                            "id": words[first + n],
                            "question": f"{words[first + n]}?",
                            "answers": [{"answer_start": starts[n], "text": words[first + n]}],
                        }
                        for n in range(3)
                    ],
                }
            )
        path = root / f"lareqa/xquad-r/{language}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}], "version": "1.1"}))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("lareqa")
    _write(root / "data")
    save_tiny(root / "model", "xlm-roberta")
    return root


def _command(folder: Path, name: str, *arguments: str) -> int:
    source = ("--source", f"folder:{folder / 'data'}")
    return run(group, "xstilts-submit", [name, *arguments, *source, "--quiet"])


def _predict(folder: Path, out: Path, *arguments: str) -> int:
    model = ("--suite", "lareqa", "--model", str(folder / "model"), "--device", "cpu")
    return _command(folder, "predict", *model, "--out", str(out), *arguments)


def test_scores_are_scikit_learns_over_all_languages(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "sub"
    assert _predict(folder, out, "--save-scores") == 0
    assert _command(folder, "validate", str(out)) == 0
    assert _command(folder, "score", str(out)) == 0
    scores = json.loads((out / "scores.json").read_text())
    assert [cell["language"] for cell in scores["cells"]] == list(LANGUAGES)
    for cell in scores["cells"]:
        lines = (out / f"predictions/lareqa/{cell['language']}.jsonl").read_text().splitlines()
        found = []
        for number, record in enumerate(map(json.loads, lines)):
            assert len(set(record["ranking"])) == 20
            targets = [f"{code}_{number // 3 + 1}_{number % 3}" for code in LANGUAGES]
            found.append(average_precision_at_20(record["ranking"], targets))
        assert cell["metrics"]["map_at_20"] == pytest.approx(100 * sum(found) / 6, abs=1e-9)
    assert run(group, "xstilts-submit", ["export", str(out), "--out", str(tmp_path / "x")]) == 0
    exported = json.loads((tmp_path / "x/lareqa/test-de.json").read_text())
    assert list(exported) == [
        f"{word}_de" for word in ("sun", "moon", "star", "rain", "wind", "snow")
    ]


def test_the_pool_is_embedded_once_and_kept_by_an_interrupted_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert _predict(folder, whole) == 0
    embedded: list[int] = []
    plain = Predictor.scores

    def counting(self: Predictor, batch: Any) -> Any:
        embedded.append(len(batch))
        if len(embedded) > 4:
            raise KeyboardInterrupt
        return plain(self, batch)

    monkeypatch.setattr(Predictor, "scores", counting)
    assert _predict(folder, out) == 130, "interrupted"
    pool = embedded[0]
    assert pool == 66 and max(embedded[1:]) == 6
    embedded.clear()
    monkeypatch.setattr(
        Predictor, "scores", lambda self, batch: embedded.append(len(batch)) or plain(self, batch)
    )
    assert _predict(folder, out) == 0
    assert max(embedded) == 6, "the pool's vectors are read from the interrupted run"
    for language in LANGUAGES:
        name = f"predictions/lareqa/{language}.jsonl"
        assert (out / name).read_bytes() == (whole / name).read_bytes()
