"""A run from the encoder to scores, interrupted, refused, resumed."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from xstilts_baselines.cli import group
from xstilts_baselines.cli._device import choose_gpu
from xstilts_baselines.evaluation.evaluating import Evaluation
from xstilts_baselines.push.card import card
from xstilts_baselines.recipes import load_stilts
from xstilts_baselines.run.carrying_out import Order, run_recipe
from xstilts_baselines.run.evaluations import asked_for, is_evaluated
from xstilts_baselines.run.folder import RunFolder
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
    order = Order(finished_run, evaluation=Evaluation(limit=3, device="cpu"), device="cpu")
    run_recipe(recipe, order, lambda line: None)
    assert {p: p.read_bytes() for p in finished_run.rglob("*") if p.is_file()} == before


def test_a_run_is_the_same_wherever_its_values_are_said_to_come_from(finished_run: Path) -> None:
    from dataclasses import replace

    recipe = load_stilts("mini-mnli", record_of(finished_run)["changes"])
    told = replace(recipe, description="told otherwise", origin={**recipe.origin, "seed": "--set"})
    order = Order(finished_run, evaluation=Evaluation(limit=3, device="cpu"), device="cpu")
    said: list[str] = []
    run_recipe(told, order, said.append)
    assert said == [f"The run in {finished_run} is finished."]


def test_a_folder_of_another_recipe_is_refused(
    finished_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "mini-squad", "--out", str(finished_run)]
    assert run(group, "xstilts-baselines", arguments) == 2
    error = capsys.readouterr().err
    assert "contains a run of mini-mnli that differs in" in error
    assert "recipe." in error


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="contains no run"):
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
    order = Order(tmp_path / "run", places, Evaluation(tasks=["xnli"]), device="cpu")

    def stop(*arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(phase, "train_phase", stop)
        with pytest.raises(KeyboardInterrupt):
            run_recipe(just_xnli(), order, lambda line: None)
    (tmp_path / "train.tsv").write_text(rows.replace("neutral", "entailment"))
    with pytest.raises(
        UsageError, match="xnli/xnli was begun on data of xnli that have changed"
    ) as caught:
        run_recipe(just_xnli(), order, lambda line: None)
    assert "Restore those files" in str(caught.value.remedy)


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
    with pytest.raises(ModelError, match="not the result of phase 2"):
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
    asked = Evaluation(tasks=["xnli"])
    order = Order(tmp_path / "run", {"xnli": f"folder:{tmp_path}"}, asked, device="cpu")
    with pytest.raises(DataError):
        run_recipe(just_xnli(), order, lambda line: None)


@pytest.mark.slow
def test_a_trial_with_a_limit_can_be_evaluated_again_in_another_way(tmp_path: Path) -> None:
    out, recipe = tmp_path / "run", just_xnli()
    carry_out(recipe, out, limit=2)
    weights = (out / "model/xnli/model.safetensors").read_bytes()
    first = record_of(out)
    said = carry_out(recipe, out, limit=4)
    second = record_of(out)
    assert (out / "model/xnli/model.safetensors").read_bytes() == weights
    assert second["phases"] == first["phases"]
    assert not any("xnli: XNLI" in line for line in said)  # nothing was trained
    assert (second["asked"]["limit"], second["status"]) == (4, "finished")
    assert second["earlier"] == [{"asked": first["asked"], "evaluation": first["evaluation"]}]
    kept = out / "earlier/1/mini-none/predictions/xnli/de.jsonl"
    assert len(kept.read_text().splitlines()) == 2
    now = out / "submissions/mini-none/predictions/xnli/de.jsonl"
    assert len(now.read_text().splitlines()) == 4
    before = (out / "run.json").read_bytes()
    carry_out(recipe, out, limit=4)
    assert (out / "run.json").read_bytes() == before


@pytest.mark.slow
def test_an_evaluation_that_died_while_it_made_place_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, recipe = tmp_path / "run", just_xnli()
    carry_out(recipe, out, limit=2)

    def dies(*arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(RunFolder, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            carry_out(recipe, out, limit=4)
    assert not (out / "submissions").exists()
    carry_out(recipe, out, limit=4)
    assert (out / "earlier/1/mini-none/manifest.json").is_file()
    assert len((out / "submissions/mini-none/predictions/xnli/de.jsonl").read_text().split()) >= 4


def test_a_run_recorded_before_evaluations_had_a_key_is_left_or_completed(
    finished_run: Path,
) -> None:
    record = record_of(finished_run)
    del record["asked"]
    folder = RunFolder(finished_run, record)
    assert is_evaluated(folder, asked_for(Evaluation(limit=3)))
    assert not is_evaluated(folder, asked_for(Evaluation()))  # it has the first three alone


@pytest.mark.slow
def test_a_run_without_its_model_says_that_it_cannot_be_evaluated_again(tmp_path: Path) -> None:
    out, recipe = tmp_path / "run", just_xnli()
    carry_out(recipe, out)
    shutil.rmtree(out / "model")
    carry_out(recipe, out)  # the same evaluation: nothing to do
    with pytest.raises(ModelError, match="its model was deleted"):
        carry_out(recipe, out, limit=3)


@pytest.mark.parametrize(
    ("evaluation", "error", "complaint"),
    [
        ({"tasks": ["xnil"]}, UsageError, "There is no task 'xnil'"),
        ({"tasks": ["xcopa"]}, UsageError, "xcopa"),
        ({"tasks": ["panx"]}, UsageError, "trains no head for panx"),
        ({"tasks": []}, UsageError, "trains no head for pawsx, "),
        ({"splits": ["xnli=dev"]}, UsageError, "There is no split 'dev'"),
        ({"sources": ["folder:/nowhere"]}, DataError, "/nowhere"),
        ({"sources": ["none"]}, UsageError, "No source is given for xnli"),
        ({"sources": ["folder:{}"]}, DataError, "10 splits are missing for the evaluation"),
        ({"gold": ["/nowhere"]}, DataError, "The gold folder /nowhere does not exist"),
        ({"gold": ["{}"]}, DataError, "No answers for any of the tasks"),
    ],
)
def test_a_wrong_evaluation_is_found_before_the_first_step(
    tmp_path: Path, evaluation: dict[str, Any], error: type[Exception], complaint: str
) -> None:
    (tmp_path / "empty").mkdir()
    filled = {k: [v.format(tmp_path / "empty") for v in vs] for k, vs in evaluation.items()}
    if "gold" in filled:
        filled["gold"] = [Path(path) for path in filled["gold"]]
    with pytest.raises(error) as caught:
        carry_out(just_xnli(), tmp_path / "run", **filled)
    assert complaint in caught.value.what  # type: ignore[attr-defined]
    assert not (tmp_path / "run/model").exists()


@pytest.mark.slow
def test_one_target_is_trained_and_evaluated_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    changes = [word for change in ONE for word in ("--set", change)]
    arguments = ["run", "mini-none", "--out", str(out), "--target", "xnli", "--limit", "2"]
    assert run(group, "xstilts-baselines", [*arguments, "--device", "cpu", *changes]) == 0
    record = record_of(out)
    assert [phase["phase"] for phase in record["phases"]] == ["phase-2", "xnli"]
    assert list(record["evaluation"][0]["tasks"]) == ["xnli"]
    assert record["chosen_targets"] == ["xnli"]
    assert "--target xnli" in card(record, "a/b", ["xnli"], "mit")
    arguments[-3:] = ["tydi"]
    assert run(group, "xstilts-baselines", arguments) == 2
    assert "no target 'tydi'" in capsys.readouterr().err


@pytest.mark.parametrize("device", ["cuda:7", "cuda", "gpu", "cuda:x"])
def test_a_device_that_is_not_here_is_refused_at_once(
    device: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    arguments = ["run", "mini-none", "--out", str(tmp_path / "run"), "--device", device]
    assert run(group, "xstilts-baselines", arguments) == 2
    assert repr(device) in capsys.readouterr().err
    assert "CUDA_VISIBLE_DEVICES" not in os.environ


def test_one_gpu_of_several_hides_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "4,6")
    assert choose_gpu("cuda:1") == "cuda"
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "6"
    with pytest.raises(UsageError, match="cuda:1"):
        choose_gpu("cuda:1")  # one is left
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(UsageError, match="torchrun assigns a GPU"):
        choose_gpu("cuda:0")
