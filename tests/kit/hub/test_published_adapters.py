"""A PEFT adapter on the Hub is merged by the lines of its refusal, at the commits it names."""

import shlex
from pathlib import Path

import pytest

from loopback_hub import Hub
from loopback_hub.environment import run_python
from tiny_encoders import save_tiny_head
from xstilts_kit.checkpoint.head import find_heads
from xstilts_kit.checkpoint.spec import open_repositories
from xstilts_kit.tasks import get_task

pytestmark = pytest.mark.slow


def test_adapter_and_base_are_taken_at_their_commits(hub: Hub, home: Path, tmp_path: Path) -> None:
    peft = pytest.importorskip("peft", reason="the extra peft is not installed")
    import transformers

    folder = save_tiny_head(tmp_path / "base", "xlm-roberta", "ForSequenceClassification", 3)
    base = hub.add("model", "org/base", folder)
    settings = peft.LoraConfig(
        r=2,
        target_modules=["query"],
        task_type="SEQ_CLS",
        base_model_name_or_path="org/base",
        revision=base.head,
    )
    base.commit({"config.json": "{}"})
    model = transformers.AutoModelForSequenceClassification.from_pretrained(folder)
    adapted = peft.get_peft_model(model, settings)
    settings.base_model_name_or_path = "org/base"  # PEFT writes the folder that was opened
    # By default PEFT asks the Hub whether the base's vocabulary has changed.
    adapted.save_pretrained(tmp_path / "adapter" / "xnli", save_embedding_layers=False)
    adapter = hub.add("model", "org/adapter", tmp_path / "adapter")
    commit = adapter.head
    adapter.commit({"xnli/adapter_config.json": "{}"})

    repositories = open_repositories([f"org/adapter@{commit}"])
    _, refused = find_heads(repositories, [get_task("xnli")], {})
    error = refused["xnli"]
    assert error.what.startswith(f"org/adapter@{commit[:12]}/xnli holds an adapter of org/base at ")
    program = shlex.split(error.remedy.partition("python -c ")[2])[0]
    assert commit in program
    done = run_python(hub, home, f"import os; os.chdir({str(tmp_path)!r}); {program}")
    assert done.returncode == 0, done.stderr
    heads, none = find_heads(
        open_repositories([str(tmp_path / "merged")]),
        [get_task("xnli")],
        {"xnli": ("contradiction", "entailment", "neutral")},
    )
    assert not none
    assert heads["xnli"].folder.classes == 3

    asked = len(hub.requests)
    applied = open_repositories([f"org/adapter@{commit}"], apply_adapters=True)
    order = {"xnli": ("contradiction", "entailment", "neutral")}
    heads, none = find_heads(applied, [get_task("xnli")], order)
    assert not none
    found = heads["xnli"].merged
    assert found is not None
    assert (found.base.id, found.base.revision) == ("org/base", settings.revision)
    assert heads["xnli"].repository.revision == commit
    paths = {file.path for file in found.digests}
    assert {"xnli/adapter_config.json", "base_model/model.safetensors"} <= paths
    new = [request.path for request in hub.requests[asked:]]
    assert [path for path in new if "/main" in path] == []
