"""Opening training data by name: intermediate tasks, targets in English, text without labels.

`open_intermediate`, `open_target` and `open_text` find the data, resolve a commit where they lie on
the Hub, and record digests; rows are read when samples are asked for.
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
"""Task → where its data are; the key of "" is for all that are not named."""


def read_places(
    specs: Sequence[str], before: Places | None = None, own: Sequence[str] = ()
) -> Places:
    """The values of ``--data``: ``SPEC`` for everything, or ``task=SPEC`` for one.

    Args:
        specs: ``hub``, ``hub@REVISION``, ``folder:PATH`` (files under their original names),
            ``files:TRAIN,DEV``, ``divided:DEV`` (train and dev are cut out of a dev file), ``auto``
            (the kit's cache; targets only) or ``miniature``; each may have ``task=`` before it.
        before: The recipe's own places, which these go before.
        own: Names of the tasks that the recipe brings.

    Raises:
        UsageError: A value that is no place, an unknown task, or two for the same task.
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
    """The place of one task: its own, else that of all, else the default.

    Args:
        name: The task.
        places: From `read_places`.
        default: Where its data are unless a place says otherwise.
        own: Whether a recipe brought the task, so that a place for all tasks cannot have it.
    """
    return parse_place(places.get(name, default if own else places.get("", default)))


def open_intermediate(name: str | IntermediateTask, places: Places) -> TrainingData:
    """The data of an intermediate task; without a place they come from the Hub.

    Args:
        name: E.g. ``mnli``; `xstilts_baselines.data.intermediate.all_intermediate` has them. Or a
            task that a recipe brought.
        places: From `read_places`.

    Raises:
        UsageError: There is no such task, or its place is none.
        DataError: A file is not there, or is not what the format says.
        NetworkError: The Hub cannot be asked.
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
    """What is said where data are asked of the Hub that must not lie there."""
    folder = " and ".join(sets[0][0] for sets in task.files.values())
    return DataError(
        f"{task.task.title}: {task.task.licence}. The Hub has no copy.",
        f"Get the data from {task.source} and give --data {task.name}=folder:PATH with {folder}, or"
        " name a recipe without it.",
    )


def _local(
    place: Place, wanted: Mapping[Split, tuple[tuple[str, ...], ...]], of: str, source: str
) -> Files:
    """The local files of a data set; of ``dev`` alone where they are divided.

    Raises:
        DataError: One is not there.
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
    """Refuse a place that cannot hold the data of a task that a recipe brought."""
    if place.kind in ("hub", "auto", "miniature"):
        raise UsageError(
            f"{name} is a task of the recipe's own: {place.kind} has no data of it.",
            f"Give --data {name}=files:TRAIN,DEV or folder:PATH, or leave it to the recipe.",
        )


def open_target(
    name: str | Target, places: Places, languages: Sequence[str] = ("en",)
) -> TrainingData:
    """The training data of a target: xnli, pawsx, udpos, panx, squad (for xquad, mlqa), tydiqa.

    Args:
        name: The target, or one that a recipe brought.
        places: From `read_places`; without a place each target has a default of its own.
        languages: English alone unless a recipe asks for others by name.

    Raises:
        UsageError: There is no such target, or it has no training data in a language.
        DataError: A file is not there, or is not what the format says.
        NetworkError: The Hub cannot be asked.
    """
    target = get_target(name) if isinstance(name, str) else name
    if not languages:
        raise UsageError(f"{target.name} is to be trained in no language.", "Name en, at least.")
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
            raise UsageError("The miniature's training data are English.", "Leave out the others.")
        return _generated(target.task, "target")
    layout = LAYOUTS[target.layout]
    if place.kind == "hub":
        if target.hub is None:
            raise DataError(
                f"{target.task.title}: its training data are not read from the Hub.",
                f"Give --data {target.name}={target.default} or --data {target.name}=folder:PATH.",
            )
        return from_hub(target.task, layout, target.hub, place.revision, languages)
    files, divided = _target_files(target, place, languages)
    source = "kit:auto" if place.kind == "auto" else place.kind
    return from_files(target.task, layout, files, source, divided=divided, languages=languages)


def _target_files(target: Target, place: Place, languages: Sequence[str]) -> tuple[Files, bool]:
    """The local files of a target, and whether both splits are cut out of the one named ``dev``.

    Raises:
        DataError: One is not there.
    """
    wanted = target.files(languages)
    if place.kind != "auto":
        held_out = "train" not in wanted and place.kind == "folder"
        of, source = target.task.title, target.source
        return _local(place, wanted, of, source), held_out or place.kind == "divided"
    auto = open_auto()
    if target.default != "auto":
        raise DataError(
            f"{target.task.title}: auto prepares no training data of it.",
            f"Give --data {target.name}=hub or folder:PATH; they come from {target.source}.",
        )
    task = get_task(target.name)
    for language in languages:
        for role in ("train", "validation"):
            if not auto.is_here(Cell(task.name, language, role)):
                raise DataError(
                    f"{target.task.title}/{language}: the {role} split is not prepared in"
                    f" {auto.root}.",
                    f"Run: xstilts-submit data prepare --out {auto.root} --task {task.name}"
                    f" --language {language} --split train --split validation",
                )
    return find_in_folder(auto.root, wanted, target.task.title, target.source), False


def open_text(languages: Sequence[str], places: Places) -> TrainingData:
    """Unlabelled text for masked language modelling; its place has the key ``text``.

    A limit is shared equally by the languages, which come one after the other.

    Raises:
        UsageError: The place is none that text can have.
        DataError: There is no text in one of the languages.
        NetworkError: The Hub cannot be asked.
    """
    from xstilts_baselines.data.reading.texts import text_from_folder, text_from_hub, text_task

    if not languages:
        raise UsageError("There is to be text in no language.", "Name one in masked.languages.")
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
        "A folder holds a file LANGUAGE.txt for each language, a text a line.",
    )


def _generated(task: TrainingTask, phase: Phase) -> TrainingData:
    """Imported here: the generator's lexicon takes time that other places need not."""
    from xstilts_baselines.data.reading.generated import generated

    return generated(task, phase)
