"""Join submissions: combine the cells of several manifests, or report what contradicts.

A manifest states author, supervision and settings once. Settings that differ are kept with the
models they belong to; everything else must agree, or be unstated in one of the two.
"""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.submission.manifest import (
    Author,
    DataEntry,
    Kit,
    Manifest,
    Model,
    Settings,
    Supervision,
)

_OWN = ("batch_reductions", "max_lengths", "thresholds", "retrieval", "doc_stride")
"""Settings that differ by task, or that count events of a run."""


def differences(
    first: Manifest, second: Manifest, task: str, *, ignoring: Sequence[str] = ()
) -> list[str]:
    """Compare how two submissions predicted a task: (name, value, other value) that differ.

    Args:
        first: A submission that has the task.
        second: Another one.
        task: Name of the task.
        ignoring: Settings that are not compared.
    """
    found = []
    (one, *_), (two, *_) = (
        [model for model in manifest.models if task in model.tasks] for manifest in (first, second)
    )
    if one.digest != two.digest:
        found.append(_difference("checkpoint", _name(one), _name(two)))
    if one.label_map != two.label_map:
        found.append(_difference("labels", one.label_map, two.label_map))
    if one.tokenizer != two.tokenizer:
        found.append(_difference("tokenizer", one.tokenizer, two.tokenizer))
    kits = [model.kit or manifest.kit for model, manifest in ((one, first), (two, second))]
    if kits[0] != kits[1]:
        found.append(_difference("version of xstilts", *(_version(kit) for kit in kits)))
    ours, theirs = (asdict(manifest.settings_of(task)) for manifest in (first, second))
    for name in ours:
        if name not in (*_OWN, *ignoring) and ours[name] != theirs[name]:
            found.append(_difference(name, ours[name], theirs[name]))
    lengths = [settings["max_lengths"].get(task) for settings in (ours, theirs)]
    if lengths[0] != lengths[1]:
        found.append(_difference("max_length", *lengths))
    retrieval = [settings["retrieval"] for settings in (ours, theirs)]
    if retrieval[0] != retrieval[1] and not one.label_map and all(retrieval):
        found.append(_difference("retrieval", *retrieval))
    return found


def _difference(name: str, one: Any, two: Any) -> str:
    return f"{name} {_short(one)} / {_short(two)}"


def _short(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _name(model: Model) -> str:
    return f"{model.id} ({(model.digest or 'no digest')[:12]})"


def _version(kit: Kit) -> str:
    return kit.version + (f" at {kit.commit[:12]}" if kit.commit else "")


def join(first: Manifest, second: Manifest, names: tuple[str, str]) -> Manifest:
    """Join two manifests; cells that are in both must be equal.

    Args:
        first: The manifest whose name, date and version are kept.
        second: The other one.
        names: Names of the two in messages.

    Raises:
        UsageError: The manifests contradict each other.
    """
    if first.suite != second.suite:
        raise UsageError(
            f"{names[0]} is of the suite {first.suite}, {names[1]} of {second.suite}.",
            "Only submissions of one suite can be joined; predict again with --suite.",
        )
    shared = _shared_cells(first, second, names)
    described = _described(first, second, names)
    settings = _union(first.settings, second.settings)
    models = _regrouped(
        [*_answers(first, first, settings), *_answers(second, first, settings)], names
    )
    return replace(
        described,
        models=models,
        settings=settings or first.settings,
        data=(*first.data, *(e for e in second.data if e.cell.path not in shared)),
        files=(*first.files, *(f for f in second.files if f.path not in shared)),
        scores=_joined_scores(first, second),
        definitions=_joined_definitions(first, second, names),
    )


def _joined_definitions(
    first: Manifest, second: Manifest, names: tuple[str, str]
) -> Mapping[str, str] | None:
    ours, theirs = first.definitions or {}, second.definitions or {}
    for task in sorted(ours.keys() & theirs.keys()):
        if ours[task] != theirs[task]:
            raise UsageError(
                f"{names[0]} and {names[1]} were made with different definitions of {task}.",
                "Predict both with the same --tasks.",
            )
    return dict(sorted({**ours, **theirs}.items())) or None


def _joined_scores(first: Manifest, second: Manifest) -> tuple[Any, ...]:
    held = {file.path for file in first.scores}
    return (*first.scores, *(file for file in second.scores if file.path not in held))


def _shared_cells(first: Manifest, second: Manifest, names: tuple[str, str]) -> set[str]:
    """Prediction files of cells that are in both manifests; they must be equal."""
    ours, theirs = ({e.cell.path: e for e in manifest.data} for manifest in (first, second))
    digests = [{file.path: file.sha256 for file in m.files} for m in (first, second)]
    shared = ours.keys() & theirs.keys()
    for path in sorted(shared):
        one, two = ours[path], theirs[path]
        if _core(one) != _core(two) or digests[0].get(path) != digests[1].get(path):
            raise UsageError(
                f"{one.cell.name} is in {names[0]} and in {names[1]}, with other predictions.",
                f"Leave it out of one: predict again without --language {one.language}, or join"
                " others.",
            )
    return shared


def _core(entry: DataEntry) -> DataEntry:
    """The data entry without its source and revision."""
    return replace(entry, source="", source_revision=None)


def _described(first: Manifest, second: Manifest, names: tuple[str, str]) -> Manifest:
    """The first manifest, with unstated fields taken from the second."""
    author = {
        field.name: _stated(first.author, second.author, field.name, "author", names)
        for field in fields(Author)
    }
    top = {
        name: _stated(first, second, name, "", names)
        for name in ("licence", "notes", "imported_from")
    }
    if first.supervision != second.supervision:
        differing = [
            field.name
            for field in fields(Supervision)
            if getattr(first.supervision, field.name) != getattr(second.supervision, field.name)
        ]
        raise _contradiction(f"supervision ({', '.join(differing)})", "--supervision", names)
    return replace(first, author=Author(**author), **top)


_OPTIONS = {
    "name": "--author", "contact": "--contact", "url": "--url", "github": "--github",
    "licence": "--licence", "notes": "--notes",
}  # fmt: skip


def _stated(one: Any, two: Any, name: str, within: str, names: tuple[str, str]) -> Any:
    ours, theirs = getattr(one, name), getattr(two, name)
    if ours and theirs and ours != theirs:
        label = f"{within}.{name}" if within else name
        raise _contradiction(label, _OPTIONS.get(name), names)
    return ours or theirs


def _contradiction(what: str, option: str | None, names: tuple[str, str]) -> UsageError:
    return UsageError(
        f"{names[0]} and {names[1]} have different values of {what}.",
        f"Give the same, or change it:"
        f" `xstilts-submit describe {shlex.quote(names[0])} {option} …`."
        if option
        else "They cannot be joined: import both from files of one format.",
    )


def _union(first: Settings, second: Settings) -> Settings | None:
    """Merge the settings of both; None if they contradict each other."""
    ours, theirs = asdict(first), asdict(second)
    if any(ours[name] != theirs[name] for name in ours if name not in _OWN):
        return None
    for name in ("retrieval", "doc_stride"):
        if ours[name] and theirs[name] and ours[name] != theirs[name]:
            return None
    for name in ("max_lengths", "thresholds"):
        one, two = ours[name], theirs[name]
        if any(one[key] != two[key] for key in one.keys() & two.keys()):
            return None
    return replace(
        first,
        batch_reductions=max(first.batch_reductions, second.batch_reductions),
        max_lengths={**first.max_lengths, **second.max_lengths},
        thresholds={**first.thresholds, **second.thresholds},
        retrieval=first.retrieval or second.retrieval,
        doc_stride=first.doc_stride or second.doc_stride,
    )


def _answers(
    manifest: Manifest, first: Manifest, union: Settings | None
) -> Iterator[tuple[Cell, Model]]:
    """Each task and language with its model, including settings not in the joined manifest."""
    for slot in dict.fromkeys(entry.cell.slot for entry in manifest.data):
        model = next(model for model in manifest.models if model.answers(slot))
        own_settings, own_kit = model.settings, model.kit
        if manifest is not first:
            if union is None and own_settings is None:
                own_settings = manifest.settings
            if manifest.kit != first.kit and own_kit is None:
                own_kit = manifest.kit
        if own_settings == first.settings:
            own_settings = None
        if own_kit == first.kit:
            own_kit = None
        yield slot, replace(model, tasks=(), languages=None, settings=own_settings, kit=own_kit)


def _regrouped(answers: Iterable[tuple[Cell, Model]], names: tuple[str, str]) -> tuple[Model, ...]:
    """Models with the tasks they answer, and the languages where a task has several models."""
    by_slot: dict[Cell, Model] = {}
    for slot, model in answers:
        before = by_slot.setdefault(slot, model)
        if replace(before, language_inputs=None) != replace(model, language_inputs=None):
            raise UsageError(
                f"{slot.name} was predicted by other models, or with other settings, in"
                f" {names[0]} and {names[1]}.",
                "Predict its cells alike, or leave them out of one of the two.",
            )
    grouped: dict[str, dict[str, list[str]]] = {}
    known: dict[str, Model] = {}
    for slot, model in by_slot.items():
        key = repr(replace(model, language_inputs=None))
        known[key] = _with_inputs(known.get(key, model), model)
        grouped.setdefault(slot.task, {}).setdefault(key, []).append(slot.language)
    whole: dict[str, list[str]] = {}
    partial: list[Model] = []
    for task, held in grouped.items():
        for key, languages in held.items():
            if len(held) == 1:
                whole.setdefault(key, []).append(task)
            else:
                model = replace(known[key], tasks=(task,), languages=tuple(languages))
                partial.append(model)
    return (*(replace(known[k], tasks=tuple(tasks)) for k, tasks in whole.items()), *partial)


def _with_inputs(model: Model, other: Model) -> Model:
    """Merge the language inputs of the same model in two submissions."""
    if other.language_inputs is None:
        return model
    return replace(
        model, language_inputs={**(model.language_inputs or {}), **other.language_inputs}
    )


def joined(manifests: Sequence[tuple[str, Manifest]]) -> Manifest:
    """Join several manifests in order; arguments and errors as for `join`."""
    name, result = manifests[0]
    for other, manifest in manifests[1:]:
        result = join(result, manifest, (name, other))
    return result
