"""Open training data by name: intermediate tasks, English targets, unlabelled text.

`open_intermediate`, `open_target` and `open_text` locate the data, resolve the commit of data on
the Hub, and record digests; rows are read lazily when samples are requested.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xstilts_baselines.data.intermediate import IntermediateTask, get_intermediate
from xstilts_baselines.data.reading.layouts import LAYOUTS
from xstilts_baselines.data.reading.opened import from_files, from_hub, joined
from xstilts_baselines.data.reading.places import (
    SYNTAX,
    Files,
    Place,
    check_named_place,
    find_in_folder,
    given_files,
    parse_place,
)
from xstilts_baselines.data.reading.tagged_lines import ccg_labels
from xstilts_baselines.data.targets import Target, get_target
from xstilts_baselines.data.task import (
    GENERATED,
    TEXT,
    Phase,
    Provenance,
    Split,
    TrainingData,
    TrainingTask,
)
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.sources.auto import open_auto
from xstilts_kit.tasks import get_task

__all__ = [
    "Places",
    "Provenance",
    "Split",
    "TrainingData",
    "TrainingTask",
    "open_intermediate",
    "open_target",
    "open_text",
    "read_places",
]

Places = Mapping[str, str]
"""Task → place of its data; the key "" applies to all other tasks."""


def read_places(
    specs: Sequence[str], before: Places | None = None, own: Sequence[str] = ()
) -> Places:
    """Parse the values of ``--data``: ``SPEC`` for all tasks, or ``task=SPEC`` for one.

    Args:
        specs: ``hub``, ``hub@REVISION``, ``folder:PATH`` (files under their original names),
            ``files:TRAIN,DEV``, ``divided:DEV`` (a dev file split into train and dev), ``auto``
            (the kit's cache; targets only) or ``miniature``; each may be prefixed with ``task=``.
        before: The recipe's own places, which these override.
        own: Names of the tasks defined by the recipe.

    Raises:
        UsageError: A place is malformed, a task is unknown, or a task is given twice.
    """
    found: dict[str, str] = {}
    for spec in specs:
        name, separator, rest = spec.partition("=")
        if not separator or ":" in name or "@" in name:
            name, rest = "", spec
        if name in found:
            raise UsageError(f"--data is given twice for {name or 'all tasks'}.", "Give it once.")
        check_named_place(name, rest, f"--data {spec}", own)
        found[name] = rest
    return {**(before or {}), **found}


def place_of(name: str, places: Places, default: str, *, own: bool = False) -> Place:
    """Return the place of a task: its own, else the one for all tasks, else the default.

    Args:
        name: The task.
        places: From `read_places`.
        default: The place of its data unless `places` overrides it.
        own: Whether the recipe defines the task; places for all tasks then do not apply.
    """
    return parse_place(places.get(name, default if own else places.get("", default)))


def open_intermediate(name: str | IntermediateTask, places: Places) -> TrainingData:
    """Open the data of an intermediate task, by default from the Hub.

    Args:
        name: A name such as ``mnli`` (see `xstilts_baselines.data.intermediate.all_intermediate`),
            or a task defined by a recipe.
        places: From `read_places`.

    Raises:
        UsageError: The task is unknown, or its place is not suitable.
        DataError: A file is missing or malformed.
        NetworkError: The Hub cannot be reached.
    """
    task = get_intermediate(name) if isinstance(name, str) else name
    if task.parts:
        return joined(task.task, [open_intermediate(part, places) for part in task.parts])
    place = place_of(task.name, places, task.place or "hub", own=task.place is not None)
    if task.place is not None:
        _refuse_place_of_own(task.name, place)
    if place.kind == "miniature":
        return _generated(task.task, "intermediate")
    if place.kind == "auto":
        raise UsageError(f"auto has no {task.task.title}: it is XTREME's own data.", SYNTAX)
    layout = LAYOUTS[task.layout]
    if place.kind == "hub":
        if task.hub is None:
            raise _closed(task)
        return from_hub(task.task, layout, task.hub, place.revision)
    files = _local(place, task.files, task.task.title, task.source)
    opened = task.task
    if task.task.kind == "tags" and not task.task.labels:
        paths = [path for entries in files.values() for path, _ in entries]
        opened = replace(opened, labels=ccg_labels(paths))
    divided = "train" not in files
    return from_files(opened, layout, files, "divided" if divided else place.kind, divided=divided)


def _closed(task: IntermediateTask) -> DataError:
    """Return the error for data that must not be published on the Hub."""
    folder = " and ".join(sets[0][0] for sets in task.files.values())
    return DataError(
        f"{task.task.title}: {task.task.licence}. The Hub has no copy.",
        f"Get the data from {task.source} and give --data {task.name}=folder:PATH with {folder}, or"
        " name a recipe without it.",
    )


def _local(
    place: Place, wanted: Mapping[Split, tuple[tuple[str, ...], ...]], of: str, source: str
) -> Files:
    """Return the local files of a data set; only ``dev`` if it is split into train and dev.

    Raises:
        DataError: A file does not exist.
    """
    if place.kind == "files":
        return given_files(place.paths, ("train", "dev"), of)
    (path,) = place.paths
    if place.kind == "folder":
        return find_in_folder(path, wanted, of, source)
    if path.is_dir():
        return find_in_folder(path, {"dev": wanted["dev"]}, of, source)
    return given_files((path,), ("dev",), of)


def _refuse_place_of_own(name: str, place: Place) -> None:
    """Reject a place that cannot contain the data of a task defined by a recipe."""
    if place.kind in ("hub", "auto", "miniature"):
        raise UsageError(
            f"{name} is defined by the recipe: {place.kind} has no data for it.",
            f"Give --data {name}=files:TRAIN,DEV or folder:PATH, or leave it to the recipe.",
        )


def open_target(
    name: str | Target, places: Places, languages: Sequence[str] = ("en",)
) -> TrainingData:
    """Open the training data of a target such as xnli or squad (for xquad and mlqa).

    Args:
        name: A target's name, or a target defined by a recipe.
        places: From `read_places`; each target has its own default place.
        languages: Only English unless a recipe names others.

    Raises:
        UsageError: The target is unknown, or has no training data in a language.
        DataError: A file is missing or malformed.
        NetworkError: The Hub cannot be reached.
    """
    target = get_target(name) if isinstance(name, str) else name
    if not languages:
        raise UsageError(f"{target.name} has no training language.", "Name at least en.")
    for language in languages:
        if language not in target.languages:
            raise UsageError(
                f"{target.name} has no training data in {language!r}.",
                f"It has {', '.join(target.languages)}.",
            )
    place = place_of(target.name, places, target.default, own=target.own)
    if target.own:
        _refuse_place_of_own(target.name, place)
    if place.kind == "miniature":
        if tuple(languages) != ("en",):
            raise UsageError("The miniature's training data are English.", "Use only en.")
        return _generated(target.task, "target")
    layout = LAYOUTS[target.layout]
    if place.kind == "hub":
        if target.hub is None:
            raise DataError(
                f"{target.task.title}: its training data cannot be read from the Hub.",
                f"Give --data {target.name}={target.default} or --data {target.name}=folder:PATH.",
            )
        return from_hub(target.task, layout, target.hub, place.revision, languages)
    files, divided = _target_files(target, place, languages)
    source = "kit:auto" if place.kind == "auto" else place.kind
    return from_files(target.task, layout, files, source, divided=divided, languages=languages)


def _target_files(target: Target, place: Place, languages: Sequence[str]) -> tuple[Files, bool]:
    """Return the local files of a target, and whether its ``dev`` file provides both splits.

    Raises:
        DataError: A file does not exist.
    """
    wanted = target.files(languages)
    if place.kind != "auto":
        held_out = "train" not in wanted and place.kind == "folder"
        of, source = target.task.title, target.source
        return _local(place, wanted, of, source), held_out or place.kind == "divided"
    auto = open_auto()
    if target.default != "auto":
        raise DataError(
            f"{target.task.title}: auto does not prepare its training data.",
            f"Give --data {target.name}=hub or folder:PATH; they come from {target.source}.",
        )
    task = get_task(target.name)
    for language in languages:
        for role in ("train", "validation"):
            if not auto.is_here(Cell(task.name, language, role)):
                raise DataError(
                    f"{target.task.title}/{language}: the {role} split has not been prepared in"
                    f" {auto.root}.",
                    f"Run: xstilts-submit data prepare --out {auto.root} --task {task.name}"
                    f" --language {language} --split train --split validation",
                )
    return find_in_folder(auto.root, wanted, target.task.title, target.source), False


def open_text(languages: Sequence[str], places: Places) -> TrainingData:
    """Open unlabelled text for masked language modelling; its place has the key ``text``.

    A limit is divided equally among the languages, which follow one another.

    Raises:
        UsageError: The place does not provide text.
        DataError: There is no text in one of the languages.
        NetworkError: The Hub cannot be reached.
    """
    from xstilts_baselines.data.reading.texts import text_from_folder, text_from_hub, text_task

    if not languages:
        raise UsageError("No language is given for the text.", "Name one in masked.languages.")
    place = place_of(TEXT, places, "hub")
    if place.kind == "miniature":
        from xstilts_baselines.data.reading.generated import generated_text

        return generated_text(text_task(GENERATED), languages)
    if place.kind == "hub":
        return text_from_hub(languages, place.revision)
    if place.kind == "folder":
        return text_from_folder(place.paths[0], languages)
    raise UsageError(
        "Unlabelled text comes from hub, hub@REVISION, folder:PATH or miniature.",
        "A folder contains a file LANGUAGE.txt for each language, one text per line.",
    )


def _generated(task: TrainingTask, phase: Phase) -> TrainingData:
    """Return generated data, importing the generator lazily because loading its lexicon is slow."""
    from xstilts_baselines.data.reading.generated import generated

    return generated(task, phase)
