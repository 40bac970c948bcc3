"""Every intermediate task trains a few steps on real rows, CCG on sentences made in its form."""

from pathlib import Path

import pytest

from tiny_encoders import save_tiny
from xstilts_baselines.data.intermediate import all_intermediate
from xstilts_baselines.data.opening import open_intermediate, read_places
from xstilts_baselines.recipes import Settings
from xstilts_baselines.training.base import find_encoder
from xstilts_baselines.training.phase import Job, train_phase

FEW = "few_rows_original_layout"
PLACES = (
    "anli=divided:{0}/anli",
    f"mnli=files:{{0}}/mnli/train_sample.train.jsonl,{{0}}/mnli/{FEW}/MNLI/dev_matched.tsv",
    f"snli=files:{{0}}/snli/train.tsv,{{0}}/snli/{FEW}/snli_1.0/snli_1.0_dev.txt",
    f"qqp=files:{{0}}/qqp/train.tsv,{{0}}/qqp/{FEW}/QQP/dev.tsv",
    "squad=divided:{0}/squad/dev-v1.1.json",
    "squad_v2=divided:{0}/squad_v2/dev-v2.0.json",
    "hellaswag=divided:{0}/hellaswag/hellaswag_val.raw_markup_sample.jsonl",
    "cosmos_qa=divided:{0}/cosmos_qa/valid.csv",
    "commonsense_qa=files:{0}/commonsense_qa/train_rand_split.jsonl,"
    f"{{0}}/commonsense_qa/{FEW}/dev_rand_split.jsonl",
    "ccg=folder:{0}/ccg",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("base"), "xlm-roberta", 128)


@pytest.mark.nightly  # baselines/test_real_training.py reads other files of the same tasks
@pytest.mark.parametrize("name", sorted(set(all_intermediate()) - {"anli", "snli"}))
def test_a_task_trains_on_real_rows(name: str, base: Path, real_data: Path, tmp_path: Path) -> None:
    places = read_places([place.format(real_data / "intermediate") for place in PLACES])
    data = open_intermediate(name, places)
    settings = Settings(batch=4, learning_rate=1e-3, steps=3, eval_every=3)
    encoder = find_encoder(str(base))
    trained = train_phase(
        encoder,
        [Job(data, 4, 4, examples=24, max_length=96)],
        settings,
        lambda sizes, steps: [name] * steps,
        1,
        tmp_path / "work",
        "cpu",
    )
    record = trained.record
    assert record.steps == 3
    assert record.rows[name] >= 8
    assert record.encoder_after != record.encoder_before
    assert all(loss > 0 for _, loss in record.losses)
    (scores,) = record.dev
    assert 0 <= scores[name] <= 100
