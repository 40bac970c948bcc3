"""Small data and checkpoints that the tests share: all invented, made in a temporary folder."""

import os

# Two threads of one tiny model wait for each other far longer than they compute.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sharing_out import Groups, group_of
from xstilts_kit import definitions
from xstilts_kit.definitions.using import forget
from xstilts_kit.tasks import get_task
from xtreme_files import write_lines, write_pairs, write_questions, write_sentences

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
CONTEXTS = {
    "de": ["Anna wohnt in Berlin. Sie kauft ein Auto.", "Der Zug kommt heute. Es regnet."],
    "en": ["Anna lives in Berlin. She buys a car.", "The train comes today. It rains."],
    "zh": ["安娜住在柏林。她买了一辆车。", "火车今天来。下雨了。"],
}
"""Two texts, which are asked about three times each."""
ANSWERS = {
    "de": [("Berlin", "ein Auto", "Anna"), ("heute", "Der Zug", "Es regnet")],
    "en": [("Berlin", "a car", "Anna"), ("today", "The train", "It rains")],
    "zh": [("柏林", "一辆车", "安娜"), ("今天", "火车", "下雨")],
}
LINES = {
    "de": ["Es regnet.", "Anna wohnt in Berlin.", "Der Zug kommt.", "Anna kauft etwas."],
    "en": ["It rains.", "Anna lives in Berlin.", "The train comes.", "Anna buys something."],
    "zh": ["下雨了。", "安娜住在柏林。", "火车来了。", "安娜买了东西。"],
}
"""The n-th lines of all languages are translations of each other."""


def _questions(language: str) -> dict[str, list[tuple[str, str, str]]]:
    return {
        context: [
            (f"q{text}{number}", f"{answer[0]} {number} ?", answer)
            for number, answer in enumerate(ANSWERS[language][text])
        ]
        for text, context in enumerate(CONTEXTS[language])
    }


def _write_questions(root: Path) -> None:
    """XQuAD, MLQA and TyDiQA: 6 questions a language; MLQA's dev with answers."""
    for language in LANGUAGES:
        texts = _questions(language)
        for name in ("xquad", "mlqa", "tydiqa"):
            for path in get_task(name).paths("test", language):
                write_questions(root / "download" / path, texts, blank=True)
            write_questions(root / f"labels/{name}/test-{language}.json", texts)
        dev = {context: rows[:2] for context, rows in texts.items()}
        for path in get_task("mlqa").paths("validation", language):
            write_questions(root / "download" / path, dev)


def _write_sentences(root: Path) -> None:
    """Tatoeba and BUCC: de and zh with English on the other side."""
    english = [f"{line} {i}" for i in range(2) for line in LINES["en"]][:6]
    order = sorted(range(6), key=lambda row: english[row])
    for language in ("de", "zh"):
        own = [f"{line} {i}" for i in range(2) for line in LINES[language]][:6]
        folder = root / "download/tatoeba"
        write_lines(folder / f"{language}-en.en", [english[row] for row in order])
        write_lines(folder / f"{language}-en.{language}", own)
        write_lines(root / f"labels/tatoeba/test-{language}.tsv", [str(row) for row in order])
        folder = root / "download/bucc2018"
        for split, shift in (("dev", 0), ("test", 1)):
            foreign = own[shift : shift + 4]
            for code, lines in ((language, foreign), ("en", english[:5])):
                rows = [f"{code}-{i + 1:09}\t{line}" for i, line in enumerate(lines)]
                write_lines(folder / f"{language}-en.{split}.{code}", rows)
            pairs = [f"{language}-{i + 1:09}\ten-{i + 1 + shift:09}" for i in range(4)]
            gold = folder / f"{language}-en.dev.gold"
            if split == "test":
                gold = root / f"labels/bucc2018/test-{language}.tsv"
            write_lines(gold, pairs)


_SLOW = (
    *("_done", "_finished_run", "_whole_numbers", "browser", "installed"),
    *("pair", "predicted", "real_data", "seen", "trained"),
)
"""Fixtures of many seconds: who uses one is slow."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what follows from a test's fixtures."""
    used = getattr(item, "fixturenames", ())
    if any(name in used for name in _SLOW) or item.get_closest_marker("nightly"):
        item.add_marker(pytest.mark.slow)
    if "real_data" in used:
        item.add_marker(pytest.mark.no_cover)  # coverage is the same where they are not at hand


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where processes share the tests, groups with slow ones go first: none is waited for."""
    if hasattr(config, "workerinput"):
        slow = {group_of(item.nodeid) for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: group_of(item.nodeid) not in slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """With ``-n``, whatever ``--dist`` says."""
    config.option.loadscopereorder = False
    return Groups(config, log)


@pytest.fixture
def package_tasks_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No definitions from a folder of one's own, neither before the test nor after it."""
    monkeypatch.delenv(definitions.VARIABLE, raising=False)
    forget()
    yield
    forget()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``download/`` in XTREME's layout and ``labels/``: nine tasks in de, en and zh.

    Six examples a test split (four sentences to mine in), three or four a dev split.
    """
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
    _write_questions(root)
    _write_sentences(root)
    return root


def _tokenizer() -> Any:
    """XLM-R's kind of tokenizer, of single characters."""
    import transformers

    texts = (PAIRS, SENTENCES, CONTEXTS, LINES, "?")
    characters = sorted({c for part in texts for c in str(part)} - {" "})
    digits = [str(i) for i in range(10)]
    pieces = dict.fromkeys(["<s>", "<pad>", "</s>", "<unk>", "▁", *digits, *characters, "<mask>"])
    return transformers.XLMRobertaTokenizer(vocab=[(p, -1.0) for p in pieces])


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random XLM-R of a few thousand weights: a sub-folder per head, sixteen positions.

    The heads of sentence pairs and of tokens alone; `whole_checkpoint` has the others, too.
    """
    import torch
    import transformers

    tokenizer = _tokenizer()
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
def whole_checkpoint(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with heads for questions of 126 positions and the bare encoder on top."""
    import torch
    import transformers

    tokenizer = _tokenizer()
    root = Path(shutil.copytree(checkpoint, tmp_path_factory.mktemp("whole") / "checkpoint"))
    torch.manual_seed(2)
    for name, kind, positions in (
        ("squad", transformers.XLMRobertaForQuestionAnswering, 128),
        ("tydiqa", transformers.XLMRobertaForQuestionAnswering, 128),
        ("", transformers.XLMRobertaModel, 66),
    ):
        config = transformers.XLMRobertaConfig(
            vocab_size=len(tokenizer),
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=positions,
            type_vocab_size=1,
            pad_token_id=1,
        )
        kind(config).save_pretrained(root / name)
        tokenizer.save_pretrained(root / name)
    return root


@pytest.fixture(scope="session")
def _submission(data: Path, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from xstilts_kit.prediction.predicting import predict
    from xstilts_kit.prediction.preparing import Request, prepare

    out = tmp_path_factory.mktemp("submissions") / "tiny"
    request = Request(
        models=[str(checkpoint)],
        sources=[f"folder:{data / 'download'}"],
        tasks=["xnli", "pawsx", "udpos", "panx"],
        languages=LANGUAGES,
        available=True,
    )
    predict(prepare(request), out)
    return out


@pytest.fixture(scope="session")
def _whole_submission(
    data: Path, whole_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    from xstilts_kit.prediction.predicting import predict
    from xstilts_kit.prediction.preparing import Request, prepare

    out = tmp_path_factory.mktemp("submissions") / "whole"
    request = Request(
        models=[str(whole_checkpoint)],
        suite="xtreme",
        sources=[f"folder:{data / 'download'}"],
        languages=LANGUAGES,
    )
    predict(prepare(request), out)
    return out


@pytest.fixture
def submission(_submission: Path, tmp_path: Path) -> Path:
    """A valid submission of its own for every test: four tasks, what they have of de, en, zh."""
    return Path(shutil.copytree(_submission, tmp_path / "tiny"))


@pytest.fixture
def whole_submission(_whole_submission: Path, tmp_path: Path) -> Path:
    """A valid submission of all nine tasks, what they have of de, en, zh: 23 files."""
    return Path(shutil.copytree(_whole_submission, tmp_path / "whole"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The real XTREME files, where ``XSTILTS_DATA`` names them; else the test is skipped."""
    folder = os.environ.get("XSTILTS_DATA")
    if not folder:
        pytest.skip("XSTILTS_DATA is not set: no real data here")
    return Path(folder)
