"""Pushing a run with the Hub's real client: what goes, once, whole, and what it can do then."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from loopback_hub import Hub
from loopback_hub.client import call_cli
from xstilts_baselines.cli import group
from xstilts_baselines.push import lay_out, push
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import ModelError, NetworkError, UsageError
from xstilts_kit.hub import pin

REPO = "alice/mini-mnli"
COMMIT = r"POST /api/models/alice/mini-mnli/commit/main"
HEADS = ("xnli", "pawsx", "udpos", "panx", "squad", "tydiqa")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No try waits, neither ours nor the client's own."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def commits(hub: Hub) -> int:
    return sum("/commit/" in request.path for request in hub.requests)


def held(hub: Hub) -> set[str]:
    return {file.path for file in pin("model", REPO).files}


def test_only_what_the_list_names_goes(finished_run: Path, hub: Hub) -> None:
    for name in ("optimizer.pt", "training_args.bin", "rng_state.pth", "notes.txt"):
        (finished_run / "model" / name).write_bytes(b"x")
        (finished_run / "model/xnli" / name).write_bytes(b"x")
    push(lay_out(finished_run, REPO))
    one = {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
    heads = {f"{head}/{name}" for head in HEADS for name in one}
    results = {
        f"results/{transform}/{name}.json"
        for transform in ("none", "centre", "whiten")
        for name in ("manifest", "scores")
    }
    expected = one | heads | results | {"README.md", "run.json"}
    assert held(hub) - {".gitattributes"} == expected
    assert commits(hub) == 1


def test_a_pushed_run_answers_all_nine_tasks_as_the_folder_does(
    finished_run: Path, hub: Hub, tmp_path: Path
) -> None:
    push(lay_out(finished_run, REPO))
    done = call_cli(
        *(hub, tmp_path / "other-home", "predict", "--model", REPO, "--suite", "mini"),
        *("--limit", "3", "--device", "cpu", "--out", tmp_path / "sub"),
        token="t",
    )
    assert done.returncode == 0, done.stderr
    local = finished_run / "submissions/mini-mnli/predictions"
    remote = tmp_path / "sub/predictions"
    files = sorted(path.relative_to(local) for path in local.rglob("*.jsonl"))
    assert len({path.parts[0] for path in files}) == 9
    assert [(remote / path).read_bytes() for path in files] == [
        (local / path).read_bytes() for path in files
    ]
    manifest = json.loads((tmp_path / "sub/manifest.json").read_text())
    assert manifest["models"][0]["revision"] == hub.repositories["model", REPO].head


def test_the_same_content_again_makes_no_commit(finished_run: Path, hub: Hub) -> None:
    first = push(lay_out(finished_run, REPO))
    again = push(lay_out(finished_run, REPO))
    assert (first.changed, again.changed) == (True, False)
    assert again.commit == first.commit
    assert commits(hub) == 1


def test_the_commit_gets_a_tag_of_the_recipes_version(finished_run: Path, hub: Hub) -> None:
    done = push(lay_out(finished_run, REPO))
    digest = json.loads((finished_run / "run.json").read_text())["recipe_digest"]
    assert done.tag == f"mini-mnli-{digest[:8]}"
    assert hub.repositories["model", REPO].tags == {done.tag: done.commit}


def test_a_tag_that_names_another_commit_is_left_alone(finished_run: Path, hub: Hub) -> None:
    first = push(lay_out(finished_run, REPO))
    with pytest.raises(ModelError, match="points to another commit"):
        push(lay_out(finished_run, REPO, licence="mit"))
    assert hub.repositories["model", REPO].tags == {first.tag: first.commit}


def test_a_pull_request_leaves_main_and_tags_as_they_are(finished_run: Path, hub: Hub) -> None:
    first = push(lay_out(finished_run, REPO))
    proposed = push(lay_out(finished_run, REPO, licence="mit"), pull_request=True)
    assert proposed.page.endswith("/discussions/1")
    assert proposed.tag is None
    repository = hub.repositories["model", REPO]
    assert repository.head == first.commit
    assert list(repository.tags.values()) == [first.commit]


def test_a_commit_that_landed_behind_a_failure_is_tagged_and_not_repeated(
    finished_run: Path, hub: Hub
) -> None:
    hub.fault(COMMIT, status=500, after=True, times=1)
    done = push(lay_out(finished_run, REPO))
    assert done.commit == hub.repositories["model", REPO].head
    assert commits(hub) == 1
    assert hub.repositories["model", REPO].tags == {done.tag: done.commit}


def test_a_connection_cut_in_a_large_file_leaves_nothing_half_visible(
    finished_run: Path, hub: Hub
) -> None:
    hub.fault(r"PUT /lfs/", cut_upload_after=1000)
    with pytest.raises(NetworkError, match="No partial upload"):
        push(lay_out(finished_run, REPO))
    assert held(hub) == {".gitattributes"}
    assert hub.repositories["model", REPO].tags == {}


def test_somebody_elses_repository_is_refused(finished_run: Path, hub: Hub) -> None:
    hub.add("model", "bob/his", {"README.md": "his"})
    with pytest.raises(ModelError, match="has no write access to the model 'bob/his'"):
        push(lay_out(finished_run, "bob/his"))


def test_a_dry_run_lists_every_file_and_asks_nobody(
    finished_run: Path, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["push", str(finished_run), "--repo", REPO, "--dry-run", "--json"]
    assert run(group, "xstilts-baselines", [*arguments, "--eval-results"]) == 0
    listed = json.loads(capsys.readouterr().out)
    digests = {one["path"]: one["sha256"] for one in listed["files"]}
    assert hub.requests == []
    assert ".eval_results/xtreme.yaml" in digests
    push(lay_out(finished_run, REPO, with_eval_results=True))
    assert set(digests) == held(hub) - {".gitattributes"}
    stored = hub.repositories["model", REPO].resolve("main")
    assert stored is not None
    assert {path: stored.files[path].sha256 for path in digests} == digests


def test_the_command_says_where_it_went(
    finished_run: Path, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, "xstilts-baselines", ["push", str(finished_run), "--repo", REPO]) == 0
    out, error = capsys.readouterr()
    assert out.strip() == f"{hub.url}/{REPO}"
    assert "tag mini-mnli-" in error
    assert run(group, "xstilts-baselines", ["push", str(finished_run), "--repo", REPO]) == 0
    assert "no commit was made" in capsys.readouterr().err


@pytest.mark.parametrize("repo", ["mini", "a/b/c", "/x", "x/"])
def test_an_id_that_is_none_is_refused(finished_run: Path, repo: str) -> None:
    with pytest.raises(UsageError, match="is not owner/name"):
        lay_out(finished_run, repo)


def test_a_run_that_is_not_finished_is_not_pushed(finished_run: Path, tmp_path: Path) -> None:
    path = finished_run / "run.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps({**record, "status": "running"}))
    with pytest.raises(UsageError, match="is not finished"):
        lay_out(finished_run, REPO)
    with pytest.raises(UsageError, match="contains no run"):
        lay_out(tmp_path / "nowhere", REPO)


def card_of(run_folder: Path, **options: Any) -> tuple[dict[str, Any], str]:
    text = lay_out(run_folder, REPO, **options).files["README.md"]
    assert isinstance(text, bytes)
    _, front, body = text.decode().split("---\n", 2)
    return yaml.safe_load(front), body


def complete(run_folder: Path) -> None:
    """As if every language had been predicted whole: all tasks have a score."""
    path = run_folder / "run.json"
    record = json.loads(path.read_text())
    plain = record["evaluation"][0]
    plain["tasks"] = {task: 50.123 for task in plain["tasks"]}
    plain["intervals"] = {task: [49.0, 51.0] for task in plain["tasks"]}
    plain["overall"] = 50.123
    path.write_text(json.dumps(record))


def test_the_card_has_scores_as_the_hub_reads_them(finished_run: Path) -> None:
    complete(finished_run)
    front, body = card_of(finished_run, licence="mit")
    assert front["license"] == "mit"
    assert front["library_name"] == "transformers"
    (model,) = front["model-index"]
    found = {result["dataset"]["config"]: result for result in model["results"]}
    assert len(found) == 9
    assert found["xquad"]["metrics"][0]["value"] == 50.12
    assert found["xnli"]["task"]["type"] == "text-classification"
    assert "| XNLI | accuracy, mean over 10 languages | 50.1 | 49.0 to 51.0 |" in body


def test_scores_of_a_part_are_no_results(finished_run: Path) -> None:
    front, body = card_of(finished_run)
    assert "model-index" not in front
    assert "| XNLI | accuracy, mean over 10 languages | - | - |" in body
    assert front["license"] == "other"


def test_the_card_says_what_it_was_trained_on_and_how_to_do_it_again(finished_run: Path) -> None:
    _, body = card_of(finished_run)
    for heading in ("Data and licences", "Recipe", "Scores", "Limits", "Citation"):
        assert f"\n## {heading}\n" in body
    assert "xstilts-baselines run mini-mnli --out runs/again --set phase.steps=3" in body
    assert "generated by this project" in body
    assert f"xstilts-submit predict --model {REPO}" in body


def test_no_path_of_this_machine_is_pushed(finished_run: Path, tmp_path: Path) -> None:
    path = finished_run / "run.json"
    record = json.loads(path.read_text())
    record["recipe"]["base"]["model"] = "/home/me/encoder"
    record["recipe"]["data"] = {"mnli": "folder:/home/me/mnli", "": "hub"}
    record["changes"] += ["data.mnli=folder:/home/me/mnli", "base.model=/home/me/encoder"]
    path.write_text(json.dumps(record))
    files = lay_out(finished_run, REPO).files
    for name in ("run.json", "README.md"):
        content = files[name]
        assert isinstance(content, bytes)
        assert b"/home/me" not in content
