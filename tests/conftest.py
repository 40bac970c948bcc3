"""Small data and checkpoints that the tests share: all invented, made in a temporary folder."""

import csv
import os

# Two threads of one tiny model wait for each other far longer than they compute.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from xstilts_kit.tasks import get_task

LANGUAGES = ("de", "en", "zh")

PAIRS = {
    "de": [('Anna kauft ein "Auto".', "Anna kauft etwas."), ("Es regnet.", "Es ist trocken.")],
    "en": [('Anna buys a "car".', "Anna buys something."), ("It rains.", "It is dry.")],
    "zh": [("安娜买了一辆“车”。", "安娜买了东西。"), ("下雨了。", "天气干燥。")],
}
SENTENCES = {
    "de": ["Anna wohnt in Berlin .", 'Der Zug kommt " heute " .'],
    "en": ["Anna lives in Berlin .", 'The train comes " today " .'],
    "zh": ["安娜 住 在 柏林 。", "火车 今天 来 。"],
}


def write_pairs(path: Path, rows: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows(rows)


def write_sentences(path: Path, sentences: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join("\n".join(tokens) for tokens in sentences)
    path.write_text(f"{text}\n", encoding="utf-8", newline="")


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``download/`` in XTREME's layout and ``labels/``: 3 languages, 6 examples."""
    root = tmp_path_factory.mktemp("data")
    for task_name in ("xnli", "pawsx"):
        labels = get_task(task_name).labels
        for language in LANGUAGES:
            rows = [(f"{a} {i}", b) for i in range(3) for a, b in PAIRS[language]]
            gold = [labels[i % len(labels)] for i in range(len(rows))]
            write_pairs(root / f"download/{task_name}/test-{language}.tsv", rows)
            labelled = [(*row, label) for row, label in zip(rows, gold, strict=True)]
            write_pairs(root / f"download/{task_name}/dev-{language}.tsv", labelled[:3])
            write_sentences(root / f"labels/{task_name}/test-{language}.tsv", [gold])
    for task_name in ("udpos", "panx"):
        labels = get_task(task_name).labels
        for language in LANGUAGES:
            sentences = [s.split(" ") for s in SENTENCES[language] for _ in range(3)]
            gold_tags = [[labels[i % len(labels)] for i in range(len(s))] for s in sentences]
            write_sentences(root / f"download/{task_name}/test-{language}.tsv", sentences)
            tagged = [
                [f"{token}\t{tag}" for token, tag in zip(s, t, strict=True)]
                for s, t in zip(sentences, gold_tags, strict=True)
            ]
            write_sentences(root / f"download/{task_name}/dev-{language}.tsv", tagged[:3])
            write_sentences(root / f"labels/{task_name}/test-{language}.tsv", gold_tags)
    return root


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random XLM-R of a few thousand weights: a sub-folder per head, sixteen positions."""
    import torch
    import transformers

    characters = sorted({c for part in (PAIRS, SENTENCES) for c in str(part)} - {" "})
    digits = [str(i) for i in range(10)]
    pieces = dict.fromkeys(["<s>", "<pad>", "</s>", "<unk>", "▁", *digits, *characters, "<mask>"])
    tokenizer = transformers.XLMRobertaTokenizer(vocab=[(p, -1.0) for p in pieces])
    root = tmp_path_factory.mktemp("checkpoint")
    torch.manual_seed(1)
    for name, kind in (
        ("xnli", transformers.XLMRobertaForSequenceClassification),
        ("pawsx", transformers.XLMRobertaForSequenceClassification),
        ("udpos", transformers.XLMRobertaForTokenClassification),
        ("panx", transformers.XLMRobertaForTokenClassification),
    ):
        labels = get_task(name).labels
        config = transformers.XLMRobertaConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=18,
            type_vocab_size=1,
            pad_token_id=1,
            id2label=dict(enumerate(labels)),
            label2id={label: i for i, label in enumerate(labels)},
        )
        kind(config).save_pretrained(root / name)
        tokenizer.save_pretrained(root / name)
    return root


@pytest.fixture(scope="session")
def _submission(data: Path, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from xstilts_kit import Request, predict, prepare

    out = tmp_path_factory.mktemp("submissions") / "tiny"
    request = Request(
        models=[str(checkpoint)],
        sources=[f"folder:{data / 'download'}"],
        languages=LANGUAGES,
        available=True,
    )
    predict(prepare(request), out)
    return out


@pytest.fixture
def submission(_submission: Path, tmp_path: Path) -> Path:
    """A valid submission of its own for every test: four tasks, what they have of de, en, zh."""
    return Path(shutil.copytree(_submission, tmp_path / "tiny"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The real XTREME files, where ``XSTILTS_DATA`` names them; else the test is skipped."""
    folder = os.environ.get("XSTILTS_DATA")
    if not folder:
        pytest.skip("XSTILTS_DATA is not set: no real data here")
    return Path(folder)
