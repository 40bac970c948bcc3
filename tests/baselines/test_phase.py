"""One phase of training: heads of every kind on three architectures, interruption, NaN."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tiny_encoders import KINDS, TASKS, data, save_tiny
from xstilts_baselines.recipes import Settings
from xstilts_baselines.training.base import (
    encoder_digest,
    find_encoder,
    open_bare,
    open_with_head,
    save_bare,
    save_tokenizer,
)
from xstilts_baselines.training.phase import Job, Method, Trained, train_phase
from xstilts_baselines.training.setting_up import spread
from xstilts_baselines.training.trainer import is_exhausted
from xstilts_kit.diagnostics.errors import ModelError, UsageError

pytestmark = pytest.mark.slow

SETTINGS = Settings(batch=4, learning_rate=1e-3, steps=12, eval_every=4, precision="fp32")


def in_turn(sizes: Mapping[str, int], steps: int) -> Sequence[str]:
    names = list(sizes)
    return [names[step % len(names)] for step in range(steps)]


def train(
    base: Path,
    names: Sequence[str],
    work: Path,
    settings: Settings = SETTINGS,
    device: str = "cpu",
    **method: Any,
) -> Trained:
    jobs = [Job(data(name), settings.batch, settings.effective_batch) for name in names]
    encoder = find_encoder(str(base))
    return train_phase(encoder, jobs, settings, in_turn, 1, work, device, Method(**method))


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("bases")
    return {kind: save_tiny(root / kind, kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_all_kinds_of_tasks_share_one_encoder_that_then_carries_every_head(
    bases: dict[str, Path], kind: str, tmp_path: Path
) -> None:
    trained = train(bases[kind], list(TASKS), tmp_path / "work")
    record = trained.record
    assert record.encoder_before != record.encoder_after
    assert [sorted(entry) for entry in record.dev] == [sorted([*TASKS, "score", "step"])] * 3
    scored = [value for name, value in record.dev[-1].items() if name in TASKS and name != "text"]
    assert record.dev[-1]["score"] == pytest.approx(sum(scored) / len(scored))
    best = max(record.dev, key=lambda entry: entry["score"])
    assert record.best_step == best["step"]

    save_bare(trained.model.encoder, tmp_path / "next")
    save_tokenizer(trained.tokenizer, tmp_path / "next")
    following = find_encoder(str(tmp_path / "next"))
    assert encoder_digest(open_bare(following)) == record.encoder_after
    config = json.loads((tmp_path / "next/config.json").read_text())
    assert "id2label" not in config  # a bare encoder knows of no head
    trained.model.save_head("tags", tmp_path / "head")
    head = json.loads((tmp_path / "head/config.json").read_text())
    assert head["id2label"] == {"0": "O", "1": "B-PER", "2": "I-PER"}
    again = open_with_head(tmp_path / "head", "ForTokenClassification", {})
    assert encoder_digest(again.base_model) == record.encoder_after


def test_the_pooler_of_bert_passes_with_its_encoder(bases: dict[str, Path], tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    stored = load_file(bases["bert"] / "model.safetensors")["bert.pooler.dense.weight"]
    assert torch.equal(open_bare(find_encoder(str(bases["bert"]))).pooler.dense.weight, stored)
    trained = train(bases["bert"], ["pair"], tmp_path / "work", replace(SETTINGS, steps=1))
    save_bare(trained.model.encoder, tmp_path / "next")
    assert "pooler.dense.weight" in load_file(tmp_path / "next/model.safetensors")


def test_frozen_embeddings_stay_and_everything_else_moves(
    bases: dict[str, Path], tmp_path: Path
) -> None:
    import torch

    base = open_bare(find_encoder(str(bases["xlm-roberta"]))).state_dict()
    frozen = replace(SETTINGS, freeze_embeddings=True)
    after = train(bases["xlm-roberta"], ["pair"], tmp_path, frozen).model.encoder.state_dict()
    same = {name for name in base if torch.equal(base[name], after[name])}
    assert same == {name for name in base if name.startswith("embeddings.")}


def test_frozen_layers_stay_with_the_embeddings_below_them(
    bases: dict[str, Path], tmp_path: Path
) -> None:
    import torch

    base = open_bare(find_encoder(str(bases["deberta-v2"]))).state_dict()
    frozen = replace(SETTINGS, steps=4, freeze_layers=1)
    after = train(bases["deberta-v2"], ["pair"], tmp_path / "a", frozen).model.encoder.state_dict()
    same = {name for name in base if torch.equal(base[name], after[name])}
    assert same == {name for name in base if name.startswith(("embeddings.", "encoder.layer.0."))}
    with pytest.raises(ModelError, match="freeze_layers = 3: the encoder has 2 layers"):
        train(bases["deberta-v2"], ["pair"], tmp_path / "b", replace(frozen, freeze_layers=3))


def test_recomputed_activations_change_no_step(bases: dict[str, Path], tmp_path: Path) -> None:
    few = replace(SETTINGS, steps=4)
    plain = train(bases["xlm-roberta"], ["pair"], tmp_path / "a", few)
    other = train(
        bases["xlm-roberta"],
        ["pair"],
        tmp_path / "b",
        few,
        trainer={"gradient_checkpointing": True},
    )
    layers = other.model.encoder.encoder.modules()
    assert any(getattr(layer, "gradient_checkpointing", False) for layer in layers)
    losses = [loss for _, loss in plain.record.losses]
    assert [loss for _, loss in other.record.losses] == pytest.approx(losses, rel=1e-4)


def test_the_trainers_own_arguments_reach_it(bases: dict[str, Path], tmp_path: Path) -> None:
    few = replace(SETTINGS, steps=4)
    plain = train(bases["bert"], ["pair"], tmp_path / "a", few)
    other = {"optim": "sgd", "lr_scheduler_type": "constant"}
    changed = train(bases["bert"], ["pair"], tmp_path / "b", few, trainer=other)
    assert changed.record.losses[0] == plain.record.losses[0]
    assert changed.record.encoder_after != plain.record.encoder_after
    workers = train(
        bases["bert"], ["pair"], tmp_path / "c", few, trainer={"dataloader_num_workers": 1}
    )
    assert workers.record.encoder_after == plain.record.encoder_after


@pytest.mark.parametrize(
    ("trainer", "complaint"),
    [
        ({"report_to": "mlflow"}, "mlflow, which is not installed"),
        ({"lr_scheduler_type": "cosine_with_min_lr"}, "trainer.lr_scheduler_type"),
        ({"lr_scheduler_kwargs": {"speed": 3}}, "trainer.lr_scheduler_type"),
        ({"dataloader_prefetch_factor": 3}, r"\[trainer\]: transformers rejects it"),
    ],
)
def test_arguments_that_do_not_fit_are_the_recipes_fault(
    bases: dict[str, Path], tmp_path: Path, trainer: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        train(bases["bert"], ["pair"], tmp_path, replace(SETTINGS, steps=1), trainer=trainer)


def test_a_few_dev_examples_come_from_all_over_the_set() -> None:
    samples: Any = list(range(10))
    assert spread(samples, 4) == [0, 2, 5, 7]
    assert spread(samples, None) == spread(samples, 10) == spread(samples, 99) == samples


def test_dev_scores_are_said(
    bases: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = replace(SETTINGS, steps=2, eval_every=1, dev_examples=2)
    record = train(bases["bert"], ["pair", "choice"], tmp_path, few).record
    said = capsys.readouterr().err
    first = record.dev[0]
    assert (
        f"step 1 of 2, dev pair {first['pair']:.2f}, choice {first['choice']:.2f},"
        f" together {first['score']:.2f}" in said
    )
    assert {entry["pair"] for entry in record.dev} <= {0.0, 50.0, 100.0}  # of two examples


@pytest.mark.parametrize(
    ("scores", "patience", "stops"),
    [
        ([1, 2, 3], None, False),
        ([3, 2, 1], 2, True),
        ([3, 2], 2, False),
        ([3, 2, 4], 2, False),
        ([3, 4, 4, 4], 2, True),
        ([], 1, False),
    ],
)
def test_patience_ends_when_nothing_gets_better(
    scores: list[float], patience: int | None, stops: bool
) -> None:
    history = [{"loss": 1.0}, *({"eval_score": score, "step": 1} for score in scores)]
    assert is_exhausted(history, patience) is stops


def test_a_run_that_stops_early_is_not_trained_further_when_repeated(
    bases: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xstilts_baselines.training.shapes import pair

    monkeypatch.setattr(pair.PairShape, "score", lambda self, samples: 50.0)
    patient = replace(SETTINGS, eval_every=2, patience=2)
    first = train(bases["bert"], ["pair"], tmp_path, patient).record
    assert first.steps == 6  # one evaluation, and two that were no better
    assert first.best_step == 2
    assert first.seen == {"pair": (6 * 4, first.seen["pair"][1])}
    again = train(bases["bert"], ["pair"], tmp_path, patient).record
    assert (again.steps, again.losses) == (first.steps, first.losses)
    assert again.encoder_after == first.encoder_after


def test_a_finished_run_is_not_trained_one_step_more(
    bases: dict[str, Path], tmp_path: Path
) -> None:
    first = train(bases["xlm-roberta"], ["pair"], tmp_path)
    again = train(bases["xlm-roberta"], ["pair"], tmp_path)
    assert again.record.encoder_after == first.record.encoder_after
    assert again.record.losses == first.record.losses
    assert again.record.losses[-1][0] == SETTINGS.steps


_TRAIN = """
import sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {here!r}]
from test_phase import INTERRUPTED, train
train(Path(sys.argv[1]), ["pair", "text"], Path(sys.argv[2]), INTERRUPTED)
"""

ALONE = replace(SETTINGS, steps=4)
INTERRUPTED = replace(
    SETTINGS, steps=60, eval_every=30, save_every=10, accumulate=2, word_dropout=0.2
)


@pytest.mark.nightly  # test_switching.py stops a run within one process, and resumes it
def test_a_killed_run_goes_on_with_the_same_loss_curve(
    bases: dict[str, Path], tmp_path: Path
) -> None:
    base, killed = bases["xlm-roberta"], tmp_path / "killed"
    here = Path(__file__).parent
    code = _TRAIN.format(tests=str(here.parent), here=str(here))
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(base), str(killed)], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not list(killed.glob("checkpoint-*/trainer_state.json")):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    reached = max(int(path.name.split("-")[1]) for path in killed.glob("checkpoint-*"))
    assert reached < INTERRUPTED.steps  # or nothing was interrupted
    (killed / "checkpoint-55").mkdir()  # as if it had died while it wrote this one
    resumed = train(base, ["pair", "text"], killed, INTERRUPTED)
    whole = train(base, ["pair", "text"], tmp_path / "whole", INTERRUPTED)
    assert resumed.record.losses == whole.record.losses
    assert resumed.record.dev == whole.record.dev
    assert resumed.record.encoder_after == whole.record.encoder_after


def test_a_loss_that_is_no_number_stops_and_leaves_the_last_good_checkpoint(
    bases: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from xstilts_baselines.training.shapes import pair

    right, calls = pair.PairShape.cost, []

    def spoilt(self: Any, logits: Any, inputs: Any) -> Any:
        calls.append(1)
        loss = right(self, logits, inputs)
        return loss * (torch.nan if len(calls) > 6 else 1.0)

    monkeypatch.setattr(pair.PairShape, "cost", spoilt)
    with pytest.raises(ModelError, match=r"Step 7 of 12: the loss of pair") as caught:
        train(bases["xlm-roberta"], ["pair"], tmp_path)
    assert "checkpoint-4" in caught.value.what
    assert (tmp_path / "checkpoint-4/trainer_state.json").is_file()


def test_a_gradient_that_is_no_number_never_reaches_the_weights(
    bases: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from xstilts_baselines.training.shapes import pair

    right = pair.PairShape.cost

    def steep(self: Any, logits: Any, inputs: Any) -> Any:
        loss = right(self, logits, inputs)
        return loss + torch.sqrt((loss - loss.detach()).abs())  # 0, with an infinite slope

    monkeypatch.setattr(pair.PairShape, "cost", steep)
    with pytest.raises(ModelError, match=r"Step 1 of 12: a gradient.*no checkpoint yet"):
        train(bases["xlm-roberta"], ["pair"], tmp_path)


def test_answers_that_are_no_numbers_stop_too(bases: dict[str, Path], tmp_path: Path) -> None:
    steep = replace(SETTINGS, learning_rate=1e30, warmup=0.0, eval_every=1)
    with pytest.raises(ModelError, match=r"Step 1 of 12: the answers to the dev set after it"):
        train(bases["xlm-roberta"], ["pair"], tmp_path, steep)


def test_memory_that_runs_out_says_what_would_fit(
    bases: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from xstilts_baselines.training.shapes import pair

    def too_large(self: Any, logits: Any, inputs: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(pair.PairShape, "cost", too_large)
    with pytest.raises(ModelError, match="Memory runs out with 4 rows of pair") as caught:
        train(bases["xlm-roberta"], ["pair"], tmp_path)
    assert "batch=2 and accumulate=2" in caught.value.remedy


@pytest.mark.slow
def test_two_processes_take_the_steps_of_one(bases: dict[str, Path], tmp_path: Path) -> None:
    """Under torchrun each process takes half of every step's rows."""
    base, here = bases["xlm-roberta"], Path(__file__).parent
    code = _TRAIN.format(tests=str(here.parent), here=str(here))
    script = tmp_path / "train.py"
    script.write_text(f"{code.replace('INTERRUPTED', 'ALONE')}")
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [sys.executable, *command, str(script), str(base), str(tmp_path / "two")],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (state,) = (tmp_path / "two").glob(f"checkpoint-{ALONE.steps}/trainer_state.json")
    two = [e for e in json.loads(state.read_text())["log_history"] if "loss" in e]
    one = train(base, ["pair", "text"], tmp_path / "one", ALONE).record
    assert [entry["step"] for entry in two] == [step for step, _ in one.losses]
    pairs = [(e["loss"], loss) for e, (_, loss) in zip(two, one.losses, strict=True)]
    # The pairs' first step: the same rows, whoever takes them. Dropout differs afterwards.
    assert pairs[0][0] == pytest.approx(pairs[0][1], rel=0.1)


def test_a_checkpoint_with_a_pickle_alone_is_refused(tmp_path: Path) -> None:
    import torch

    folder = save_tiny(tmp_path / "base", "xlm-roberta")
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickle"):
        find_encoder(str(folder))


def test_rows_of_a_step_that_cannot_be_shared_are_refused(
    bases: dict[str, Path], tmp_path: Path
) -> None:
    jobs = [Job(data("pair"), 1, 7), Job(data("tags"), 1, 5)]
    with pytest.raises(UsageError, match="cannot be divided"):
        train_phase(find_encoder(str(bases["bert"])), jobs, SETTINGS, in_turn, 1, tmp_path, "cpu")


@pytest.mark.parametrize("device", ["cpu", "auto"])
def test_half_precision_trains_where_it_is_asked_for(
    device: str, bases: dict[str, Path], tmp_path: Path
) -> None:
    settings = replace(SETTINGS, precision="bf16")
    half = train(bases["xlm-roberta"], ["pair"], tmp_path, settings, device)
    assert half.record.precision == "bf16"
    weights = half.model.encoder.embeddings.word_embeddings.weight
    assert str(weights.dtype) == "torch.float32"  # the weights stay whole
