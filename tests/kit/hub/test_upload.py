"""Files reach a repository in one commit, or not at all, and never twice."""

from pathlib import Path
from typing import Any

import pytest

from loopback_hub import Hub
from xstilts_kit.diagnostics.errors import DataError, ModelError, NetworkError
from xstilts_kit.hub import account, fetch, pin, upload

FILES = {
    "README.md": b"# predictions\n",
    "predictions/xnli/de.jsonl": b'{"id": "0", "label": "neutral"}\n' * 50,
    "heads/model.safetensors": bytes(range(256)) * 40,
}
COMMIT = r"POST /api/datasets/alice/rows/commit/main"


@pytest.fixture(autouse=True)
def writer(hub: Hub, impatient: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """Alice's token may write, and nobody waits before another try, neither kit nor client."""
    hub.tokens |= {"t"}
    hub.writers |= {"t"}
    monkeypatch.setenv("HF_TOKEN", "t")


def commits(hub: Hub) -> int:
    """Commits that were asked for."""
    return sum("/commit/" in request.path for request in hub.requests)


def test_a_new_repository_holds_the_files_after_one_commit(hub: Hub, tmp_path: Path) -> None:
    path = tmp_path / "weights"
    path.write_bytes(FILES["heads/model.safetensors"])
    landed = upload("dataset", "alice/rows", FILES | {"heads/model.safetensors": path}, "Add")
    assert landed.changed
    assert commits(hub) == 1
    pinned = pin("dataset", "alice/rows", landed.commit)
    folder = fetch(pinned, FILES)
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES


def test_the_same_content_again_makes_no_commit(hub: Hub) -> None:
    first = upload("dataset", "alice/rows", FILES, "Add")
    again = upload("dataset", "alice/rows", FILES, "Add")
    assert (again.changed, again.commit) == (False, first.commit)
    assert commits(hub) == 1


def test_a_change_and_a_removal_are_one_commit(hub: Hub) -> None:
    upload("dataset", "alice/rows", FILES, "Add")
    landed = upload(
        "dataset",
        "alice/rows",
        {"README.md": b"new\n"},
        "Change",
        remove=["heads/model.safetensors"],
    )
    held = {file.path for file in pin("dataset", "alice/rows", landed.commit).files}
    assert "heads/model.safetensors" not in held
    assert commits(hub) == 2


def test_a_pull_request_leaves_main_as_it_is(hub: Hub) -> None:
    before = upload("dataset", "alice/rows", FILES, "Add").commit
    landed = upload("dataset", "alice/rows", {"README.md": b"new\n"}, "Mend", pull_request=True)
    assert landed.page.endswith("/datasets/alice/rows/discussions/1")
    assert pin("dataset", "alice/rows").commit == before


def test_a_commit_that_landed_behind_a_failure_is_not_made_again(hub: Hub) -> None:
    hub.fault(COMMIT, status=500, after=True, times=1)
    landed = upload("dataset", "alice/rows", FILES, "Add")
    assert landed.commit == hub.repositories["dataset", "alice/rows"].head
    assert commits(hub) == 1


def test_a_pull_request_that_landed_behind_a_failure_is_not_opened_again(hub: Hub) -> None:
    upload("dataset", "alice/rows", FILES, "Add")
    hub.fault(COMMIT, status=502, after=True, times=1)
    landed = upload("dataset", "alice/rows", {"README.md": b"new\n"}, "Mend", pull_request=True)
    assert len(hub.repositories["dataset", "alice/rows"].pull_requests) == 1
    assert landed.page.endswith("/discussions/1")


def test_a_failure_before_the_commit_is_tried_again(hub: Hub) -> None:
    hub.fault(COMMIT, status=503, times=1)
    assert upload("dataset", "alice/rows", FILES, "Add").changed
    assert commits(hub) == 2


def test_a_hub_that_keeps_failing_is_given_up(hub: Hub) -> None:
    hub.fault(COMMIT, status=500)
    with pytest.raises(NetworkError, match=r"status 500.*No partial upload"):
        upload("dataset", "alice/rows", FILES, "Add")
    assert commits(hub) == 3


@pytest.mark.parametrize(
    "fault", [{"cut_upload_after": 1000}, {"status": 500}], ids=["cut", "failure"]
)
def test_a_large_file_that_does_not_arrive_leaves_nothing_visible(
    hub: Hub, fault: dict[str, Any]
) -> None:
    hub.fault(r"PUT /lfs/", **fault)
    with pytest.raises(NetworkError):
        upload("dataset", "alice/rows", FILES, "Add")
    assert hub.uploads.objects == {}
    held = {file.path for file in pin("dataset", "alice/rows").files}
    assert held == {".gitattributes"}


def test_a_rate_limit_of_a_second_is_waited_for(hub: Hub) -> None:
    hub.fault(COMMIT, status=429, headers={"Retry-After": "0"}, times=1)
    assert upload("dataset", "alice/rows", FILES, "Add").changed


def test_a_long_rate_limit_is_left_to_the_user(hub: Hub) -> None:
    hub.fault(COMMIT, status=429, headers={"Retry-After": "900"})
    with pytest.raises(NetworkError, match="rate limit"):
        upload("dataset", "alice/rows", FILES, "Add")
    assert commits(hub) == 1


def test_somebody_elses_commit_at_the_same_moment_is_said(hub: Hub) -> None:
    hub.fault(COMMIT, status=412)
    with pytest.raises(DataError, match="was changed by somebody else"):
        upload("dataset", "alice/rows", FILES, "Add")


def test_a_token_that_reads_only_is_refused_before_anything_is_sent(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.tokens |= {"reader"}
    monkeypatch.setenv("HF_TOKEN", "reader")
    with pytest.raises(DataError, match="token of alice has no write access"):
        upload("dataset", "alice/rows", FILES, "Add")
    assert [r for r in hub.requests if r.method != "GET"] == []


def test_somebody_elses_repository_is_refused(hub: Hub) -> None:
    hub.add("dataset", "bob/rows", {"README.md": "his"})
    with pytest.raises(DataError, match="has no write access to the data set 'bob/rows'"):
        upload("dataset", "bob/rows", FILES, "Add")


def test_without_a_token_nothing_is_asked(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(ModelError, match="There is no token"):
        account()
    assert hub.requests == []


def test_a_trusted_publisher_writes_without_an_account(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add("dataset", "lab/rows", {".gitattributes": ""})
    hub.publishers["job"] = "datasets/lab/rows"
    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", "job")
    monkeypatch.setenv("HF_OIDC_RESOURCE", "datasets/lab/rows")
    assert upload("dataset", "lab/rows", FILES, "Add").changed


def test_a_job_that_is_no_trusted_publisher_is_told_what_to_compare(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_OIDC_ID_TOKEN", "another job")
    monkeypatch.setenv("HF_OIDC_RESOURCE", "datasets/lab/others")
    with pytest.raises(ModelError, match="does not accept this job as a publisher") as caught:
        upload("dataset", "lab/others", FILES, "Add")
    assert "trusted publishers" in str(caught.value.remedy)
    assert not commits(hub)
