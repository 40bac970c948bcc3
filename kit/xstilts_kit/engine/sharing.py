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


def share(team: Team, jobs: Sequence[Job], name: str = "job") -> None:
    """Carry out jobs together with the team's other processes; returns when all are finished.

    Args:
        team: The processes.
        jobs: The same jobs, in the same order, on all processes.
        name: Tells these jobs from others that the team has shared.

    Raises:
        ProcessError: Another process failed or was lost.
    """
    while (number := team.add(f"{name}/begun") - 1) < len(jobs):
        _open(team, name, number, jobs[number], 1)
        _work(team, name, number, jobs[number])
        jobs[number].leave()
    left = list(range(len(jobs)))
    while left:
        number = max(left, key=lambda one: _units_left(team, name, one))
        if _units_left(team, name, number):
            _work(team, name, number, jobs[number])
            jobs[number].leave()
        else:
            team.pause()
        left = [one for one in left if team.get(_key(name, one, "finished")) is None]


def _key(name: str, number: int, *parts: str | int) -> str:
    return "/".join(map(str, (name, number, *parts)))


def _open(team: Team, name: str, number: int, job: Job, stage: int) -> None:
    """Open a stage of a job, or finish the job if it has no further stage."""
    units = job.stage(stage)
    if units:
        team.put(_key(name, number, stage, "units"), str(len(units)))
        team.add(_key(name, number, "stage"))
    else:
        job.finish()
        team.put(_key(name, number, "finished"), "")


def _stage(team: Team, name: str, number: int) -> tuple[int, int]:
    """Return a job's current stage (0: not begun yet) and its number of units."""
    stage = team.add(_key(name, number, "stage"), 0)
    return stage, int(team.get(_key(name, number, stage, "units")) or 0) if stage else 0


def _units_left(team: Team, name: str, number: int) -> int:
    """Return the number of units that nobody has taken yet."""
    stage, total = _stage(team, name, number)
    return max(0, total - team.add(_key(name, number, stage, "taken"), 0)) if stage else 0


def _work(team: Team, name: str, number: int, job: Job) -> None:
    """Take units of a job until none is left."""
    while _units_left(team, name, number):
        stage, total = _stage(team, name, number)
        units = job.stage(stage)
        while (unit := team.add(_key(name, number, stage, "taken")) - 1) < total:
            team.check()
            units[unit]()
            if team.add(_key(name, number, stage, "done")) == total:
                _open(team, name, number, job, stage + 1)
