"""Studies: the effect of intermediate tasks over several seeds, and comparable pairs of rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.suites import find_suite
from xstilts_leaderboard.tables.columns import INVENTED, is_invented
from xstilts_leaderboard.tables.differences import ONE_SEED, Arm, Delta, Transfer, pairs_of
from xstilts_leaderboard.tracks._track import Leaf, Material, Track
from xstilts_schemas import checked, load

STUDIES = "leaderboard/studies"

_CHOSEN = {
    "english-dev": "checkpoints chosen on English dev",
    "all-languages-dev": "checkpoints chosen on dev sets of all languages",
    "last": "the last checkpoint of each run",
    "unknown": "checkpoint selection not stated",
}
_TRANSFORMED = {"centre": "sentence vectors centred", "whiten": "sentence vectors whitened"}


@dataclass(frozen=True, slots=True)
class Study:
    """One study: its main table first, then a table for each control arm."""

    name: str
    tables: tuple[Transfer, ...]

    @property
    def main(self) -> Transfer:
        """The table without a transform of the sentence vectors."""
        return self.tables[0]

    @property
    def path(self) -> str:
        """Path of its page, relative to the site's root."""
        folder = INVENTED if is_invented(self.main.suite) else ""
        return f"{folder}studies/{self.name}.html"

    @property
    def shown(self) -> tuple[tuple[str, str, Delta], ...]:
        """(arm, task, difference) of every task with a verdict other than *not shown*."""
        return tuple(
            (arm.name, task, delta)
            for arm in self.main.arms
            for task, delta in arm.deltas.items()
            if delta.verdict in ("better", "worse")
        )


@dataclass(frozen=True, slots=True)
class Studies:
    """All studies, and the pairs of rows that differ only in their intermediate task."""

    studies: tuple[Study, ...]
    pairs: tuple[Transfer, ...]


def read(material: Material) -> Studies:
    """Read the studies of a checkout, and find the pairs among the rows.

    Raises:
        DataError: A file is not a study.
    """
    pairs = (table for rows in material.rows.values() for table in pairs_of(rows))
    return Studies(read_studies(material.root), tuple(pairs))


def read_studies(root: Path) -> tuple[Study, ...]:
    """The studies of a checkout, by name.

    Raises:
        DataError: A file is not a study.
    """
    folder = root / STUDIES
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return tuple(Study(path.stem, tuple(_tables(path))) for path in paths)


def _tables(path: Path) -> Iterator[Transfer]:
    remedy = "Write it with `xstilts-baselines study`."
    try:
        value = parse(path.read_text(encoding="utf-8"))
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}.", remedy) from error
    value, faults = checked("study", value)
    for fault in faults:
        where = ".".join(map(str, fault.absolute_path)) or "the study"
        raise DataError(f"{path}: {where}: {fault.message[:200]}.", remedy)
    seeds = len(value["seeds"])
    suite = find_suite(value["suite"])
    if suite is None:
        raise DataError(f"{path}: there is no suite {value['suite']!r}.", remedy)
    hours = {arm["name"]: arm.get("hours") for arm in value["arms"]}
    main = Transfer(
        title=value["title"],
        question=value["question"],
        suite=value["suite"],
        baseline=value["baseline"],
        basis=f"{ONE_SEED if seeds == 1 else f'{seeds} paired seeds'};"
        f" {_CHOSEN[value['model_selection']]}",
        signature=value["signature"],
        tasks=suite.task_names,
        arms=_arms(value, "none"),
        notes=tuple(value["notes"])
        + tuple(
            f"{one['of']}: {'equal' if one['equal'] else 'not equal'}: {one['what']}."
            for one in value["budgets"]
        ),
        name=path.stem,
        hours=hours.get(value["baseline"]),
    )
    yield main
    for transform in dict.fromkeys(one["transform"] for one in value["deltas"]):
        if transform != "none":
            words = _TRANSFORMED.get(transform, transform)
            yield replace(
                main,
                title=f"{main.title}: control arm, {words}",
                question="Both arms have their sentence vectors transformed; the transform was"
                " fitted on the texts of other tasks, without any training.",
                arms=_arms(value, transform),
                signature=None,
                notes=(),
                control=words,
            )


def _arms(value: Mapping[str, Any], transform: str) -> tuple[Arm, ...]:
    """Every arm but the baseline, with its differences under this transform."""
    return tuple(
        Arm(
            arm["name"],
            arm["title"],
            dict(_deltas(value["deltas"], arm["name"], transform, ("task", "overall"))),
            arm.get("hours"),
            dict(_deltas(value["deltas"], arm["name"], transform, ("cell",))),
        )
        for arm in value["arms"]
        if arm["name"] != value["baseline"]
    )


def _deltas(
    deltas: Sequence[Mapping[str, Any]], arm: str, transform: str, kinds: Sequence[str]
) -> Iterator[tuple[str, Delta]]:
    for one in deltas:
        if (one["arm"], one["transform"]) == (arm, transform) and one["kind"] in kinds:
            low, high = one["interval"] or (None, None)
            yield (
                one["name"],
                Delta(
                    one["delta"],
                    low,
                    high,
                    one["sd"],
                    one["seeds"],
                    one["baseline"],
                    tuple(one["by_seed"]),
                    one["verdict"],
                ),
            )


def export(value: Studies) -> Mapping[str, Any]:
    """``api/v1/transfer.json``: every table of differences."""
    tables = [table for study in value.studies for table in study.tables]
    return {
        "schema": "xstilts-api-transfer-v1",
        "tables": [_table_json(table) for table in (*tables, *value.pairs)],
    }


def _table_json(table: Transfer) -> Mapping[str, Any]:
    return {
        "study": table.name or None,
        "title": table.title,
        "question": table.question,
        "suite": table.suite,
        "baseline": table.baseline,
        "basis": table.basis,
        "signature": table.signature,
        "tasks": list(table.tasks),
        "arms": [
            {
                "name": arm.name,
                "title": arm.title,
                "hours": arm.hours,
                "deltas": {name: _delta_json(delta) for name, delta in arm.deltas.items()},
                "languages": {name: _delta_json(delta) for name, delta in arm.cells.items()},
            }
            for arm in table.arms
        ],
        "notes": list(table.notes),
    }


def _delta_json(delta: Delta) -> Mapping[str, Any]:
    return {
        "delta": delta.delta,
        "low": delta.low,
        "high": delta.high,
        "sd": delta.sd,
        "seeds": delta.seeds,
        "without": delta.without,
        "by_seed": list(delta.by_seed),
        "verdict": delta.verdict,
    }


def _leaves(value: Studies) -> Iterable[Leaf]:
    """One page per study, and an index of the studies on invented data."""
    yield Leaf(f"{INVENTED}studies.html", "Studies of the miniature", value)
    for study in value.studies:
        yield Leaf(study.path, study.main.title, study)


TRACK = Track(
    name="transfer",
    path="studies.html",
    title="Studies",
    read=read,
    template="studies.html.j2",
    export=export,
    schema=load("api-transfer"),
    files=STUDIES,
    order=20,
    grouped=False,
    leaves=_leaves,
)
