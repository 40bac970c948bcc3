"""Locate and count the data of a plan, without fetching or generating anything.

Local data are read, so sizes are exact and errors are found. Data on the Hub are counted by their
published sizes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from xstilts_baselines.data.intermediate import IntermediateTask, get_intermediate
from xstilts_baselines.data.opening import (
    Places,
    TrainingData,
    open_intermediate,
    open_target,
    open_text,
    place_of,
)
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.reading.places import Place
from xstilts_baselines.data.reading.texts import OWN_LICENCE, WIKIPEDIA_LICENCE
from xstilts_baselines.data.targets import Target
from xstilts_baselines.data.task import GENERATED, TEXT, Split, TrainingTask
from xstilts_baselines.recipes.stilts import Masked
from xstilts_kit.diagnostics.errors import XstiltsError


@dataclass(frozen=True, slots=True)
class DataHere:
    """The data of one task, as far as known before a run."""

    words: str
    """Origin of the data, in words."""
    licence: str
    train: int
    dev: int
    missing: tuple[str, ...]
    """Reasons why they cannot be used, each with its remedy."""


def intermediate_here(task: IntermediateTask, places: Places, *, look: bool) -> DataHere:
    """Locate the data of an intermediate task, including all its parts.

    Args:
        task: The task.
        places: Places of the data, by task.
        look: Whether to read local data.
    """
    if task.parts:
        parts = {
            part: intermediate_here(get_intermediate(part), places, look=look)
            for part in task.parts
        }
        return DataHere(
            "; ".join(f"{part} from {here.words}" for part, here in parts.items()),
            task.task.licence,
            sum(here.train for here in parts.values()),
            sum(here.dev for here in parts.values()),
            tuple(line for here in parts.values() for line in here.missing),
        )
    place = place_of(task.name, places, task.place or "hub", own=task.place is not None)
    opened = partial(open_intermediate, task, places)
    return _here(task.task, place, task.sizes, task.hub, opened, look)


def target_here(
    target: Target, places: Places, languages: tuple[str, ...] = ("en",), *, look: bool
) -> DataHere:
    """Locate the data of a target; published sizes are for English.

    Args:
        target: The target.
        places: Places of the data, by task.
        languages: Languages of the training data.
        look: Whether to read local data.
    """
    place = place_of(target.name, places, target.default, own=target.own)
    sizes = {split: size * len(languages) for split, size in target.sizes.items()}
    opened = partial(open_target, target, places, languages)
    return _here(target.task, place, sizes, target.hub, opened, look)


def text_here(masked: Masked, places: Places, *, look: bool) -> DataHere:
    """Locate the unlabelled text of a recipe."""
    place = place_of(TEXT, places, "hub")
    missing: tuple[str, ...] = ()
    if look and place.kind == "folder":
        try:
            open_text(masked.languages, places)
        except XstiltsError as error:
            missing = (str(error),)
    words = "Wikipedia on the Hub" if place.kind == "hub" else _words(place, None)
    licence = {"hub": WIKIPEDIA_LICENCE, "miniature": GENERATED}.get(place.kind, OWN_LICENCE)
    return DataHere(words, licence, masked.examples * len(masked.languages), 0, missing)


def _here(
    task: TrainingTask,
    place: Place,
    published: Mapping[Split, int],
    table: HubTable | None,
    opened: Callable[[], TrainingData],
    look: bool,
) -> DataHere:
    train, dev = published["train"], published["dev"]
    if place.kind == "miniature":
        from xstilts_baselines.data.reading.generated import DEV, SIZES

        train, dev = SIZES.get(task.name, 0), DEV
    missing: tuple[str, ...] = ()
    if look and (place.kind != "hub" or table is None):
        try:
            data = opened()
            if place.kind != "miniature":
                train, dev = len(data.samples("train")), len(data.samples("dev"))
        except XstiltsError as error:
            missing = (str(error),)
    licence = GENERATED if place.kind == "miniature" else task.licence
    return DataHere(_words(place, table), licence, train, dev, missing)


def _words(place: Place, table: HubTable | None) -> str:
    if place.kind == "hub":
        revision = f" at {place.revision}" if place.revision else ""
        return "your own copy" if table is None else f"{table.id} on the Hub{revision}"
    if place.kind == "auto":
        return "XTREME's own, prepared in the cache"
    if place.kind == "miniature":
        return "the miniature's generator"
    named = " and ".join(map(str, place.paths))
    return f"{named}, a tenth of it for dev" if place.kind == "divided" else named
