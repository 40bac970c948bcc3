"""Every kind of encoder that XTREME is run with predicts a classification and a tagging task."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.tasks import get_task

KINDS = (
    "bert",
    "deberta-v2",
    "distilbert",
    "electra",
    "modernbert",
    "rembert",
    "roberta",
    "xlm-roberta",
)

AWKWARD = ["Anna", "\u200d", "\ufe0f", "\x07", "安娜", "ก", "x" * 300, "Berlin"] * 8


@pytest.fixture
def awkward(tmp_path: Path) -> Path:
    """Pairs and sentences far longer than any window here, with tokens of no sub-word."""
    root = tmp_path / "download"
    for name in ("xnli", "panx"):
        (root / name).mkdir(parents=True)
    pairs = f"Anna buys a car.\tIt rains.\nAnna {'buys ' * 90}\tIt is {'dry ' * 90}\n"
    (root / "xnli" / "test-en.tsv").write_text(pairs, encoding="utf-8", newline="")
    sentences = "\n".join(AWKWARD) + "\n\nBerlin\n"
    (root / "panx" / "test-en.tsv").write_text(sentences, encoding="utf-8", newline="")
    return root


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_answers_each_pair_and_each_token(
    kind: str,
    zoo: Callable[[str], Path],
    awkward: Path,
    predict: Callable[..., tuple[int, str, str]],
    records: Callable[..., list[dict[str, Any]]],
    tmp_path: Path,
) -> None:
    more = ("--source", f"xnli=folder:{awkward}", "--source", f"panx=folder:{awkward}")
    code, _, stderr = predict(zoo(kind), *more, "--task", "panx")
    assert code == 0, stderr
    out = tmp_path / "out"
    assert [r["id"] for r in records(out)] == ["0", "1"]
    assert {r["label"] for r in records(out)} <= set(get_task("xnli").labels)
    tags = [r["tags"] for r in records(out, "panx")]
    assert [len(t) for t in tags] == [len(AWKWARD), 1]
    assert {tag for sentence in tags for tag in sentence} <= set(get_task("panx").labels)


@pytest.mark.parametrize(
    ("kind", "limit"), [("bert", 32), ("roberta", 32), ("xlm-roberta", 32), ("modernbert", 32)]
)
def test_the_longest_input_is_what_the_positions_allow(
    kind: str,
    limit: int,
    zoo: Callable[[str], Path],
    awkward: Path,
    predict: Callable[..., tuple[int, str, str]],
) -> None:
    more = ("--source", f"xnli=folder:{awkward}")
    code, _, stderr = predict(zoo(kind), *more, "--max-length", f"xnli={limit}")
    assert code == 0, stderr
    code, _, stderr = predict(zoo(kind), *more, "--max-length", f"xnli={limit + 1}", "--overwrite")
    assert code == 2
    assert f"at most {limit} sub-words" in stderr


def test_a_tokenizer_with_segments_beside_a_model_without_is_served(
    zoo: Callable[[str], Path],
    predict: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
) -> None:
    """BERT's tokenizer gives segments, DistilBERT takes none."""
    folder = Path(shutil.copytree(zoo("distilbert"), tmp_path / "mixed"))
    for path in (zoo("bert") / "xnli").glob("tokenizer*"):
        shutil.copy(path, folder / "xnli")
    code, _, stderr = predict(folder)
    assert code == 0 or (code == 3 and "Traceback" not in stderr), stderr


def test_segments_that_the_model_has_no_embedding_for_are_not_fed_to_it(
    zoo: Callable[[str], Path],
    predict: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
) -> None:
    """A RoBERTa or XLM-R has one segment; a tokenizer of BERT's make says 0 and 1."""
    folder = Path(shutil.copytree(zoo("xlm-roberta"), tmp_path / "mixed"))
    path = folder / "xnli" / "tokenizer_config.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["tokenizer_class"] = "PreTrainedTokenizerFast"
    stored["model_input_names"] = ["input_ids", "token_type_ids", "attention_mask"]
    path.write_text(json.dumps(stored), encoding="utf-8")
    path = folder / "xnli" / "tokenizer.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    for part in stored["post_processor"]["pair"]:
        for piece in part.values():
            piece["type_id"] = int(piece["id"] == "B")
    path.write_text(json.dumps(stored), encoding="utf-8")
    code, _, stderr = predict(folder)
    assert code == 0 or (code == 3 and "Traceback" not in stderr), stderr
