"""How several processes share the tests out: files with a costly fixture in common stay together.

pytest-xdist has groups for that (``--dist loadgroup``), but version 3.8 loses them with pytest 9.
"""

from xdist.scheduler import LoadScopeScheduling

_TOGETHER = {
    **dict.fromkeys(("baselines/test_push.py", "baselines/test_run.py"), "a finished run"),
    **dict.fromkeys(
        (
            "baselines/data/test_targets.py",
            "baselines/test_cheap.py",
            "baselines/test_corpora.py",
            "baselines/test_miniature.py",
            "baselines/test_questions.py",
        ),
        "the generated miniature",
    ),
    **dict.fromkeys(
        (
            "leaderboard/test_copies.py",
            "leaderboard/test_fetching.py",
            "leaderboard/test_reproduction.py",
        ),
        "a board with its numbers",
    ),
}
"""File → what it shares with others; any other file stays alone."""


def group_of(nodeid: str) -> str:
    """The tests of a group run in one process, one after the other."""
    file = nodeid.partition("::")[0].removeprefix("tests/")
    return _TOGETHER.get(file, file)


class Groups(LoadScopeScheduling):
    """A process that is free takes the next group, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
