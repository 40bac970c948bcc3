"""The allow-list of a push: weights, configuration, tokenizer, model card and results.

Files are uploaded only if they are listed here, not because they are in the folder: the Trainer
leaves pickles behind.
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
    """The content of a push."""

    repository: str
    files: Mapping[str, Content]
    """Path in the repository → content."""
    tag: str
    """Tag of this version of the recipe."""
    message: str
    warnings: tuple[str, ...] = ()
    """Caveats about the scores, one sentence each."""

    def digests(self) -> tuple[FileDigest, ...]:
        """Return size and SHA-256 of every file, sorted by path."""
        return tuple(_digest(path, content) for path, content in sorted(self.files.items()))


def lay_out(
    run: Path,
    repository: str,
    *,
    licence: str | None = None,
    tag: str | None = None,
    with_eval_results: bool = False,
) -> Pushed:
    """Lay out all files that a push of a run uploads.

    Args:
        run: The folder written by `xstilts-baselines run`.
        repository: ``owner/name``.
        licence: Licence of the weights as spelt by the Hub; None uses the base's, if known.
        tag: Tag to use instead of the recipe's version.
        with_eval_results: Whether to add ``.eval_results/``, an unstable format of the Hub.

    Raises:
        UsageError: The folder contains no finished run, or the id is malformed.
        ModelError: A checkpoint in it is incomplete.
    """
    owner, separator, name = repository.partition("/")
    if not (separator and owner and name) or "/" in name:
        raise UsageError(f"{repository!r} is not owner/name.", "Give --repo OWNER/NAME.")
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
    """Yield the ways in which the evaluation does not cover the complete suite."""
    evaluated = plain(record)
    manifest = json.loads(
        (run / SUBMISSIONS / evaluated["submission"] / MANIFEST).read_text(encoding="utf-8")
    )
    limits = [entry["limit"] for entry in manifest["data"] if entry["limit"] is not None]
    again = f"`xstilts-baselines run {record['recipe']['name']} --out {run}`"
    if limits:
        rows = "example" if min(limits) == 1 else f"{min(limits):,} examples"
        yield (
            f"The scores cover only the first {rows} of each file. For full scores run {again}"
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
    """Return a run's record without local paths."""
    recipe = dict(record["recipe"])
    recipe["base"] = {**recipe["base"], "model": record["base"]["model"]}
    recipe["data"] = {task: _kind(place) for task, place in recipe["data"].items()}
    for table in ("intermediate", "targets"):
        recipe[table] = [_without_folders(task) for task in recipe[table]]
    kept = {key: value for key, value in record.items() if key not in _PRIVATE}
    changes = [change for change in record["changes"] if not _has_path(change)]
    return {**kept, "recipe": recipe, "changes": changes}


_PRIVATE = ("asked", "earlier")
"""Keys of recorded evaluations that contain local paths."""


def _without_folders(task: Mapping[str, Any]) -> dict[str, Any]:
    """Reduce the paths of a user-defined task to file names."""
    if not task.get("own"):
        return dict(task)
    files = {split: Path(file).name for split, file in task["own"]["files"].items()}
    return {**task, "own": {**task["own"], "files": files}}


def _kind(place: str) -> str:
    """Remove the path from a place of data."""
    kind, separator, _ = place.partition(":")
    return f"{kind}:…" if separator else place


def _has_path(change: str) -> bool:
    key, _, value = change.partition("=")
    return key.split(".")[0] in ("data", "base") and "/" in value and not value.startswith("hub")


def _checkpoint(model: Path, sub: str) -> dict[str, Content]:
    """Return the files of the encoder or of a head that the kit opens."""
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
    """Format one line per file: SHA-256, bytes, path."""
    return "\n".join(f"{one.sha256}  {one.bytes:>13,}  {one.path}" for one in digests)
