"""Reproductions: a sample of a row is predicted again with its checkpoint and compared.

Maintainers commit the result; a row is shown as reproduced while its predictions stay the same.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, ModelError, UsageError
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.families import family_of
from xstilts_kit.submission.manifest import DataEntry, Manifest, Model
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_leaderboard.rows.copies import likeness_of
from xstilts_leaderboard.store.fetching import whole_folder
from xstilts_leaderboard.store.git import GitError, git
from xstilts_leaderboard.store.submissions import Entry
from xstilts_schemas import checked

_FOLDER = "leaderboard/reproduced"
SCHEMA = "xstilts-reproduction-v1"
PASSED_FROM = 0.99
"""Minimum share of equal records for a row to count as reproduced."""


@dataclass(frozen=True, slots=True)
class ReproducedCell:
    """A (task, language) pair that was predicted again."""

    task: str
    language: str
    records: int
    equal: int


@dataclass(frozen=True, slots=True)
class Reproduction:
    """The result of predicting a sample of a row again."""

    schema: str
    suite: str
    name: str
    predictions: str
    """SHA-256 of the row's canonical predictions."""
    seed: str
    """Seed of the sample: the commit that merged the row."""
    cells: tuple[ReproducedCell, ...]
    share: float
    """Share of equal records among those compared."""

    @property
    def passed(self) -> bool:
        """Whether enough records are equal."""
        return self.share >= PASSED_FROM

    def as_json(self) -> dict[str, Any]:
        """Return the reproduction as JSON."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]


def reproduction_path(root: Path, suite: str, name: str) -> Path:
    """Return the path of a row's reproduction."""
    return root / _FOLDER / suite / f"{name}.json"


def read_reproduction(root: Path, suite: str, name: str) -> Reproduction | None:
    """Read a row's reproduction; None if it was not attempted.

    Raises:
        DataError: The file is not a reproduction.
    """
    path = reproduction_path(root, suite, name)
    if not path.is_file():
        return None
    try:
        value = parse(path.read_text(encoding="utf-8"))
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path}: {error}.", "Write it anew: xstilts-leaderboard reproduce."
        ) from error
    value, faults = checked("reproduction", value)
    for fault in faults:
        raise DataError(
            f"{path}: {fault.message[:200]}.", "Write it anew: xstilts-leaderboard reproduce."
        )
    cells = tuple(ReproducedCell(**cell) for cell in value["cells"])
    return Reproduction(**value | {"cells": cells})


def is_reproduced(root: Path, suite: str, name: str, predictions: str) -> bool:
    """Whether a row was reproduced with exactly these predictions."""
    found = read_reproduction(root, suite, name)
    return found is not None and found.passed and found.predictions == predictions


def reproduce(
    entry: Entry,
    root: Path,
    *,
    sample: int,
    sources: Sequence[str] = (),
    models: Sequence[str] = (),
    seed: str | None = None,
    say: Say = lambda line: None,
) -> Reproduction:
    """Predict a sample of a row's tasks and languages again, with its own settings.

    Args:
        entry: The row, not withdrawn.
        root: The repository, whose history gives the seed.
        sample: Number of (task, language) pairs; every task gets one before any gets two.
        sources: Values of ``--source``.
        models: Values of ``--model``, needed if the manifest names a local folder.
        seed: Seed of the sample; by default the commit that merged the row.
        say: Called with a message for each prediction.

    Raises:
        ModelError: The checkpoint is not available, or its digest differs from the manifest's.
        DataError: Predictions or inputs are not available.
    """
    manifest = entry.manifest
    specs = list(models)
    if not specs:
        check_public(manifest)
    clean = (one for one in manifest.data if one.transform is None)
    drawn = draw(clean, sample, seed := seed or merge_commit(entry, root))
    with whole_folder(entry) as whole, TemporaryDirectory(prefix="xstilts-") as scratch:
        digest = likeness_of(whole, manifest).digest
        cells = []
        for number, data in enumerate(drawn, 1):
            say(f"{number} of {len(drawn)}: {data.task}/{data.language}")
            out = Path(scratch) / f"{number}"
            _predict(manifest, data, specs, sources, out)
            path = Cell(data.task, data.language).path
            records, equal = compare_records(whole / path, out / path)
            cells.append(ReproducedCell(data.task, data.language, records, equal))
    total = sum(cell.records for cell in cells)
    share = sum(cell.equal for cell in cells) / total if total else 0.0
    return Reproduction(SCHEMA, entry.suite, entry.name, digest, seed, tuple(cells), share)


def draw(data: Iterable[DataEntry], sample: int, seed: str) -> tuple[DataEntry, ...]:
    """Draw a sample of tasks and languages, determined by the seed.

    Args:
        data: The data entries of the row.
        sample: Sample size; every task gets one before any gets two.
        seed: An arbitrary string.
    """

    def luck(one: DataEntry) -> str:
        return sha256(f"{seed}/{one.task}/{one.language}".encode()).hexdigest()

    by_task: dict[str, list[DataEntry]] = {}
    for one in sorted(data, key=luck):
        by_task.setdefault(one.task, []).append(one)
    turns = [(turn, luck(one), one) for own in by_task.values() for turn, one in enumerate(own)]
    ordered = sorted(turns, key=lambda each: each[:2])
    return tuple(one for _, _, one in ordered[:sample])


def compare_records(one: Path, two: Path) -> tuple[int, int]:
    """Count the records and equal records of two prediction files, ignoring scores of pairs."""
    first, second = _records(one), _records(two)
    return max(len(first), len(second)), len(first & second)


def _records(path: Path) -> set[str]:
    found = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        record.pop("score", None)
        found.add(json.dumps(record, sort_keys=True))
    return found


def check_public(manifest: Manifest) -> None:
    """Check that the row's checkpoints can be fetched.

    Raises:
        ModelError: A checkpoint is neither bundled nor pinned to a commit on the Hub.
    """
    for model in manifest.models:
        _spec(model)


def _spec(model: Model) -> str:
    if model.kind == "bundled":
        return "mini"
    if model.kind == "hub" and model.revision is not None:
        return f"{model.id}@{model.revision}"
    raise ModelError(
        f"{model.id} is not pinned to a commit on the Hub: it cannot be fetched.",
        "Give a folder with the same weights: --model DIR.",
    )


def _predict(
    manifest: Manifest, data: DataEntry, specs: Sequence[str], sources: Sequence[str], out: Path
) -> None:
    from xstilts_kit.prediction.predicting import predict
    from xstilts_kit.prediction.preparing import Request, prepare

    (told,) = [one for one in manifest.models if one.answers(data.cell)]
    settings = told.settings or manifest.settings
    vectors = settings.retrieval if not family_of(data.cell).heads else None
    given = [spec for spec in specs if "=" not in spec or spec.startswith(f"{data.task}=")]
    own = given if specs else [f"{data.task}={_spec(told)}"]
    lengths = {k: v for k, v in settings.max_lengths.items() if k == data.task}
    prepared = prepare(
        Request(
            models=own,
            suite=manifest.suite,
            sources=list(sources),
            tasks=[data.task],
            languages=[data.language],
            dtype=settings.dtype or "float32",
            batch_tokens=settings.batch_tokens,
            max_lengths=lengths,
            layer=vectors.layer if vectors is not None else None,
            pooling=vectors.pooling if vectors is not None else "mean",
            prefix=(vectors.prefix or "") if vectors is not None else "",
            label_orders={data.task: list(told.labels)} if told.labels else {},
            override_labels=bool(told.labels),
            apply_adapters=told.has_adapter,
            yes=True,
        )
    )
    (found,) = prepared.surveyed
    made = predict(prepared, out)
    (model,) = [one for one in made.models if data.task in one.tasks]
    if model.digest != told.digest:
        raise ModelError(
            f"The checkpoint of {data.task} is not the row's: digest {str(model.digest)[:12]},"
            f" expected {str(told.digest)[:12]}.",
            "Give exactly the weights, configuration and tokenizer that made the predictions.",
        )
    if found.cell.name and made.data[0].inputs_fingerprint != data.inputs_fingerprint:
        raise DataError(
            f"The inputs of {data.cell.name} differ from the row's.",
            "Set --source to the official edition.",
        )


def merge_commit(entry: Entry, root: Path) -> str:
    """Return the commit on the branch itself that last changed the row.

    Commits of a pull request are under the contributor's control, who could repeat them until the
    sample is favourable; the merge commit is created by GitHub when a maintainer merges.
    """
    folder = str(entry.folder.resolve())
    try:
        found = git(root, "log", "-1", "--first-parent", "-m", "--format=%H", "--", folder)
    except GitError:
        found = b""
    commit = found.decode().strip()
    if not commit:
        raise UsageError(
            f"{entry.key} is not committed, so there is no seed for the sample.", "Give --seed."
        )
    return commit
