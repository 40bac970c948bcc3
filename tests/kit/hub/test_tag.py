"""A tag names one commit, once."""

import pytest

from loopback_hub import Hub
from xstilts_kit.diagnostics.errors import ModelError, NetworkError
from xstilts_kit.hub import tag, upload


@pytest.fixture(autouse=True)
def writer(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.tokens |= {"t"}
    hub.writers |= {"t"}
    monkeypatch.setenv("HF_TOKEN", "t")


def test_a_commit_gets_a_tag_once(hub: Hub) -> None:
    commit = upload("model", "alice/m", {"a": b"1"}, "Add").commit
    assert tag("model", "alice/m", "v1", commit, "First")
    assert not tag("model", "alice/m", "v1", commit, "First")
    assert hub.repositories["model", "alice/m"].tags == {"v1": commit}


def test_a_tag_is_never_moved(hub: Hub) -> None:
    first = upload("model", "alice/m", {"a": b"1"}, "Add").commit
    tag("model", "alice/m", "v1", first, "First")
    second = upload("model", "alice/m", {"a": b"2"}, "Change").commit
    with pytest.raises(ModelError, match="points to another commit"):
        tag("model", "alice/m", "v1", second, "Second")
    assert hub.repositories["model", "alice/m"].tags == {"v1": first}


def test_a_hub_that_fails_is_a_matter_of_the_network(hub: Hub) -> None:
    commit = upload("model", "alice/m", {"a": b"1"}, "Add").commit
    hub.fault(r"/tag/", status=503)
    with pytest.raises(NetworkError):
        tag("model", "alice/m", "v1", commit, "First")
