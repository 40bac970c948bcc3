"""A revision is resolved once; files are fetched by commit, checked, and not fetched again."""

from collections.abc import Callable
from hashlib import sha1, sha256
from pathlib import Path

import pytest

from loopback_hub import Hub, loopback_hub, run_python
from xstilts_kit.diagnostics.errors import DataError, ModelError, NetworkError
from xstilts_kit.hub import RemoteFile, fetch, is_offline, pin

FILES = {
    "README.md": "---\nlicense: mit\n---\n",
    "config.json": '{"é": 1}\n',
    "empty.txt": b"",
    "model.safetensors": bytes(range(256)) * 200,
    "xnli/ü [1] *.json": "{}",
}


@pytest.fixture
def names() -> list[str]:
    return sorted(FILES)


def test_a_pin_lists_the_files_of_the_commit_with_sizes_and_digests(hub: Hub) -> None:
    made = hub.add("model", "org/m", FILES, card={"license": "mit"})
    pinned = pin("model", "org/m")
    assert (pinned.kind, pinned.id, pinned.commit) == ("model", "org/m", made.head)
    assert (pinned.licence, pinned.gated) == ("mit", False)
    assert [file.path for file in pinned.files] == sorted(FILES)
    files = {file.path: file for file in pinned.files}
    weights, config = FILES["model.safetensors"], FILES["config.json"].encode()
    assert files["model.safetensors"] == RemoteFile(
        "model.safetensors", len(weights), sha256(weights).hexdigest(), None
    )
    git = sha1(b"blob %d\0" % len(config) + config).hexdigest()
    assert files["config.json"] == RemoteFile("config.json", len(config), None, git)


@pytest.mark.parametrize("redirect", [False, True])
def test_fetched_files_hold_what_the_repository_holds(redirect: bool, hub: Hub) -> None:
    hub.redirect_lfs = redirect
    hub.add("dataset", "org/d", FILES)
    pinned = pin("dataset", "org/d")
    folder = fetch(pinned, FILES)
    assert folder.name == pinned.commit
    for path, content in FILES.items():
        expected = content if isinstance(content, bytes) else content.encode()
        assert (folder / path).read_bytes() == expected


def test_only_what_is_wanted_is_fetched(hub: Hub) -> None:
    hub.add("model", "org/m", FILES)
    folder = fetch(pin("model", "org/m"), ["config.json", "config.json"])
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["config.json"]
    fetched = [str(r) for r in hub.requests if r.method == "GET" and "resolve" in r.path]
    assert len(fetched) == 1


def test_a_second_fetch_makes_no_request(hub: Hub, names: list[str]) -> None:
    hub.add("model", "org/m", FILES)
    pinned = pin("model", "org/m")
    first = fetch(pinned, names)
    hub.forget_requests()
    assert fetch(pinned, names) == first
    assert hub.all_requests == []


def test_a_pin_is_one_request(hub: Hub) -> None:
    hub.add("model", "org/m", FILES)
    pin("model", "org/m")
    pin("model", "org/m", "main")
    assert [str(r) for r in hub.requests] == [
        "GET /api/models/org/m",
        "GET /api/models/org/m/revision/main",
    ]


def test_a_branch_that_moves_meanwhile_changes_nothing(hub: Hub) -> None:
    made = hub.add("model", "org/m", {"config.json": "old"})
    pinned = pin("model", "org/m")
    made.commit({"config.json": "new"})
    assert (fetch(pinned, ["config.json"]) / "config.json").read_text() == "old"
    assert all(made.head not in r.path for r in hub.requests)


def test_a_branch_that_moved_gives_the_new_commit_online_and_the_remembered_one_offline(
    hub: Hub, offline: Callable[[], None]
) -> None:
    made = hub.add("model", "org/m", {"config.json": "1"})
    first = pin("model", "org/m", "main")
    fetch(first, ["config.json"])
    made.commit({"config.json": "2"})
    second = pin("model", "org/m", "main")
    assert second.commit == made.head != first.commit
    made.commit({"config.json": "3"})
    offline()
    assert is_offline()
    hub.forget_requests()
    assert pin("model", "org/m", "main") == second
    assert pin("model", "org/m", first.commit) == first
    assert (fetch(first, ["config.json"]) / "config.json").read_text() == "1"
    assert hub.all_requests == []


@pytest.mark.parametrize("name", ["dev", "v1.0", "feature/a b", "refs/pr/1", "ä" * 80])
def test_branches_and_tags_are_resolved_and_remembered_by_their_names(
    name: str, hub: Hub, offline: Callable[[], None]
) -> None:
    made = hub.add("dataset", "org/d", {"a.txt": "main"})
    made.commit({"a.txt": "other"}, branch=name)
    made.commit({"b.txt": "more"})
    pinned = pin("dataset", "org/d", name)
    assert pinned.commit == made.branches[name]
    assert (fetch(pinned, ["a.txt"]) / "a.txt").read_text() == "other"
    offline()
    assert pin("dataset", "org/d", name) == pinned


def test_a_model_and_a_data_set_of_one_name_are_two_things(
    hub: Hub, offline: Callable[[], None]
) -> None:
    hub.add("model", "org/x", {"a.txt": "model"})
    hub.add("dataset", "org/x", {"a.txt": "data set"})
    for kind in ("model", "dataset"):
        fetch(pin(kind, "org/x"), ["a.txt"])
    offline()
    texts = [
        (fetch(pin(k, "org/x"), ["a.txt"]) / "a.txt").read_text() for k in ("model", "dataset")
    ]
    assert texts == ["model", "data set"]


def test_a_renamed_repository_is_pinned_under_its_new_name(
    hub: Hub, offline: Callable[[], None]
) -> None:
    hub.add("dataset", "google/xtreme", {"a.txt": "x"})
    hub.renamed["dataset", "xtreme"] = "google/xtreme"
    pinned = pin("dataset", "xtreme")
    assert pinned.id == "google/xtreme"
    fetch(pinned, ["a.txt"])
    offline()
    assert pin("dataset", "xtreme") == pinned


def test_a_mirror_that_lists_no_digests_is_asked_for_the_tree(hub: Hub) -> None:
    hub.add("model", "org/m", FILES)
    with_digests = pin("model", "org/m")
    made = hub.repositories["model", "org/m"]
    bare = f'"sha": "{made.head}", "siblings": [{{"rfilename": "config.json"}}]'
    hub.fault("GET /api/models/org/m$", body=f'{{"id": "org/m", {bare}}}'.encode())
    again = pin("model", "org/m")
    assert again.files == with_digests.files
    assert any("/tree/" in request.path for request in hub.requests)


def test_many_files_are_fetched(hub: Hub) -> None:
    hub.add("dataset", "org/many", {f"{i}/test.parquet": f"{i}" for i in range(40)})
    pinned = pin("dataset", "org/many")
    folder = fetch(pinned, [file.path for file in pinned.files])
    assert sorted(int(p.read_text()) for p in folder.glob("*/*")) == list(range(40))


def test_large_files_are_fetched(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xstilts_kit.hub._download._LARGE", 1000)
    hub.add("model", "org/m", FILES)
    folder = fetch(pin("model", "org/m"), FILES)
    assert (folder / "model.safetensors").read_bytes() == FILES["model.safetensors"]


def test_a_file_that_is_not_in_the_commit_is_no_request(hub: Hub) -> None:
    hub.add("model", "org/m", FILES)
    pinned = pin("model", "org/m")
    hub.forget_requests()
    with pytest.raises(ModelError, match=r"no file 'confg\.json' at") as raised:
        fetch(pinned, ["confg.json"])
    assert "Did you mean config.json?" in raised.value.remedy
    assert hub.requests == []


@pytest.mark.parametrize(("kind", "error"), [("model", ModelError), ("dataset", DataError)])
@pytest.mark.parametrize("path", ["model.safetensors", "config.json"])
def test_wrong_bytes_of_the_right_size_are_found(
    path: str, kind: str, error: type, hub: Hub, offline: Callable[[], None]
) -> None:
    hub.add(kind, "org/m", FILES)
    hub.fault(f"GET .*/{path}", wrong_bytes=True, times=1)
    pinned = pin(kind, "org/m")
    with pytest.raises(error, match="right size but different content") as raised:
        fetch(pinned, [path, "empty.txt"])
    with pytest.raises(error, match="right size but different content"):
        fetch(pinned, [path])
    assert path in raised.value.what
    blob = Path(raised.value.remedy.removeprefix("Delete ").partition(" and run")[0])
    blob.unlink()
    folder = fetch(pinned, [path])
    blob.write_bytes(bytes(blob.stat().st_size))
    offline()
    with pytest.raises(error, match="right size but different content"):
        fetch(pinned, [path])
    assert folder.is_dir()


@pytest.mark.parametrize("bytes_more", [7, -7])
def test_a_file_of_another_size_is_found(bytes_more: int, hub: Hub) -> None:
    hub.add("model", "org/m", FILES)
    hub.fault("/resolve/.*/model.safetensors", resize=bytes_more)
    with pytest.raises(ModelError, match=rf"has {51_200 + bytes_more:,} bytes, not 51,200"):
        fetch(pin("model", "org/m"), ["model.safetensors"])


def test_a_file_of_another_commit_is_found(hub: Hub) -> None:
    hub.add("model", "org/m", FILES)
    hub.fault("/resolve/", headers={"X-Repo-Commit": "0" * 40})
    with pytest.raises(NetworkError, match="a commit other than"):
        fetch(pin("model", "org/m"), ["config.json"])


def test_offline_another_revision_is_not_taken_instead(
    hub: Hub, offline: Callable[[], None]
) -> None:
    made = hub.add("dataset", "org/d", {"a.txt": "1"})
    made.tags["v1"] = made.head
    pinned = pin("dataset", "org/d", "v1")
    offline()
    with pytest.raises(DataError, match="not fetched at 'main' before") as raised:
        pin("dataset", "org/d")
    assert f"v1 ({pinned.commit[:7]})" in raised.value.what
    assert pinned.commit in raised.value.what
    with pytest.raises(DataError, match="no revision is cached"):
        pin("dataset", "org/other")
    with pytest.raises(ModelError, match="no revision is cached"):
        pin("model", "org/d", "v1")


def test_offline_a_partial_snapshot_is_not_taken_for_a_whole_one(
    hub: Hub, offline: Callable[[], None], names: list[str]
) -> None:
    hub.add("model", "org/m", FILES)
    pinned = pin("model", "org/m")
    fetch(pinned, ["config.json"])
    offline()
    assert fetch(pinned, ["config.json"])
    with pytest.raises(ModelError, match=r"README\.md and 3 more .* not fetched before"):
        fetch(pin("model", "org/m"), names)


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[]",
        "{}",
        '{"asked": "main", "pinned": {}}',
        '{"asked": "main", "pinned": {"kind": "model", "id": "org/m", "commit": "main",'
        ' "files": [], "gated": false, "licence": null}}',
        "\0",
    ],
)
def test_a_damaged_memory_counts_as_none(
    damage: str, hub: Hub, home: Path, offline: Callable[[], None]
) -> None:
    hub.add("model", "org/m", FILES)
    pin("model", "org/m")
    for file in (home / "xstilts/pins").rglob("*.json"):
        file.write_text(damage)
    offline()
    with pytest.raises(ModelError, match="no revision is cached"):
        pin("model", "org/m")


def test_the_next_process_finds_what_one_fetched(hub: Hub, home: Path) -> None:
    hub.add("dataset", "google/xtreme", FILES)
    code = (
        "from xstilts_kit.hub import fetch, is_offline, pin\n"
        "pinned = pin('dataset', 'google/xtreme', 'main')\n"
        "print(is_offline(), fetch(pinned, [file.path for file in pinned.files]))\n"
    )
    online = run_python(hub, home, code)
    assert online.returncode == 0, online.stderr
    assert online.stderr == ""
    hub.forget_requests()
    offline = run_python(hub, home, code, offline=True)
    assert offline.stdout == online.stdout.replace("False", "True"), offline.stderr
    assert hub.all_requests == []


def test_importing_the_module_does_not_import_the_client() -> None:
    with loopback_hub() as hub:
        code = "import sys, xstilts_kit.hub; print('huggingface_hub' in sys.modules)"
        assert run_python(hub, Path("unused"), code).stdout == "False\n"
