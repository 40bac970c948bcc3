"""The processes of a run as threads around one store: work, disagreement, failure, loss."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from xstilts_kit.diagnostics.errors import DataError, ProcessError, UsageError
from xstilts_kit.engine.launch import Launch
from xstilts_kit.engine.rendezvous import team_of
from xstilts_kit.engine.sharing import Unit, share
from xstilts_kit.engine.team import Team
from xstilts_kit.prediction import together
from xstilts_kit.prediction.together import device_of


def _together(size: int, work: Callable[[Team], object], patience: float = 60.0) -> list[object]:
    """Result or error of each process."""
    from torch.distributed import HashStore

    store, found = HashStore(), [None] * size

    def process(rank: int) -> None:
        try:
            with Team(Launch(rank, size, rank, size), store, patience, 0.02) as team:
                found[rank] = work(team)
        except BaseException as error:
            found[rank] = error

    threads = [threading.Thread(target=process, args=(rank,)) for rank in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


class _Job:
    def __init__(self, done: list[tuple[int, int]], stages: tuple[int, ...]) -> None:
        self.done, self.stages, self.finished = done, stages, 0

    def stage(self, number: int) -> list[Unit]:
        count = self.stages[number - 1] if number <= len(self.stages) else 0
        return [lambda unit=unit: self.done.append((number, unit)) for unit in range(count)]

    def finish(self) -> None:
        self.finished += 1

    def leave(self) -> None:
        pass


@pytest.mark.parametrize("size", [1, 2, 3])
def test_every_unit_is_done_once_and_in_the_order_of_the_stages(size: int) -> None:
    done: list[list[tuple[int, int]]] = [[], [], []]
    jobs = [_Job(done[0], (5, 2)), _Job(done[1], ()), _Job(done[2], (1, 4, 3))]
    assert _together(size, lambda team: share(team, jobs)) == [None] * size
    for job in jobs:
        whole = [(n + 1, unit) for n, count in enumerate(job.stages) for unit in range(count)]
        assert sorted(job.done) == whole
        assert [stage for stage, _ in job.done] == sorted(stage for stage, _ in job.done)
        assert job.finished == 1


def test_a_process_with_other_facts_is_rejected() -> None:
    first, second = _together(2, lambda team: team.agree({"model": team.launch.rank, "same": 1}))
    assert isinstance(second, UsageError)
    assert "does not have the same model as rank 0" in second.what
    assert second.what.startswith("Rank 1 of 2 (")
    assert isinstance(first, ProcessError)
    assert "Rank 1 of 2 (" in first.what and "has stopped" in first.what


def test_an_error_of_one_process_stops_the_others() -> None:
    def work(team: Team) -> None:
        if team.launch.rank == 1:
            raise DataError("A file is damaged.", "Restore it.")
        team.wait_for("never")

    first, second, third = _together(3, work)
    assert isinstance(first, ProcessError)
    assert first.what.endswith("has stopped: A file is damaged. Restore it.")
    assert isinstance(second, DataError)
    assert isinstance(third, SystemExit) and third.code == 6


def test_a_process_without_a_sign_of_life_is_lost() -> None:
    def work(team: Team) -> None:
        if team.launch.rank == 1:
            team._over.set()  # as if it had been killed
            team._watcher.join()
            raise SystemExit(6)
        team.wait_for("never")

    first, _ = _together(2, work, patience=0.3)
    assert isinstance(first, ProcessError)
    assert "Rank 1 of 2 (" in first.what and "was lost: no sign of life" in first.what


def test_one_process_needs_no_team() -> None:
    assert team_of({}) is None


def test_one_device_is_not_given_to_several_processes() -> None:
    with pytest.raises(UsageError, match="each needs its own device"):
        device_of("cuda:1", Launch(0, 2, 0, 2))
    assert device_of("cpu", Launch(1, 2, 1, 2)).type == "cpu"


def test_a_folder_that_is_not_shared_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "_SIGHT", 0.1)

    def work(team: Team) -> None:
        if team.first:
            team.put("token", "of the first")
            team.wait_for("never")
        together.help_first(team, tmp_path / "own", lambda *_: [])

    _, second = _together(2, work)
    assert "is not the folder that rank 0 writes" in str(second)
    assert "a disk that all machines share" in str(second)
