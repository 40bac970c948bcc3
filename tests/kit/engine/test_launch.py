"""The variables of torchrun: consistent, missing, contradictory."""

import pytest

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.engine.launch import ALONE, Launch, launch_problems, read_launch

WHOLE = {
    "RANK": "3",
    "WORLD_SIZE": "4",
    "LOCAL_RANK": "1",
    "LOCAL_WORLD_SIZE": "2",
    "MASTER_ADDR": "node1",
    "MASTER_PORT": "29500",
}


def test_the_place_of_a_process_is_read() -> None:
    assert read_launch(WHOLE) == Launch(rank=3, size=4, local_rank=1, local_size=2)


@pytest.mark.parametrize(
    "environment",
    [{}, {"MASTER_ADDR": "node1"}, {"WORLD_SIZE": "1"}, WHOLE | {"WORLD_SIZE": "1", "RANK": "0",
      "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "1"}],
)  # fmt: skip
def test_one_process_is_alone(environment: dict[str, str]) -> None:
    assert launch_problems(environment) == []
    assert read_launch(environment) == ALONE


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"RANK": "4"}, "RANK=4 is not below WORLD_SIZE=4"),
        ({"LOCAL_RANK": "2"}, "LOCAL_RANK=2 is not below LOCAL_WORLD_SIZE=2"),
        ({"RANK": "0"}, "LOCAL_RANK=1 is more than RANK=0"),
        ({"LOCAL_WORLD_SIZE": "8"}, "LOCAL_WORLD_SIZE=8 is more than WORLD_SIZE=4"),
        ({"WORLD_SIZE": "four"}, "WORLD_SIZE='four' is not a number"),
        ({"MASTER_PORT": "70000"}, "MASTER_PORT=70000 is not a port"),
        ({"RANK": None}, "RANK is not set, although WORLD_SIZE=4, LOCAL_RANK=1 is"),
        ({"MASTER_ADDR": "", "MASTER_PORT": None}, "MASTER_ADDR and MASTER_PORT are not set"),
    ],
)
def test_variables_that_do_not_fit_are_named(changes: dict[str, str | None], says: str) -> None:
    environment = {key: value for key, value in (WHOLE | changes).items() if value is not None}
    assert says in "; ".join(launch_problems(environment))
    with pytest.raises(UsageError, match="variables of torchrun"):
        read_launch(environment)
