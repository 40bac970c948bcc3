"""What goes wrong at the Hub, on the way or on the disk: one line of what, one of what to do."""

import errno
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from loopback_hub import NOWHERE, Hub, run_python
from xstilts_kit.diagnostics.errors import (
    DataError,
    ModelError,
    NetworkError,
    StorageError,
    XstiltsError,
)
from xstilts_kit.hub import fetch, pin

SECRET = "hf_verysecret"
INFO = "GET /api/models/org/m$"
WEIGHTS = bytes(range(256)) * 400


@pytest.fixture
def token(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> str:
    """A valid token that the client sends."""
    monkeypatch.setenv("HF_TOKEN", SECRET)
    hub.tokens.add(SECRET)
    return SECRET


def add(hub: Hub) -> None:
    hub.add("model", "org/m", {"config.json": "{}", "model.safetensors": WEIGHTS})


def failure(kind: type[XstiltsError], call: Callable[..., Any], *args: Any) -> XstiltsError:
    with pytest.raises(XstiltsError) as raised:
        call(*args)
    assert type(raised.value) is kind, str(raised.value)
    for sentence in (raised.value.what, raised.value.remedy):
        assert sentence.endswith(".")
        assert SECRET not in sentence
    return raised.value


@pytest.mark.parametrize(("kind", "error"), [("model", ModelError), ("dataset", DataError)])
def test_an_unknown_repository(kind: Any, error: Any, hub: Hub) -> None:
    raised = failure(error, pin, kind, "org/nothing")
    assert "'org/nothing' does not exist" in raised.what
    assert "or is private" in raised.what


def test_an_unknown_repository_for_a_known_user(hub: Hub, token: str) -> None:
    assert "does not exist" in failure(ModelError, pin, "model", "org/nothing").what


def test_an_unknown_repository_without_an_error_code(hub: Hub) -> None:
    hub.fault("GET /api/models/org/m", status=401)
    assert "does not exist" in failure(ModelError, pin, "model", "org/m").what


def test_a_private_repository(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.add("dataset", "org/d", {"a.txt": "a"}, private=True, readers={SECRET})
    raised = failure(DataError, pin, "dataset", "org/d")
    assert "is private" in raised.what
    assert "HF_TOKEN" in raised.remedy
    monkeypatch.setenv("HF_TOKEN", SECRET)
    assert (fetch(pin("dataset", "org/d"), ["a.txt"]) / "a.txt").read_text() == "a"


@pytest.mark.parametrize("known", [False, True])
def test_a_gated_repository(known: bool, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.add("dataset", "org/d", {"a.txt": "a"}, gated="manual", readers={SECRET})
    if known:
        hub.tokens.add("hf_other")
        monkeypatch.setenv("HF_TOKEN", "hf_other")
    pinned = pin("dataset", "org/d")
    assert pinned.gated
    raised = failure(DataError, fetch, pinned, ["a.txt"])
    assert "is gated" in raised.what
    assert f"{hub.url}/datasets/org/d," in raised.remedy
    assert "HF_TOKEN" in raised.remedy
    monkeypatch.setenv("HF_TOKEN", SECRET)
    assert (fetch(pinned, ["a.txt"]) / "a.txt").read_text() == "a"


def test_a_token_that_is_not_valid(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    monkeypatch.setenv("HF_TOKEN", SECRET)
    for call, args in ((pin, ("model", "org/m")), (fetch, (pinned, ["config.json"]))):
        raised = failure(ModelError, call, *args)
        assert "rejects your token" in raised.what
        assert "HF_TOKEN" in raised.remedy


def test_a_token_that_cannot_be_sent(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    add(hub)
    monkeypatch.setenv("HF_TOKEN", f"{SECRET}ü")
    assert "token cannot be sent" in failure(ModelError, pin, "model", "org/m").what


@pytest.mark.parametrize("revision", ["v9", "0" * 40, "..", "a b/ü"])
def test_an_unknown_revision(revision: str, hub: Hub) -> None:
    add(hub)
    raised = failure(ModelError, pin, "model", "org/m", revision)
    assert f"no revision '{revision}'" in raised.what


@pytest.mark.parametrize(
    "id", ["a/b/c", "../x", "", "/", "org/", "org/m.git", "a--b", "org/ü", "x" * 97, "a\0b", "a b"]
)
@pytest.mark.parametrize("without_network", [False, True])
def test_an_id_that_is_none(
    id: str, without_network: bool, hub: Hub, offline: Callable[[], None]
) -> None:
    if without_network:
        offline()
    assert "is not a valid id" in failure(ModelError, pin, "model", id).what
    assert "is not a valid id" in failure(DataError, pin, "dataset", id).what
    assert hub.requests == []


def test_a_file_that_the_hub_lists_and_does_not_have(hub: Hub) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    hub.fault("/resolve/", status=404, headers={"X-Error-Code": "EntryNotFound"})
    raised = failure(ModelError, fetch, pinned, ["config.json"])
    assert "no file 'config.json'" in raised.what


@pytest.mark.parametrize("status", [403, 451])
def test_refused_access(status: int, hub: Hub, token: str) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    hub.fault("org/m", status=status)
    for call, args in ((pin, ("model", "org/m")), (fetch, (pinned, ["config.json"]))):
        raised = failure(ModelError, call, *args)
        assert f"refuses access to the model 'org/m' (status {status})" in raised.what


def test_a_request_that_the_hub_does_not_understand(hub: Hub) -> None:
    hub.fault(INFO, status=400)
    assert "does not understand" in failure(ModelError, pin, "model", "org/m").what


def test_a_short_rate_limit_is_waited_for_once(hub: Hub, impatient: list[float]) -> None:
    add(hub)
    fault = hub.fault(INFO, status=429, headers={"Retry-After": "3"}, times=1)
    assert pin("model", "org/m").id == "org/m"
    assert impatient == [3]
    fault.times, fault.seen = None, 0
    raised = failure(NetworkError, pin, "model", "org/m")
    assert fault.seen == 2
    assert "rate limit" in raised.what
    assert "Wait 3 seconds" in raised.remedy


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "55"}, "55 seconds"),
        ({"RateLimit": '"api";r=0;t=120'}, "120 seconds"),
        ({"Retry-After": "soon"}, "a few minutes"),
        ({}, "a few minutes"),
    ],
)
def test_a_long_rate_limit_is_said(
    headers: dict[str, str], wait: str, hub: Hub, impatient: list[float]
) -> None:
    fault = hub.fault(INFO, status=429, headers=headers)
    raised = failure(NetworkError, pin, "model", "org/m")
    assert f"Wait {wait}," in raised.remedy
    assert (fault.seen, impatient) == (1, [])


def test_a_rate_limit_until_a_date(hub: Hub, impatient: list[float]) -> None:
    until = datetime.now(UTC) + timedelta(seconds=100)
    hub.fault(INFO, status=429, headers={"Retry-After": format_datetime(until, usegmt=True)})
    seconds = failure(NetworkError, pin, "model", "org/m").remedy.split()[1]
    assert 90 <= int(seconds) <= 100


def test_a_rate_limit_on_files(hub: Hub, impatient: list[float]) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    fault = hub.fault("HEAD", status=429, headers={"Retry-After": "2"}, times=2)
    fetch(pinned, ["config.json"])
    assert impatient
    fault.times, fault.seen = None, 0
    raised = failure(NetworkError, fetch, pinned, ["model.safetensors"])
    assert "Wait 2 seconds" in raised.remedy


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_hub_that_fails(status: int, hub: Hub, impatient: list[float]) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    fault = hub.fault("org/m", status=status)
    raised = failure(NetworkError, pin, "model", "org/m")
    assert f"status {status}" in raised.what
    assert "HF_HUB_OFFLINE=1" in raised.remedy
    assert fault.seen == 1
    assert f"status {status}" in failure(NetworkError, fetch, pinned, ["config.json"]).what
    hub.faults.clear()
    hub.fault("GET .*resolve", status=status)
    assert f"status {status}" in failure(NetworkError, fetch, pinned, ["config.json"]).what


def test_without_a_network_the_cache_is_not_taken_in_silence(
    hub: Hub, impatient: list[float], offline: Callable[[], None]
) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    fetch(pinned, ["config.json"])
    hub.close()
    raised = failure(NetworkError, pin, "model", "org/m")
    assert f"127.0.0.1:{hub.port} " in raised.what
    assert "HF_HUB_OFFLINE=1" in raised.remedy
    raised = failure(NetworkError, fetch, pinned, ["model.safetensors"])
    assert "cannot be reached for model.safetensors of the model 'org/m'" in raised.what
    assert fetch(pinned, ["config.json"])
    offline()
    assert pin("model", "org/m") == pinned


def test_a_connection_cut_in_mid_file_is_taken_up_again(
    hub: Hub, impatient: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 10_000)
    add(hub)
    hub.fault("GET .*safetensors", cut_after=30_000)
    folder = fetch(pin("model", "org/m"), ["model.safetensors"])
    assert (folder / "model.safetensors").read_bytes() == WEIGHTS
    ranges = [r.headers["range"] for r in hub.requests if "range" in r.headers]
    assert ranges == ["bytes=30000-", "bytes=60000-", "bytes=90000-"]


def test_a_connection_that_is_cut_again_and_again(hub: Hub, impatient: list[float]) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    hub.fault("GET .*safetensors", cut_after=0)
    raised = failure(NetworkError, fetch, pinned, ["model.safetensors"])
    assert "broke while fetching model.safetensors of the model 'org/m'" in raised.what


def test_a_listing_that_is_cut(hub: Hub) -> None:
    add(hub)
    hub.fault(INFO, cut_after=10)
    found = failure(NetworkError, pin, "model", "org/m")
    assert "broke while fetching the model 'org/m'" in found.what


def test_a_hub_that_does_not_answer_in_time(
    hub: Hub, impatient: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    monkeypatch.setattr("xstilts_kit.hub._asking._ANSWER_WITHIN", 0.1)
    hub.fault("org/m", delay=30)
    assert "in time" in failure(NetworkError, pin, "model", "org/m").what
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_ETAG_TIMEOUT", 0.1)
    monkeypatch.setattr("huggingface_hub.file_download._ETAG_RETRY_TIMEOUT", 0.1)
    raised = failure(NetworkError, fetch, pinned, ["config.json"])
    assert "did not answer in time for config.json" in raised.what
    hub.faults.clear()
    hub.fault("GET .*resolve", delay=30)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DOWNLOAD_TIMEOUT", 0.1)
    assert "in time" in failure(NetworkError, fetch, pinned, ["config.json"]).what


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Please log in to the hotel's network</html>",
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"id": "org/m"}',
        b'{"id": "org/m", "sha": "main", "siblings": []}',
        b'{"id": "org/m", "sha": "%s", "siblings": [{}]}' % (b"a" * 40),
        b'{"id": "org/m", "sha": "%s", "siblings": [{"rfilename": "../x", "size": 1,'
        b' "blobId": "0"}]}' % (b"a" * 40),
        b'{"id": "org/m", "sha": "%s", "siblings": [{"rfilename": "x", "size": "?",'
        b' "blobId": "0"}]}' % (b"a" * 40),
    ],
)
def test_something_that_is_no_hub(body: bytes, hub: Hub) -> None:
    hub.fault(INFO, body=body)
    raised = failure(NetworkError, pin, "model", "org/m")
    assert "did not answer like a Hub" in raised.what
    assert "HF_ENDPOINT" in raised.remedy


def test_something_that_is_no_hub_has_files(hub: Hub) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    hub.fault("resolve", body=b"<html>Please log in</html>")
    failure(NetworkError, fetch, pinned, ["config.json"])


def test_another_commit_than_was_asked_for(hub: Hub) -> None:
    add(hub)
    other = b'{"id": "org/m", "sha": "%s", "siblings": []}' % (b"a" * 40)
    hub.fault("GET /api/models/org/m/revision", body=other)
    failure(NetworkError, pin, "model", "org/m", "b" * 40)


@pytest.mark.parametrize("endpoint", ["nonsense", "ftp://x", "http://", "http://[", "http://a b"])
def test_an_endpoint_that_is_none(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
    failure(NetworkError, pin, "model", "org/m")


def test_a_password_in_the_endpoint_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = NOWHERE.replace("http://", f"http://me:{SECRET}@")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
    assert "127.0.0.1:1 cannot be reached" in failure(NetworkError, pin, "model", "org/m").what


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EROFS, "not permitted"),
        (errno.EACCES, "not permitted"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_disk_that_takes_nothing(
    number: int, said: str, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    real = Path.open

    def refuse(path: Path, *args: Any, **options: Any) -> Any:
        if path.name.endswith(".incomplete"):
            raise OSError(number, "Input/output error", str(path))
        return real(path, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)
    raised = failure(StorageError, fetch, pinned, ["config.json"])
    assert said in raised.what
    assert "HF_HOME" in raised.remedy


def test_a_memory_that_cannot_be_written(
    hub: Hub, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(hub)

    def refuse(*args: Any, **options: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fdopen", refuse)
        assert "the disk is full" in failure(StorageError, pin, "model", "org/m").what
    assert [path for path in home.rglob("*") if path.suffix == ".tmp"] == []
    home.joinpath("xstilts").rename(home / "elsewhere")
    home.joinpath("xstilts").write_text("in the way")
    failure(StorageError, pin, "model", "org/m")


def test_more_than_fits_is_not_begun(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    add(hub)
    pinned = pin("model", "org/m")
    hub.forget_requests()

    class Usage:
        free = 100_000

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    raised = failure(StorageError, fetch, pinned, ["config.json", "model.safetensors"])
    assert "0.1 MB are needed, but only 0.1 MB are free" in raised.what
    assert hub.requests == []


def test_no_token_and_no_traceback_reach_the_terminal(hub: Hub, tmp_path: Path) -> None:
    hub.add("model", "org/m", {"config.json": "{}"}, gated="auto")
    hub.tokens.add(SECRET)
    code = (
        "from xstilts_kit.diagnostics.errors import XstiltsError\n"
        "from xstilts_kit.hub import fetch, pin\n"
        "try:\n"
        "    fetch(pin('model', 'org/m'), ['config.json'])\n"
        "except XstiltsError as error:\n"
        "    print(error)\n"
    )
    done = run_python(hub, tmp_path, code, token=SECRET)
    assert "is gated" in done.stdout
    assert done.stderr == ""
    assert SECRET not in done.stdout
