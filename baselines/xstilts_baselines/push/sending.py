"""Sending what was laid out: one commit, then its tag."""

from dataclasses import dataclass

from xstilts_baselines.push.layout import Pushed
from xstilts_kit.hub import tag, upload


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a push did."""

    commit: str
    changed: bool
    """False where the repository held the same files already."""
    page: str
    """The repository, or the pull request."""
    tag: str | None
    """None for a pull request: its commit is not the one that will be merged."""


def push(
    what: Pushed, *, pull_request: bool = False, private: bool = False, message: str | None = None
) -> Outcome:
    """Send everything in one commit; the same content again makes none.

    Args:
        what: What goes where.
        pull_request: Propose the commit instead of making it on ``main``.
        private: Whether a repository that is made now is its owner's alone.
        message: The commit's first line.

    Raises:
        ModelError: The token may not write there, or another commit has the tag.
        NetworkError: The Hub cannot be reached or fails; nothing half written can be seen then.
    """
    landed = upload(
        "model",
        what.repository,
        what.files,
        message or what.message,
        pull_request=pull_request,
        private=private,
    )
    if not pull_request:
        tag("model", what.repository, what.tag, landed.commit, what.message)
    return Outcome(landed.commit, landed.changed, landed.page, None if pull_request else what.tag)
