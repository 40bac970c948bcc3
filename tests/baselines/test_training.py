"""The mini trainer, a few steps of each phase, and the checkpoint that it once made."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from xstilts_baselines.cli import group
from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import Request, prepare
from xstilts_kit.scoring.averages import mean_of
from xstilts_kit.scoring.scoring import Scored, score_fully
from xstilts_kit.statistics.bootstrap import interval
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task

TARGETS = ("xnli", "pawsx", "udpos", "panx", "squad", "tydiqa")
SHORT = [
    "pretraining.documents=300",
    "pretraining.steps=6",
    *(f"targets.{task}.examples=96" for task in TARGETS),
    *(f"targets.{task}.steps=4" for task in TARGETS),
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained") / "checkpoint"
    changes = [argument for change in SHORT for argument in ("--set", change)]
    assert run(group, "xstilts-baselines", ["run", "mini", "--out", str(out), *changes]) == 0
    return out


@pytest.mark.nightly  # test_run.py does the same for recipes with an intermediate task
def test_a_short_run_makes_a_checkpoint_that_predicts(trained: Path, tmp_path: Path) -> None:
    request = Request(models=[str(trained)], suite="mini", limit=3)
    manifest = predict(prepare(request), tmp_path / "sub")
    assert {entry.task for entry in manifest.data} == {t.name for t in get_suite("mini").tasks()}
    assert len({entry.task for entry in manifest.data}) == 9
    assert manifest.models[0].kind == "folder"


@pytest.mark.nightly
def test_a_run_leaves_no_pickle_and_says_what_it_did(trained: Path) -> None:
    names = {path.name for path in trained.rglob("*") if path.is_file()}
    assert names == {
        "config.json",
        "model.safetensors",
        "run.json",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    record = json.loads((trained / "run.json").read_text())
    assert [phase["phase"] for phase in record["phases"]] == [
        "pretraining",
        *TARGETS,
    ]
    assert record["recipe"]["pretraining"]["steps"] == 6


def test_the_head_starts_from_the_encoder_bit_by_bit() -> None:
    import torch

    from xstilts_baselines.training.finetuning import open_with_head

    one, two = (open_with_head(miniature.CHECKPOINT, task) for task in ("xnli", "panx"))
    for name, tensor in one.base_model.state_dict().items():
        assert torch.equal(tensor, two.base_model.state_dict()[name])
    assert one.config.id2label == dict(enumerate(get_task("xnli").labels))


def test_a_span_head_has_two_outputs_whatever_the_encoder_was_before(
    tmp_path: Path,
) -> None:
    import shutil

    from xstilts_baselines.training.finetuning import open_with_head

    folder = Path(shutil.copytree(miniature.CHECKPOINT, tmp_path / "three"))
    config = json.loads((folder / "config.json").read_text())
    config |= {"id2label": {"0": "a", "1": "b", "2": "c"}, "label2id": {"a": 0, "b": 1, "c": 2}}
    (folder / "config.json").write_text(json.dumps(config))
    model = open_with_head(folder, "squad")
    assert model.config.num_labels == 2
    assert model.qa_outputs.out_features == 2


def test_an_encoder_with_a_missing_tensor_is_not_taken(tmp_path: Path) -> None:
    import shutil

    from safetensors.torch import load_file, save_file

    from xstilts_baselines.training.finetuning import open_with_head

    folder = Path(shutil.copytree(miniature.CHECKPOINT, tmp_path / "damaged"))
    tensors = load_file(folder / "model.safetensors")
    dropped = next(name for name in tensors if "attention.self.query.weight" in name)
    kept = {name: tensor for name, tensor in tensors.items() if name != dropped}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"query\.weight"):
        open_with_head(folder, "udpos")


def test_the_tokenizer_knows_every_word_of_the_miniature() -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(miniature.CHECKPOINT / "udpos")
    assert tokenizer.is_fast
    for path in sorted((miniature.DATA / "udpos").glob("test-*.tsv")):
        sentences = [s.split("\n") for s in path.read_text().rstrip("\n").split("\n\n")]
        encoded = tokenizer(sentences, is_split_into_words=True, add_special_tokens=False)
        pieces = [piece for ids in encoded["input_ids"] for piece in ids]
        assert tokenizer.unk_token_id not in pieces, path.name
        assert len(pieces) < 1.5 * sum(map(len, sentences)), path.name


def test_the_whole_checkpoint_stays_small() -> None:
    files = (path for path in miniature.CHECKPOINT.rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) < 16_000_000


ROW = Path(__file__).parents[2] / "leaderboard/submissions/mini/xstilts-mini"
"""What the bundled checkpoint predicted; `test_reproduction` predicts parts of it again."""


@pytest.fixture(scope="module")
def scored() -> Scored:
    return score_fully(ROW, say=lambda line: None)


def test_the_row_was_predicted_by_the_bundled_checkpoint() -> None:
    """So what the row shows, the checkpoint can do."""
    manifest = json.loads((ROW / "manifest.json").read_text(encoding="utf-8"))
    tasks = set()
    for model in manifest["models"]:
        assert model["id"] == "xstilts-mini"
        for file in model["files"]:
            held = miniature.CHECKPOINT / file["path"]
            assert sha256(held.read_bytes()).hexdigest() == file["sha256"], file["path"]
        tasks |= set(model["tasks"])
    assert tasks == {task.name for task in get_suite("mini").tasks()}


def test_the_bundled_checkpoint_transfers_in_every_task_but_tydiqa(scored: Scored) -> None:
    """Means over nine languages, 95 % intervals clear of a majority guess or a cheap baseline."""
    floors = {"xnli": 100 / 3, "pawsx": 50.25}
    others = [code for code in miniature.LANGUAGES if code != "en"]
    for task in get_suite("mini").tasks():
        cells = [Cell(task.name, code) for code in others]
        mean = mean_of([scored.vectors.cells[cell][task.metric] for cell in cells])
        cheap = [miniature.cheap_baselines()[task.name, code][1] for code in others]
        found = interval(float(mean[0]), mean[1:])
        assert found is not None
        floor = floors.get(task.name, sum(cheap) / len(cheap))
        assert found.low > floor or task.name == "tydiqa", (task.name, found, floor)


def test_the_question_heads_answer_in_english(scored: Scored) -> None:
    english = {cell.task: cell for cell in scored.scores.cells if cell.language == "en"}
    assert english.keys().isdisjoint({"tatoeba", "bucc2018"})
    for name in ("xquad", "mlqa", "tydiqa"):
        found = english[name].interval
        assert found is not None
        low, _ = found[get_task(name).metric]
        assert low > 2 * miniature.cheap_baselines()[name, "en"][1]
