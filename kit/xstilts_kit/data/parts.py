"""The parts of the official edition: one for each (task, language, split) that can be built."""

from collections.abc import Sequence
from dataclasses import dataclass

from xstilts_kit import editions
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.editions.builders import Builder, PrimaryFile, all_builders
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Role, Task, get_data

DEFAULT_ROLES: tuple[Role, ...] = ("validation", "test")


@dataclass(frozen=True, slots=True)
class Part:
    """One (task, language, split) of the edition."""

    name: str
    """Of the task."""
    language: str
    role: Role

    def __str__(self) -> str:
        return f"{self.name}/{self.language} ({self.role})"

    @property
    def task(self) -> Task:
        """Its task."""
        return get_data(self.name)

    @property
    def builder(self) -> Builder:
        """Its task's builder."""
        return all_builders()[self.name]

    @property
    def primary(self) -> tuple[PrimaryFile, ...]:
        """What it is made from."""
        return self.builder.primary(self.language, self.role)

    @property
    def edition(self) -> str | None:
        """The edition that it belongs to."""
        known = (
            n
            for n in editions.OFFICIAL
            if editions.registered(self.name, self.language, self.role, n)
        )
        return next(known, None)

    @property
    def official(self) -> editions.Registered | None:
        """What the official edition says of it."""
        return editions.registered(self.name, self.language, self.role, self.edition or "")

    def key(self, separator: str) -> str:
        """A name for files."""
        return separator.join((self.name, self.language, self.role))


def choose_parts(
    tasks: Sequence[str] = (), languages: Sequence[str] = (), roles: Sequence[Role] = ()
) -> tuple[Part, ...]:
    """The parts of the edition that have these names; empty stands for all.

    All tasks are XTREME's; others must be named.

    Raises:
        UsageError: A task or language that there is not, or nothing is left.
    """
    names = [get_data(name).name for name in tasks] or [
        name for name in all_builders() if name in get_suite("xtreme").task_names
    ]
    without = [name for name in names if name not in all_builders()]
    if without:
        raise UsageError(
            f"{', '.join(without)} cannot be prepared by this version.",
            f"It prepares {', '.join(all_builders())}.",
        )
    chosen = [get_data(name) for name in dict.fromkeys(names)]
    parts = [
        part
        for task in chosen
        for language in dict.fromkeys((*task.languages, *languages))
        for role in roles or DEFAULT_ROLES
        if (not languages or language in languages)
        and (part := Part(task.name, language, role)).primary
    ]
    known = sorted({code for task in chosen for code in task.languages})
    for language in languages:
        if language not in known and all(part.language != language for part in parts):
            raise UsageError(
                f"There is no language {language!r} in {', '.join(t.name for t in chosen)}.",
                nearest(language, known, otherwise=f"The languages are: {' '.join(known)}."),
            )
    if not parts:
        raise UsageError(
            "There is no such split: XTREME publishes none for these tasks and languages.",
            "`xstilts-submit data status --task TASK` lists what there is.",
        )
    return tuple(parts)
