"""Every intermediate task trains on real rows (CCG: on the made file, for CCGbank is not open)."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from tiny_encoders import save_tiny
from xstilts_baselines.data.opening import open_intermediate
from xstilts_baselines.recipes import Settings
from xstilts_baselines.training.base import find_encoder
from xstilts_baselines.training.phase import Job, train_phase

SETTINGS = Settings(batch=8, learning_rate=1e-3, steps=3, eval_every=3, precision="fp32")

PLACES = {
    "anli": "divided:{}",
    "mnli": "files:{0}/train_sample.train.jsonl,{0}/train_sample.heldout.jsonl",
    "snli": "files:{0}/train_sample.train.jsonl,{0}/train_sample.heldout.jsonl",
    "qqp": "files:{0}/train_sample.train.jsonl,{0}/train_sample.heldout.jsonl",
    "squad": "divided:{}/dev-v1.1.json",
    "squad_v2": "divided:{}/dev-v2.0.json",
    "hellaswag": "divided:{}/hellaswag_val.recovered.jsonl",
    "cosmos_qa": "divided:{}/valid.csv",
    "commonsense_qa": "folder:{}",
    "ccg": "folder:{}",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny(tmp_path_factory.mktemp("base"), "xlm-roberta", positions=256)


@pytest.mark.parametrize("name", PLACES)
def test_an_intermediate_task_trains_on_real_rows(
    name: str, base: Path, real_data: Path, tmp_path: Path
) -> None:
    place = PLACES[name].format(real_data / "intermediate" / name)
    whole = open_intermediate(name, {"": place})
    few = replace(whole, read=lambda split, limit: whole.samples(split, 32))
    jobs = [Job(few, SETTINGS.batch, SETTINGS.batch)]
    trained = train_phase(
        find_encoder(str(base)), jobs, SETTINGS, lambda s, n: [name] * n, 1, tmp_path, "cpu"
    )
    record = trained.record
    assert all(math.isfinite(loss) for _, loss in record.losses)
    assert record.encoder_after != record.encoder_before
    assert 0 <= record.dev[-1][name] <= 100
    assert record.rows[name] > 0
