"""A dry run tries the orders of nameless classes on English validation data, and nothing else."""

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.prediction.preparing import Request, prepare
from xstilts_kit.tasks import get_task

pytestmark = pytest.mark.slow

LABELS = get_task("xnli").labels


@pytest.fixture
def nameless(checkpoint: Path, tmp_path: Path) -> Path:
    """An xnli head without names that answers by the first word of the hypothesis."""
    import torch
    import transformers

    folder = tmp_path / "nameless"
    tokenizer = transformers.PreTrainedTokenizerFast.from_pretrained(checkpoint / "xnli")
    torch.manual_seed(1)
    config = transformers.XLMRobertaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=40,
        type_vocab_size=1,
        num_labels=3,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model = transformers.XLMRobertaForSequenceClassification(config)
    rows = _rows(120, seed=3)
    order = ["neutral", "contradiction", "entailment"]
    sides = [row[0] for row in rows], [row[1] for row in rows]
    encoded = tokenizer(*sides, padding=True, return_tensors="pt")
    inputs = {key: encoded[key] for key in ("input_ids", "attention_mask")}
    targets = torch.tensor([order.index(r[2]) for r in rows])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(150):
        optimizer.zero_grad()
        loss = model(**inputs, labels=targets).loss
        loss.backward()
        optimizer.step()
    model.save_pretrained(folder)
    for path in (checkpoint / "xnli").glob("tokenizer*"):
        shutil.copy(path, folder)
    return folder


def _rows(count: int, seed: int) -> list[tuple[str, str, str]]:
    rng = Random(seed)
    starts = {"contradiction": "It rains", "entailment": "Anna buys", "neutral": "25 children"}
    rows = []
    for _ in range(count):
        label = rng.choice(LABELS)
        rows.append((f"a {rng.choice(['car', 'book', 'sea'])}", f"{starts[label]} .", label))
    return rows


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """English validation with its labels, and a test split that is never looked at."""
    root = tmp_path / "download"
    (root / "xnli").mkdir(parents=True)
    lines = "".join("\t".join(row) + "\n" for row in _rows(60, seed=5))
    (root / "xnli" / "dev-en.tsv").write_text(lines, encoding="utf-8")
    tests = "".join(f"{a}\t{b}\n" for a, b, _ in _rows(5, seed=7))
    (root / "xnli" / "test-en.tsv").write_text(tests, encoding="utf-8")
    return root


def _ask(folder: Path, source: Path, dry: bool, **more: Any) -> Any:
    request = Request(
        models=[str(folder)], suite="xnli", sources=[f"folder:{source}"], languages=["en"], **more
    )
    return prepare(request, dry=dry)


def test_the_dry_run_says_which_order_fits(nameless: Path, source: Path) -> None:
    with pytest.raises(ModelError) as refused:
        _ask(nameless, source, dry=True)
    assert "--labels xnli=neutral,contradiction,entailment" in refused.value.remedy
    assert "60 English validation examples" in refused.value.remedy
    order = refused.value.remedy.rpartition("xnli=")[2].strip(".").split(",")
    assert not _ask(nameless, source, dry=True, label_orders={"xnli": order}).warnings[1:]


@pytest.mark.usefixtures("no_weights")
def test_a_real_run_tries_nothing_and_names_no_order(nameless: Path, source: Path) -> None:
    with pytest.raises(ModelError) as refused:
        _ask(nameless, source, dry=False)
    assert "predict --dry-run" in refused.value.remedy
    assert ",".join(LABELS) not in refused.value.remedy


def test_another_order_than_the_one_that_fits_is_warned_about(nameless: Path, source: Path) -> None:
    prepared = _ask(nameless, source, dry=True, label_orders={"xnli": list(LABELS)})
    (line,) = [w for w in prepared.warnings if "another order" in w]
    assert "--labels xnli=neutral,contradiction,entailment" in line


def test_without_validation_data_the_refusal_is_the_plain_one(nameless: Path, source: Path) -> None:
    (source / "xnli" / "dev-en.tsv").unlink()
    with pytest.raises(ModelError) as refused:
        _ask(nameless, source, dry=True)
    assert "Find out in which order it was trained" in refused.value.remedy


def test_a_head_that_knows_nothing_gets_no_order(nameless: Path, source: Path) -> None:
    rng = Random(0)
    lines = [(a, b, rng.choice(LABELS)) for a, b, _ in _rows(60, seed=5)]
    text = "".join("\t".join(row) + "\n" for row in lines)
    (source / "xnli" / "dev-en.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="no order stands out") as refused:
        _ask(nameless, source, dry=True)
    assert "--labels xnli=n" not in refused.value.remedy


@pytest.mark.parametrize("seed", range(20))
def test_the_best_of_many_classes_is_found_where_it_is_clear(seed: int) -> None:
    import numpy as np

    from xstilts_kit.prediction.orders import _best

    rng = np.random.default_rng(seed)
    order = rng.permutation(9)[:7]
    table = rng.integers(0, 5, (9, 7)).astype(float)
    for label, index in enumerate(order):
        table[index, label] += 50
    best, _ = _best(table)
    assert dict(best) == {int(index): label for label, index in enumerate(order)}
