"""A run from the encoder to scores, interrupted, refused, resumed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from xstilts_baselines.cli import group
from xstilts_baselines.evaluation.evaluating import Evaluation
from xstilts_baselines.recipes import load_stilts
from xstilts_baselines.run.carrying_out import Order, run_recipe
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import DataError, ModelError, StorageError, UsageError
from xstilts_kit.suites import get_suite
from xstilts_kit.validation.validating import validate

HEADS = ("xnli", "pawsx", "udpos", "panx", "squad", "tydiqa")
ONE = [
    "targets.xnli.steps=2",
    "targets.xnli.examples=64",
    "targets.xnli.eval_every=2",
]


def record_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return found


def just_xnli(name: str = "mini-none") -> Any:
    """A recipe with one target alone."""
    from dataclasses import replace

    recipe = load_stilts(name, ONE)
    return replace(recipe, targets=tuple(t for t in recipe.targets if t.task == "xnli"))


def carry_out(recipe: Any, out: Path, **evaluation: Any) -> list[str]:
    asked = {"limit": 2, "tasks": ["xnli"], "device": "cpu", **evaluation}
    said: list[str] = []
    run_recipe(recipe, Order(out, evaluation=Evaluation(**asked), device="cpu"), said.append)
    return said


def test_a_run_answers_all_nine_tasks_and_says_what_it_did(finished_run: Path) -> None:
    record = record_of(finished_run)
    assert record["status"] == "finished"
    assert [phase["phase"] for phase in record["phases"]] == ["phase-2", *HEADS]
    plain = record["evaluation"][0]
    assert set(plain["tasks"]) == {task.name for task in get_suite("mini").tasks()}
    assert set(record["data"]) == {"phase-2/mnli", *(f"{head}/{head}" for head in HEADS)}
    assert record["changes"]
    assert {"torch", "transformers", "accelerate"} <= set(record["environment"]["libraries"])
    assert record["cost"]["training_tokens"] > 0
    report = validate(finished_run / "submissions" / plain["submission"])
    assert report.valid
    assert report.manifest is not None
    supervision = report.manifest.supervision
    assert supervision.intermediate_tasks == ("mnli",)
    assert supervision.model_selection == "english-dev"
    assert supervision.labelled_languages == ("en",)
    assert report.manifest.models[0].base_model == "xstilts-mini"


def test_every_head_begins_with_the_encoder_that_phase_2_ended_with(finished_run: Path) -> None:
    first, *others = record_of(finished_run)["phases"]
    assert first["encoder_before"] != first["encoder_after"]
    assert {phase["encoder_before"] for phase in others} == {first["encoder_after"]}


def test_nothing_to_resume_from_and_no_pickle_is_left(finished_run: Path) -> None:
    assert not (finished_run / "unfinished").exists()
    files = {path.name for path in (finished_run / "model").rglob("*") if path.is_file()}
    assert files == {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}


def test_control_arms_say_so_and_keep_apart(finished_run: Path) -> None:
    record = record_of(finished_run)
    assert [entry["transform"] for entry in record["evaluation"]] == ["none", "centre", "whiten"]
    for entry in record["evaluation"][1:]:
        assert set(entry["tasks"]) == {"tatoeba", "bucc2018"}
        assert entry["overall"] is None
        report = validate(finished_run / "submissions" / entry["submission"])
        assert report.valid
        assert report.manifest is not None
        retrieval = report.manifest.settings.retrieval
        assert retrieval is not None
        assert retrieval.transform == entry["transform"]
        assert report.manifest.supervision.target_language_unlabelled


def test_a_finished_run_is_left_as_it_is(finished_run: Path) -> None:
    before = {path: path.read_bytes() for path in finished_run.rglob("*") if path.is_file()}
    recipe = load_stilts("mini-mnli", record_of(finished_run)["changes"])
    run_recipe(recipe, Order(finished_run, device="cpu"), lambda line: None)
    assert {p: p.read_bytes() for p in finished_run.rglob("*") if p.is_file()} == before


def test_a_folder_of_another_recipe_is_refused(
    finished_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "mini-squad", "--out", str(finished_run)]
    assert run(group, "xstilts-baselines", arguments) == 2
    error = capsys.readouterr().err
    assert "holds a run of mini-mnli that differs in" in error
    assert "recipe.intermediate" in error or "recipe.description" in error


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds no run"):
        carry_out(just_xnli(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.slow
def test_an_interrupted_run_goes_on_with_the_same_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xstilts_baselines.run import carrying_out as running

    out = tmp_path / "run"

    def stop(*arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(running, "evaluate", stop)
        with pytest.raises(KeyboardInterrupt):
            carry_out(just_xnli(), out)
    assert record_of(out)["status"] == "running"
    weights = (out / "model/xnli/model.safetensors").read_bytes()
    said = carry_out(just_xnli(), out)
    assert not any("xnli: XNLI" in line for line in said)  # it was trained before
    assert (out / "model/xnli/model.safetensors").read_bytes() == weights
    assert record_of(out)["status"] == "finished"


def test_an_interrupted_phase_does_not_go_on_with_other_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xstilts_baselines.training import phase

    rows = "".join(f"Sentence {i}.\tIt is {i}.\tneutral\n" for i in range(80))
    for name in ("train.tsv", "dev.tsv"):
        (tmp_path / name).write_text(rows)
    places = {"xnli": f"files:{tmp_path}/train.tsv,{tmp_path}/dev.tsv"}
    order = Order(tmp_path / "run", places, device="cpu")

    def stop(*arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(phase, "train_phase", stop)
        with pytest.raises(KeyboardInterrupt):
            run_recipe(just_xnli(), order, lambda line: None)
    (tmp_path / "train.tsv").write_text(rows.replace("neutral", "entailment"))
    with pytest.raises(UsageError, match="xnli/xnli was begun on other data") as caught:
        run_recipe(just_xnli(), order, lambda line: None)
    assert "Bring those files back" in str(caught.value.remedy)


@pytest.mark.slow
def test_without_an_intermediate_task_the_encoder_stays_the_base(tmp_path: Path) -> None:
    from xstilts_baselines.training.base import encoder_digest, find_encoder, open_bare

    carry_out(just_xnli(), tmp_path / "run")
    own = encoder_digest(open_bare(find_encoder(str(tmp_path / "run/model"))))
    assert own == encoder_digest(open_bare(find_encoder("mini")))


@pytest.mark.slow
def test_any_encoder_can_be_the_base(tmp_path: Path) -> None:
    from dataclasses import replace

    from tiny_encoders import save_tiny

    base = save_tiny(tmp_path / "my-encoder", "bert", positions=128)
    recipe = load_stilts("mini-none", ONE, str(base))
    recipe = replace(recipe, targets=tuple(t for t in recipe.targets if t.task == "xnli"))
    carry_out(recipe, tmp_path / "run")
    record = record_of(tmp_path / "run")
    assert record["base"]["model"] == "my-encoder"
    manifest = validate(tmp_path / "run/submissions/mini-none").manifest
    assert manifest is not None
    assert (manifest.models[0].base_model, manifest.models[0].architecture) == (
        "my-encoder",
        "BertForSequenceClassification",
    )


@pytest.mark.slow
def test_a_pooler_that_phase_2_does_not_use_stays_the_bases(tmp_path: Path) -> None:
    """Else the arms with questions first would give the pairs' head a random one."""
    from dataclasses import replace

    import torch
    from safetensors.torch import load_file

    from tiny_encoders import save_tiny

    base = save_tiny(tmp_path / "base", "bert", positions=128)
    changes = [*ONE, "phase.steps=2", "phase.eval_every=2", "intermediate.squad.examples=16"]
    recipe = load_stilts("mini-squad", changes, str(base))
    recipe = replace(recipe, targets=tuple(t for t in recipe.targets if t.task == "xnli"))
    carry_out(recipe, tmp_path / "run")
    before = load_file(base / "model.safetensors")["bert.pooler.dense.weight"]
    after = load_file(tmp_path / "run/model/model.safetensors")["pooler.dense.weight"]
    assert torch.equal(before, after)


@pytest.mark.slow
def test_an_encoder_that_changed_between_the_phases_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.torch import load_file, save_file

    from xstilts_baselines.run import carrying_out as running

    out, after = tmp_path / "run", running._phase_2

    def spoil(*arguments: Any) -> Any:
        encoder = after(*arguments)
        path = out / "model/model.safetensors"
        tensors = load_file(path)
        tensors["embeddings.word_embeddings.weight"][0] += 1
        save_file(tensors, path, metadata={"format": "pt"})
        return encoder

    monkeypatch.setattr(running, "_phase_2", spoil)
    with pytest.raises(ModelError, match="not the one that phase 2 ended with"):
        carry_out(just_xnli(), out)


def test_a_disk_without_room_is_said_before_anything_is_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> Any:
        return shutil._ntuple_diskusage(10**9, 10**9 - 1000, 1000)  # type: ignore[attr-defined]

    monkeypatch.setattr(shutil, "disk_usage", full)
    with pytest.raises(StorageError, match="are needed for checkpoints and heads"):
        carry_out(just_xnli(), tmp_path / "run")
    assert not (tmp_path / "run/model").exists()


def test_two_processes_do_not_write_one_folder(tmp_path: Path) -> None:
    from filelock import FileLock

    out = tmp_path / "run"
    (out / "unfinished").mkdir(parents=True)
    with FileLock(out / "unfinished/lock"), pytest.raises(StorageError, match="Another run"):
        carry_out(just_xnli(), out)


def test_training_data_that_are_not_there_are_an_error_of_data(tmp_path: Path) -> None:
    order = Order(tmp_path / "run", {"xnli": f"folder:{tmp_path}"}, device="cpu")
    with pytest.raises(DataError):
        run_recipe(just_xnli(), order, lambda line: None)
