"""Jobs shared by the processes of a run.

A job is worked on in stages, and a stage consists of independent units, the most costly first.
Every process begins the next job that nobody has begun, takes units until none is left, and when
all jobs have been begun, helps where most units are left. Whoever completes the last unit of a
stage opens the next one, or finishes the job. So no process waits while there is work.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from xstilts_kit.engine.team import Team

Unit = Callable[[], None]


class Job(Protocol):
    """Work whose result does not depend on who does which part."""

    def stage(self, number: int) -> Sequence[Unit]:
        """Return the units of a stage, counted from 1: the same on all processes.

        Empty if there is no further stage. The results of the stages before can be read.
        """
        ...

    def finish(self) -> None:
        """Complete the job once all its stages are done; called on one process."""
        ...

    def leave(self) -> None:
        """Free memory; this process will work on another job."""
        ...


def share(team: Team, jobs: Sequence[Job]) -> None:
    """Carry out jobs together with the team's other processes; returns when all are finished.

    Raises:
        ProcessError: Another process failed or was lost.
    """
    while (number := team.add("jobs/begun") - 1) < len(jobs):
        _open(team, number, jobs[number], 1)
        _work(team, number, jobs[number])
        jobs[number].leave()
    left = list(range(len(jobs)))
    while left:
        number = max(left, key=lambda one: _units_left(team, one))
        if _units_left(team, number):
            _work(team, number, jobs[number])
            jobs[number].leave()
        else:
            team.pause()
        left = [one for one in left if team.get(_key(one, "finished")) is None]


def _key(number: int, *parts: str | int) -> str:
    return "/".join(map(str, ("job", number, *parts)))


def _open(team: Team, number: int, job: Job, stage: int) -> None:
    """Open a stage of a job, or finish the job if it has no further stage."""
    units = job.stage(stage)
    if units:
        team.put(_key(number, stage, "units"), str(len(units)))
        team.add(_key(number, "stage"))
    else:
        job.finish()
        team.put(_key(number, "finished"), "")


def _stage(team: Team, number: int) -> tuple[int, int]:
    """Return a job's current stage (0: not begun yet) and its number of units."""
    stage = team.add(_key(number, "stage"), 0)
    return stage, int(team.get(_key(number, stage, "units")) or 0) if stage else 0


def _units_left(team: Team, number: int) -> int:
    """Return the number of units that nobody has taken yet."""
    stage, total = _stage(team, number)
    return max(0, total - team.add(_key(number, stage, "taken"), 0)) if stage else 0


def _work(team: Team, number: int, job: Job) -> None:
    """Take units of a job until none is left."""
    while _units_left(team, number):
        stage, total = _stage(team, number)
        units = job.stage(stage)
        while (unit := team.add(_key(number, stage, "taken")) - 1) < total:
            team.check()
            units[unit]()
            if team.add(_key(number, stage, "done")) == total:
                _open(team, number, job, stage + 1)
