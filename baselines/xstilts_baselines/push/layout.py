"""What a push sends: an allow-list. Weights, configuration, tokenizer, the card and the results.

A file is in the list because something here names it, never because it lies in the folder: Trainer
leaves pickles.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_baselines.push.card import card, recipe_version
from xstilts_baselines.push.results import eval_results, plain
from xstilts_baselines.run.folder import MODEL, RECORD, SUBMISSIONS, read_run
from xstilts_kit.checkpoint.folder import read_folder
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.hub import Content
from xstilts_kit.submission.files import digest_file
from xstilts_kit.submission.layout import MANIFEST, SCORES
from xstilts_kit.submission.manifest import FileDigest
from xstilts_kit.suites import get_suite


@dataclass(frozen=True, slots=True)
class Pushed:
    """What goes where."""

    repository: str
    files: Mapping[str, Content]
    """Path in the repository → content."""
    tag: str
    """Of this version of the recipe."""
    message: str
    warnings: tuple[str, ...] = ()
    """What a reader of the scores must know, one sentence each."""

    def digests(self) -> tuple[FileDigest, ...]:
        """Size and SHA-256 of every file, by path."""
        return tuple(_digest(path, content) for path, content in sorted(self.files.items()))


def lay_out(
    run: Path,
    repository: str,
    *,
    licence: str | None = None,
    tag: str | None = None,
    with_eval_results: bool = False,
) -> Pushed:
    """Everything that a push of a run sends.

    Args:
        run: What `xstilts-baselines run` wrote.
        repository: ``owner/name``.
        licence: Of the weights, as the Hub spells it; None takes the base's, where it is known.
        tag: Another tag than the recipe's version.
        with_eval_results: Also ``.eval_results/``, a format of the Hub that is not settled yet.

    Raises:
        UsageError: The folder holds no finished run, or the id is none.
        ModelError: A checkpoint in it is not whole.
    """
    owner, separator, name = repository.partition("/")
    if not (separator and owner and name) or "/" in name:
        raise UsageError(f"{repository!r} is no owner/name.", "Give --repo OWNER/NAME.")
    record = read_run(run)
    heads = [phase["phase"] for phase in record["phases"][1:]]
    files: dict[str, Content] = {}
    for sub in ("", *heads):
        files |= _checkpoint(run / MODEL, sub)
    for entry in record["evaluation"]:
        place = run / SUBMISSIONS / entry["submission"]
        for found in (MANIFEST, SCORES):
            files[f"results/{entry['transform']}/{found}"] = place / found
    files[RECORD] = _as_bytes(public(record))
    files["README.md"] = card(public(record), repository, heads, licence).encode()
    if with_eval_results:
        files[".eval_results/xtreme.yaml"] = eval_results(record).encode()
    version = recipe_version(record)
    title = f"{record['recipe']['name']} ({version})"
    return Pushed(repository, files, tag or version, title, tuple(_warnings(run, record)))


def _warnings(run: Path, record: Mapping[str, Any]) -> Iterator[str]:
    """How the evaluation falls short of the whole suite."""
    evaluated = plain(record)
    manifest = json.loads(
        (run / SUBMISSIONS / evaluated["submission"] / MANIFEST).read_text(encoding="utf-8")
    )
    limits = [entry["limit"] for entry in manifest["data"] if entry["limit"] is not None]
    again = f"`xstilts-baselines run {record['recipe']['name']} --out {run}`"
    if limits:
        rows = "example" if min(limits) == 1 else f"{min(limits):,} examples"
        yield (
            f"The scores are of the first {rows} of each file only. For full scores run {again}"
            " with the recipe's options and without --limit."
        )
    suite = get_suite(record["recipe"]["suite"])
    absent = [task.name for task in suite.tasks() if task.name not in evaluated["tasks"]]
    if absent:
        yield f"There are no scores for {', '.join(absent)} of the suite {suite.name}."
    other = sorted({entry["task"] for entry in manifest["data"] if entry["split"] != "test"})
    if other:
        yield f"{', '.join(other)} were scored on validation data, not on the test set."


def public(record: Mapping[str, Any]) -> dict[str, Any]:
    """A run's record without the paths of the machine that it ran on."""
    recipe = dict(record["recipe"])
    recipe["base"] = {**recipe["base"], "model": record["base"]["model"]}
    recipe["data"] = {task: _kind(place) for task, place in recipe["data"].items()}
    for table in ("intermediate", "targets"):
        recipe[table] = [_without_folders(task) for task in recipe[table]]
    kept = {key: value for key, value in record.items() if key not in _PRIVATE}
    changes = [change for change in record["changes"] if not _has_path(change)]
    return {**kept, "recipe": recipe, "changes": changes}


_PRIVATE = ("asked", "earlier")
"""What a record says of evaluations that name places on this machine."""


def _without_folders(task: Mapping[str, Any]) -> dict[str, Any]:
    """A task of the recipe's own with its files' names alone."""
    if not task.get("own"):
        return dict(task)
    files = {split: Path(file).name for split, file in task["own"]["files"].items()}
    return {**task, "own": {**task["own"], "files": files}}


def _kind(place: str) -> str:
    """A place of data without its path."""
    kind, separator, _ = place.partition(":")
    return f"{kind}:…" if separator else place


def _has_path(change: str) -> bool:
    key, _, value = change.partition("=")
    return key.split(".")[0] in ("data", "base") and "/" in value and not value.startswith("hub")


def _checkpoint(model: Path, sub: str) -> dict[str, Content]:
    """The files of the encoder, or of one head, that the kit would open."""
    folder = model / sub
    names = frozenset(path.name for path in folder.iterdir() if path.is_file())
    judged = read_folder(str(folder), folder, names)
    return {f"{sub}/{name}" if sub else name: folder / name for name in judged.files}


def _as_bytes(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n".encode()


def _digest(path: str, content: Content) -> FileDigest:
    if isinstance(content, Path):
        return digest_file(content, path)
    return FileDigest(path, sha256(content).hexdigest(), len(content))


def as_table(digests: Sequence[FileDigest]) -> str:
    """A line a file: SHA-256, bytes, path."""
    return "\n".join(f"{one.sha256}  {one.bytes:>13,}  {one.path}" for one in digests)
