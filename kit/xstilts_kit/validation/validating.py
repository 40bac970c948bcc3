"""`validate`: is a submission folder what the contract says, and does it fit its inputs?

The story: the folder → the manifest against its schema, then against itself → each prediction file
once, line by line: text, JSON, schema, meaning, and, where the inputs are at hand, ids and tokens.
Every problem is collected. Memory does not grow with the files but for the ids of one of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit import editions
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.families import Inputs
from xstilts_kit.sources import Source, Sources, open_sources
from xstilts_kit.sources.hub import gather
from xstilts_kit.submission.files import TooManyEntries, walk
from xstilts_kit.submission.layout import MANIFEST, SCORES, prediction_path
from xstilts_kit.submission.manifest import DataEntry, Manifest
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_kit.validation.manifest import read_manifest
from xstilts_kit.validation.records import OnCell, check_file

MOST_FILES = 10_000
"""A folder with more entries than this is not looked through to its end."""


@dataclass(frozen=True, slots=True)
class Report:
    """What `validate` found."""

    manifest: Manifest | None
    """None where it could not be read."""
    problems: Problems
    verified: tuple[str, ...]
    """``task/language`` whose inputs were at hand and are those that were predicted on."""
    unverified: tuple[str, ...]
    """``task/language`` whose inputs were not at hand: only structure and counts were checked."""
    absent: tuple[str, ...]
    """``task/language`` of the suite that the submission does not hold."""
    notes: tuple[str, ...] = ()
    """What is no problem of the submission, but worth saying."""

    @property
    def valid(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return self.problems.count("error") == 0


def validate(
    folder: Path,
    sources: Sequence[str] = (),
    *,
    on_cell: OnCell | None = None,
    allow_missing: bool = False,
    say: Say = say_on_stderr,
) -> Report:
    """Check a submission folder.

    Args:
        folder: The submission.
        sources: Values of ``--source``; without any, inputs are at hand for the miniature, and for
            what `predict` prepared of the official edition. ``hub`` is the commit that the
            manifest names.
        on_cell: Called with the records of every cell that has no error of its own.
        allow_missing: A question without an answer is no problem.
        say: Says a line, of what is fetched from the Hub.

    Raises:
        UsageError: The folder is not there.
        DataError: A source is not there or is damaged.
        NetworkError: The Hub cannot be asked.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "is not there"
        raise UsageError(f"{folder} {what}.", "Name the folder that `predict` wrote.")
    problems = Problems()
    manifest = read_manifest(folder, problems)
    if manifest is None:
        return Report(None, problems, (), (), ())
    present = _look_around(folder, manifest, problems)
    tasks = [get_task(name) for name in dict.fromkeys(entry.task for entry in manifest.data)]
    opened = open_sources(_sources_for(manifest, sources), tasks, named_commits(manifest.data))
    gather(
        ((opened.get(e.task), (get_task(e.task), e.language, e.role)) for e in manifest.data), say
    )
    verified: list[str] = []
    unverified: list[str] = []
    listed = {file.path: file for file in manifest.files}
    for entry in manifest.data:
        name = f"{entry.task}/{entry.language}"
        inputs = _inputs(entry, opened, problems)
        (verified if inputs is not None else unverified).append(name)
        path = prediction_path(entry.task, entry.language)
        if path in present and path in listed:
            check_file(
                folder,
                entry,
                listed[path],
                inputs,
                problems,
                on_cell,
                allow_missing=allow_missing,
            )
    return Report(
        manifest,
        problems,
        tuple(verified),
        tuple(unverified),
        _absent(manifest),
        tuple(_other_commits(manifest.data, opened)),
    )


def named_commits(entries: Iterable[DataEntry]) -> dict[str, str]:
    """Task → the commit of the Hub that its inputs were read from, where it is one for all."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        if entry.source == "hub" and entry.source_revision is not None:
            found.setdefault(entry.task, set()).add(entry.source_revision)
    return {task: next(iter(commits)) for task, commits in found.items() if len(commits) == 1}


def _other_commits(entries: Iterable[DataEntry], sources: Sources) -> Iterator[str]:
    """Where the Hub is read at another commit than the one that was predicted on."""
    named = dict.fromkeys((e.task, e.source_revision) for e in entries if e.source == "hub")
    for task, commit in named:
        source = sources.get(task)
        if source is not None and source.kind == "hub" and source.revision != commit:
            yield (
                f"{task} is compared with commit {(source.revision or '')[:12]} of the Hub; it was"
                f" predicted on {(commit or 'an unknown one')[:12]}."
            )


def _sources_for(manifest: Manifest, given: Sequence[str]) -> Sequence[str]:
    """What the user gave; else the bundled miniature, and the official edition in the cache."""
    if given:
        return given
    by_task: dict[str, set[str]] = {}
    for entry in manifest.data:
        edition = entry.edition or ""
        kind = {"mini": "mini", "xtreme": "auto"}.get(edition.split("-")[0], "")
        by_task.setdefault(entry.task, set()).add(kind)
    return [f"{task}={kind}" for task, (kind, *more) in by_task.items() if kind and not more]


def _absent(manifest: Manifest) -> tuple[str, ...]:
    suite = get_suite(manifest.suite)
    held = {(entry.task, entry.language) for entry in manifest.data}
    return tuple(
        f"{task.name}/{language}"
        for task in suite.tasks()
        for language in suite.languages_of(task)
        if (task.name, language) not in held
    )


def _look_around(folder: Path, manifest: Manifest, problems: Problems) -> set[str]:
    """Plain files that are there; everything else in the folder becomes a problem."""
    listed = {file.path for file in manifest.files}
    plain: set[str] = set()
    seen: set[str] = set()

    unread: list[str] = []

    def refuse(name: str, error: OSError) -> None:
        problems.add("XS106", name, str(error.strerror))
        unread.append("" if name == "." else f"{name}/")

    try:
        for name, is_plain in walk(folder, MOST_FILES, refuse):
            seen.add(name)
            if not is_plain:
                problems.add("XS102", name, "a link, pipe, socket or device")
            elif name in listed:
                plain.add(name)
            elif name not in (MANIFEST, SCORES):
                problems.add("XS103", name, "not in the manifest's `files`")
    except TooManyEntries:
        problems.add("XS107", ".", f"more than {MOST_FILES:,} files and folders")
        return plain
    for name in sorted(listed - seen):
        if name.startswith(tuple(unread)):
            continue
        problems.add("XS104", name, "named in the manifest's `files`, but not there")
    return plain


def _inputs(entry: DataEntry, sources: Sources, problems: Problems) -> Inputs | None:
    """The inputs that were predicted on, or None where they are not at hand or are others."""
    source: Source | None = sources.get(entry.task)
    path = prediction_path(entry.task, entry.language)
    _check_edition(entry, problems)
    task, language = get_task(entry.task), entry.language
    if source is None or not source.has(task, language, entry.role):
        return None
    inputs = source.inputs(task, language, entry.role)
    found = editions.fingerprint(inputs.rows())
    if found != entry.inputs_fingerprint or len(inputs.examples) != entry.examples:
        expected = (entry.inputs_fingerprint or "none")[:12]
        problems.add(
            "XS501",
            path,
            f"the source has {len(inputs.examples)} examples, fingerprint {found[:12]};"
            f" predicted on {entry.examples}, fingerprint {expected}",
        )
        return None
    return inputs.first(entry.limit)


def _check_edition(entry: DataEntry, problems: Problems) -> None:
    """Fingerprint and count are those of the edition that the manifest names."""
    key = (entry.task, entry.language, entry.split)
    name = f"{entry.task}/{entry.language}"
    known = editions.identify(*key, entry.inputs_fingerprint)
    if entry.edition is None:
        if known is None:
            problems.add("XS502", MANIFEST, f"{name} ({entry.split})")
        elif editions.expected(*key)[known] != entry.examples:
            problems.add("XS503", MANIFEST, f"{name}: {entry.examples} examples are not {known}'s")
        return
    if entry.edition not in editions.all_editions():
        problems.add("XS502", MANIFEST, f"{name} ({entry.split}): edition {entry.edition}")
        return
    count = editions.expected(*key).get(entry.edition)
    if known != entry.edition:
        found = (entry.inputs_fingerprint or "none")[:12]
        problems.add("XS503", MANIFEST, f"{name}: edition {entry.edition}, but fingerprint {found}")
    elif count != entry.examples:
        problems.add(
            "XS503",
            MANIFEST,
            f"{name}: {entry.examples} examples; edition {entry.edition} has {count}",
        )
