"""The mini trainer, a few steps of each phase, and the checkpoint that it once made."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from xstilts_baselines.cli import group
from xstilts_kit import Request, miniature, predict, prepare
from xstilts_kit.cli import run
from xstilts_kit.families import get_family
from xstilts_kit.families.classification.records import LabelRecord
from xstilts_kit.families.tagging.records import TagsRecord
from xstilts_kit.scoring import table_of
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.statistics.bootstrap import interval, mean_of, replicates
from xstilts_kit.submission.manifest import DataEntry
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_kit.validation import validate

SHORT = [
    "pretraining.documents=300",
    "pretraining.steps=6",
    "targets.xnli.examples=96",
    "targets.pawsx.examples=96",
    "targets.udpos.examples=96",
    "targets.panx.examples=96",
    *(f"targets.{task}.steps=4" for task in ("xnli", "pawsx", "udpos", "panx")),
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained") / "checkpoint"
    changes = [argument for change in SHORT for argument in ("--set", change)]
    assert run(group, "xstilts-baselines", ["run", "mini", "--out", str(out), *changes]) == 0
    return out


def test_a_short_run_makes_a_checkpoint_that_predicts(trained: Path, tmp_path: Path) -> None:
    request = Request(models=[str(trained)], suite="mini", limit=3)
    manifest = predict(prepare(request), tmp_path / "sub")
    assert {entry.task for entry in manifest.data} == {"xnli", "pawsx", "udpos", "panx"}
    assert manifest.models[0].kind == "folder"


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
        "xnli",
        "pawsx",
        "udpos",
        "panx",
    ]
    assert record["recipe"]["pretraining"]["steps"] == 6


def test_the_head_starts_from_the_encoder_bit_by_bit(trained: Path) -> None:
    import torch

    from xstilts_baselines.training.finetuning import open_with_head

    one, two = open_with_head(trained, "xnli"), open_with_head(trained, "panx")
    for name, tensor in one.base_model.state_dict().items():
        assert torch.equal(tensor, two.base_model.state_dict()[name])
    assert one.config.id2label == dict(enumerate(get_task("xnli").labels))


def test_an_encoder_with_a_missing_tensor_is_not_taken(trained: Path, tmp_path: Path) -> None:
    import shutil

    from safetensors.torch import load_file, save_file

    from xstilts_baselines.training.finetuning import open_with_head

    folder = Path(shutil.copytree(trained, tmp_path / "damaged"))
    tensors = load_file(folder / "model.safetensors")
    dropped = next(name for name in tensors if "attention.self.query.weight" in name)
    kept = {name: tensor for name, tensor in tensors.items() if name != dropped}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(RuntimeError, match=r"query\.weight"):
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


def test_all_weights_together_stay_small() -> None:
    weights = miniature.CHECKPOINT.rglob("*.safetensors")
    assert sum(path.stat().st_size for path in weights) < 16_000_000


def test_the_bundled_checkpoint_beats_majority_in_every_task_outside_english(
    tmp_path: Path,
) -> None:
    """Each task's mean over nine languages: the 95 % interval is clear of the majority guess."""
    out = tmp_path / "mini"
    predict(prepare(Request(models=["mini"], suite="mini")), out)
    records: dict[tuple[str, str], Sequence[Any]] = {}

    def keep(entry: DataEntry, found: Sequence[Any]) -> None:
        records[entry.task, entry.language] = found

    assert validate(out, on_cell=keep).valid
    finder = open_gold([miniature.LABELS])
    for task in get_suite("mini").tasks():
        metric = get_family(task.family).metrics[task.metric]
        vectors, points, floors = [], [], []
        for language in miniature.LANGUAGES:
            if language == "en":
                continue
            gold = finder.find(task, language, "test", None, None)
            assert gold is not None
            table, _ = table_of(task, language, gold, records[task.name, language])
            guess, _ = table_of(task, language, gold, majority(task.family, gold))
            vectors.append(replicates(table, metric))
            points.append(float(metric(table.sums())[0]))
            floors.append(float(metric(guess.sums())[0]))
        found = interval(sum(points) / len(points), mean_of(vectors))
        assert found is not None
        assert found.low > sum(floors) / len(floors), (task.name, found)


def majority(family: str, gold: Sequence[Any]) -> list[LabelRecord] | list[TagsRecord]:
    """The guess that always says the commonest label or tag."""
    if family == "classification":
        label = Counter(answer.label for answer in gold).most_common(1)[0][0]
        return [LabelRecord(answer.id, label) for answer in gold]
    tag = Counter(t for answer in gold for t in answer.tags).most_common(1)[0][0]
    return [TagsRecord(answer.id, (tag,) * len(answer.tags)) for answer in gold]
