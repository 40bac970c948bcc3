"""Reads an untrusted manifest: checks its text, its schema, then its consistency."""

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.families import get_family
from xstilts_kit.submission.defined import definition_fault
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import (
    SCHEMA,
    DataEntry,
    Manifest,
    PredictionFile,
    manifest_from_json,
)
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.suites import SUITES, find_suite
from xstilts_kit.tasks import all_tasks
from xstilts_kit.transforms import refusal
from xstilts_schemas import checked, steps_for

_LARGEST = 16 << 20
_MOST_EXPLAINED = 200
"""Maximum number of schema errors reported."""


def read_manifest(folder: Path, problems: Problems) -> Manifest | None:
    """Read the manifest; None with problems if it is too damaged to continue."""
    text = _text(folder / MANIFEST, problems)
    if text is None:
        return None
    try:
        value = parse(text)
    except StrictJSONError as error:
        code = "XS201" if error.code == "XS401" else error.code
        problems.add(code, MANIFEST, str(error), error.line, error.column)
        return None
    value = _current(value, problems)
    if value is None:
        return None
    manifest = manifest_from_json(value)
    before = problems.count("error")
    _check_names(manifest, problems)
    if problems.count("error") == before:
        _check_consistency(manifest, problems)
    return manifest if problems.count("error") == before else None


def _text(path: Path, problems: Problems) -> str | None:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        problems.add("XS102", MANIFEST, "a link, pipe, folder or device")
        return None
    if not path.exists():
        problems.add("XS101", MANIFEST, "not in the folder")
        return None
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        problems.add("XS106", MANIFEST, str(error.strerror))
        return None
    if len(content) > _LARGEST:
        problems.add("XS201", MANIFEST, "more than 16 MiB")
        return None
    if not content.strip():
        problems.add("XS301", MANIFEST, f"{len(content)} bytes")
        return None
    if content.startswith(b"\xef\xbb\xbf"):
        problems.add("XS303", MANIFEST, "the file begins with EF BB BF", 1)
        content = content[3:]
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.add("XS302", MANIFEST, f"byte 0x{content[error.start]:02x}", line)
        return None


def _current(value: Any, problems: Problems) -> dict[str, Any] | None:
    """Return the manifest in the current version; None with problems if it does not fit its own."""
    version = value.get("schema") if isinstance(value, dict) else None
    steps = steps_for("manifest", value)
    if isinstance(version, str) and version != SCHEMA and not steps:
        problems.add("XS203", MANIFEST, f"schema {version[:60]!r}; this version reads {SCHEMA!r}")
        return None
    if any(step.record for step in steps):
        problems.add("XS203", MANIFEST, f"schema {version!r}, whose records have another form")
        return None
    before = problems.count("error")
    try:
        value, errors = checked("manifest", value)
        for error in islice(errors, _MOST_EXPLAINED):
            where = ".".join(map(str, error.absolute_path)) or "the manifest"
            problems.add("XS202", MANIFEST, f"{where}: {error.message[:200]}")
    except RecursionError:
        problems.add("XS202", MANIFEST, "nested too deeply")
    return value if problems.count("error") == before else None


def _check_names(manifest: Manifest, problems: Problems) -> None:
    tasks = all_tasks()
    suite = find_suite(manifest.suite)
    if suite is None:
        known = ", ".join(SUITES)
        problems.add("XS206", MANIFEST, f"suite {manifest.suite!r}; known suites: {known}")
        return
    for entry in manifest.data:
        task = tasks.get(entry.task)
        if task is None:
            problems.add("XS204", MANIFEST, f"task {entry.task!r}")
        elif task not in suite.tasks():
            problems.add("XS204", MANIFEST, f"task {entry.task!r} is not in {suite.name}")
        elif entry.language not in suite.languages_of(task):
            problems.add(
                "XS204", MANIFEST, f"{entry.cell.name}: not a language of this task in {suite.name}"
            )
        else:
            _check_transform(entry, problems)
    for name in dict.fromkeys(entry.task for entry in manifest.data if entry.task in tasks):
        if (fault := definition_fault(name, manifest.definitions)) is not None:
            problems.add("XS207", MANIFEST, fault)


def _check_transform(entry: DataEntry, problems: Problems) -> None:
    try:
        reason = refusal(entry.cell)
    except UsageError as error:
        reason = error.what
    if reason is not None:
        problems.add("XS204", MANIFEST, f"{entry.cell.name}: {reason}")


def _check_consistency(manifest: Manifest, problems: Problems) -> None:
    def contradiction(message: str) -> None:
        problems.add("XS205", MANIFEST, message)

    entries = {entry.cell.path: entry for entry in manifest.data}
    cells = Counter(entry.cell.name for entry in manifest.data)
    for name, count in cells.items():
        if count > 1:
            contradiction(f"{name} occurs {count} times in `data`")
    paths = Counter(file.path for file in manifest.files)
    known = {entry.cell.scores_path for entry in manifest.data}
    for path, count in Counter(file.path for file in manifest.scores).items():
        if count > 1:
            contradiction(f"{path} stands {count} times in `scores`")
        if path not in known:
            contradiction(f"`scores` names {path}, which belongs to nothing in `data`")
    for path, count in paths.items():
        if count > 1:
            contradiction(f"{path} occurs {count} times in `files`")
    for path in sorted(entries.keys() - paths.keys()):
        contradiction(f"`data` names {entries[path].cell.name}, but `files` lacks {path}")
    for path in sorted(paths.keys() - entries.keys()):
        contradiction(f"`files` lists {path}, which belongs to no entry of `data`")
    for file in manifest.files:
        entry = entries.get(file.path)
        if entry is None or not get_family(all_tasks()[entry.task].family).one_each:
            continue
        if file.records != entry.records and not _may_lack(entry, file):
            contradiction(f"{file.path}: {file.records} records for {entry.records} examples")
    _check_models(manifest, contradiction)


def _may_lack(entry: DataEntry, file: PredictionFile) -> bool:
    """Whether missing records are checked later, if the family allows gaps."""
    family = get_family(all_tasks()[entry.task].family)
    return family.may_lack and file.records < entry.records


def _check_models(manifest: Manifest, contradiction: Any) -> None:
    for entry in manifest.data:
        answering = sum(model.answers(entry.cell) for model in manifest.models)
        if answering != 1:
            contradiction(f"{answering} of `models` predicted {entry.cell.name}")
