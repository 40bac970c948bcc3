"""Upload the laid-out files: one commit, then its tag."""

from dataclasses import dataclass

from xstilts_baselines.push.layout import Pushed
from xstilts_kit.hub import tag, upload


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a push."""

    commit: str
    changed: bool
    """False if the repository already had the same files."""
    page: str
    """Address of the repository or pull request."""
    tag: str | None
    """None for a pull request, because the merged commit is a different one."""


def push(
    what: Pushed, *, pull_request: bool = False, private: bool = False, message: str | None = None
) -> Outcome:
    """Upload all files in one commit; unchanged content makes no commit.

    Args:
        what: The files to upload.
        pull_request: Open a pull request instead of committing to ``main``.
        private: Whether a newly created repository is private.
        message: The commit's first line.

    Raises:
        ModelError: The token has no write access, or another commit has the tag.
        NetworkError: The Hub cannot be reached or fails; no partial upload is visible.
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
