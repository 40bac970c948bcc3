"""Which tests run in one process."""

from pathlib import Path

from sharing_out import _TOGETHER, group_of

TESTS = Path(__file__).parent


def test_every_file_that_shares_a_fixture_is_there() -> None:
    assert [file for file in _TOGETHER if not (TESTS / file).is_file()] == []


def test_a_group_is_a_file_or_the_files_that_share() -> None:
    push, run = ("tests/baselines/test_push.py::test_a[x]", "tests/baselines/test_run.py::test_b")
    assert group_of(push) == group_of(run)
    alone = "tests/schemas/test_schemas.py"
    assert group_of(f"{alone}::test_a") == group_of(f"{alone}::test_b[tests/x::y]")
    assert group_of(f"{alone}::test_a") != group_of(push)
