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


@pytest.mark.parametrize(("task", "head"), [("xnli", "Sequence"), ("panx", "Token")])
def test_mt5_answers_pairs_and_tokens_or_says_why_not(
    task: str,
    head: str,
    zoo: Callable[[str], Path],
    predict: Callable[..., tuple[int, str, str]],
    records: Callable[..., list[dict[str, Any]]],
    tmp_path: Path,
) -> None:
    code, _, stderr = predict(zoo("mt5"), task=task)
    if code == 0:
        assert len(records(tmp_path / "out", task)) == 6
    else:
        assert code == 3
        assert f"MT5For{head}Classification" in stderr


@pytest.mark.parametrize("kind", [*KINDS, "mt5"])
def test_every_kind_answers_questions_and_sentences_from_one_repository(
    kind: str,
    wide_zoo: Callable[[str], Path],
    data: Path,
    tmp_path: Path,
) -> None:
    """One folder ``squad/`` serves two tasks; the bare encoder on top serves the sentences."""
    from xstilts_kit import Request, predict, prepare
    from xstilts_kit.validation.validating import validate

    source, tasks = f"folder:{data / 'download'}", ["xquad", "mlqa", "tatoeba", "bucc2018"]
    request = Request(
        models=[str(wide_zoo(kind))],
        suite="xtreme",
        sources=[source],
        tasks=tasks,
        languages=["de"],
    )
    manifest = predict(prepare(request), tmp_path / "out")
    report = validate(tmp_path / "out", [source])
    assert {problem.code for problem in report.problems} <= {"XS502"}
    assert len(report.verified) == 4
    files = {m.tasks[0]: {Path(f.path).parent.as_posix() for f in m.files} for m in manifest.models}
    assert files == {"xquad": {"squad"}, "mlqa": {"squad"}, "tatoeba": {"."}, "bucc2018": {"."}}


@pytest.mark.parametrize("kind", ["xlm-roberta", "bert", "mt5"])
def test_a_bare_encoder_answers_sentences_alone_and_the_refusal_says_how_to_fine_tune(
    kind: str, wide_zoo: Callable[[str], Path], data: Path, tmp_path: Path
) -> None:
    from xstilts_kit import Request, prepare
    from xstilts_kit.diagnostics.errors import ModelError

    bare = tmp_path / "bare"
    bare.mkdir()
    for path in wide_zoo(kind).iterdir():
        if path.is_file():
            shutil.copy(path, bare)
    asked: dict[str, Any] = {
        "models": [str(bare)],
        "suite": "xtreme",
        "sources": [f"folder:{data / 'download'}"],
        "languages": ["de"],
    }
    prepared = prepare(Request(**asked, available=True))
    assert [found.cell.task for found in prepared.surveyed] == ["tatoeba", "bucc2018"]
    assert len(prepared.plan.skipped) == 6
    with pytest.raises(ModelError, match="No usable head for 6 of 8 tasks") as several:
        prepare(Request(**asked))
    for task in ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa"):
        assert f"\n  {task}: " in several.value.what
        with pytest.raises(ModelError, match=f"{task} needs a head") as one:
            prepare(Request(**asked, tasks=[task]))
        assert f"Fine-tune the encoder on English {task} data" in one.value.remedy
        assert f"--model {task}=CHECKPOINT" in one.value.remedy


def test_a_folder_for_each_task_may_be_given_apart(
    wide_zoo: Callable[[str], Path], data: Path, tmp_path: Path
) -> None:
    from xstilts_kit import Request, predict, prepare

    for name, kind in (("questions", "bert"), ("sentences", "distilbert")):
        shutil.copytree(wide_zoo(kind), tmp_path / name)
    shutil.rmtree(tmp_path / "sentences/squad")
    request = Request(
        models=[f"xquad={tmp_path / 'questions/squad'}", f"tatoeba={tmp_path / 'sentences'}"],
        suite="xtreme",
        sources=[f"folder:{data / 'download'}"],
        tasks=["xquad", "tatoeba"],
        languages=["de"],
    )
    models = predict(prepare(request), tmp_path / "out").models
    assert [(m.tasks, m.id, m.architecture) for m in models] == [
        (("xquad",), "squad", "BertForQuestionAnswering"),
        (("tatoeba",), "sentences", "DistilBertModel"),
    ]


@pytest.mark.parametrize("kind", [*KINDS, "mt5"])
@pytest.mark.parametrize("part", ["configuration", "configuration and weights"])
def test_a_head_for_questions_with_three_labels_is_refused(
    kind: str,
    part: str,
    wide_zoo: Callable[[str], Path],
    change_config: Callable[..., None],
    data: Path,
    tmp_path: Path,
) -> None:
    """The label names of an earlier fine-tuning: never three outputs read as two."""
    from safetensors.torch import load_file, save_file

    from xstilts_kit import Request, prepare
    from xstilts_kit.diagnostics.errors import ModelError

    folder = Path(shutil.copytree(wide_zoo(kind) / "squad", tmp_path / "squad"))
    change_config(folder, id2label={"0": "a", "1": "b", "2": "c"}, label2id={"a": 0})
    if part != "configuration":
        import torch

        tensors = load_file(folder / "model.safetensors")
        for name in [name for name in tensors if "qa_outputs" in name or name.startswith("class")]:
            tensors[name] = torch.cat([tensors[name], tensors[name][:1]])
        save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    request = Request(
        models=[str(folder)],
        suite="xquad",
        sources=[f"folder:{data / 'download'}"],
        languages=["de"],
    )
    with pytest.raises(ModelError) as refused:
        prepare(request)
    assert refused.value.remedy


@pytest.mark.usefixtures("no_weights")
def test_a_tokenizer_without_a_fast_version_is_refused(
    wide_zoo: Callable[[str], Path],
    change_config: Callable[..., None],
    data: Path,
    tmp_path: Path,
) -> None:
    """XLM's is one: it cannot say where in the text a sub-word stands."""
    from xstilts_kit import Request, prepare
    from xstilts_kit.diagnostics.errors import ModelError

    folder = Path(shutil.copytree(wide_zoo("bert"), tmp_path / "xlm"))
    for place in (folder, folder / "squad"):
        for path in place.glob("tokenizer*"):
            path.unlink()
        (place / "vocab.json").write_text('{"<unk>": 0, "a</w>": 1, "<pad>": 2}', "utf-8")
        (place / "merges.txt").write_text("#version: 0.2\n", "utf-8")
        (place / "tokenizer_config.json").write_text('{"tokenizer_class": "XLMTokenizer"}', "utf-8")
    for task in ("xquad", "tatoeba"):
        request = Request(
            models=[str(folder)],
            suite=task,
            sources=[f"folder:{data / 'download'}"],
            languages=["de"],
        )
        with pytest.raises(ModelError) as refused:
            prepare(request)
        assert "tokenizer" in refused.value.what.lower()


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
