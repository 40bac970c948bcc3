"""Provenance section of a row's page: facts of the manifest, the command, a citation."""

import re
import shlex
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from xstilts_kit.families import Family, get_family
from xstilts_kit.submission.manifest import Model, Settings
from xstilts_kit.tasks import all_tasks, own_tasks
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.store.settings import BENCHMARK
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.tables.lines import Line
from xstilts_leaderboard.text import plain

_BIBTEX = str.maketrans({c: f"\\{c}" for c in "&%$#_"} | dict.fromkeys("{}\\~^", None))


def facts_of(line: Line) -> Iterator[tuple[str, str]]:
    """(name, value) pairs taken from the manifest, as plain text."""
    row = line.row
    manifest, given = row.manifest, row.manifest.supervision
    yield "Parameters", line.size
    if given.labelled_languages is not None:
        codes = (plain(code, 16) for code in given.labelled_languages)
        yield "Labels", ", ".join(language(code).name for code in codes)
    yield "Checkpoint chosen by", given.model_selection.replace("-", " ")
    if given.intermediate_tasks:
        yield "Intermediate tasks", plain(", ".join(given.intermediate_tasks))
    if given.parallel_data_in_pretraining is not None:
        yield "Parallel data in pre-training", "yes" if given.parallel_data_in_pretraining else "no"
    settings = manifest.settings
    if settings.retrieval is not None:
        yield "Sentence vectors", plain(settings.retrieval.describe())
    for model in manifest.models:
        if model.config_labels:
            theirs = ", ".join(model.config_labels.values())
            given_labels = f"{', '.join(model.labels)}, given by the author; config.json: {theirs}"
            yield f"Classes of {plain(', '.join(model.tasks))}", plain(given_labels)
    yield (
        "Precision and device",
        f"{plain(settings.dtype or 'unknown')}, {plain(settings.device or 'unknown')}",
    )
    yield "Licence of the predictions", plain(manifest.licence or "not given")
    yield "SHA-256 of the predictions", row.predictions
    yield "Owners", ", ".join(row.owners) or "not confirmed"


def command_of(row: ScoredRow) -> str | None:
    """Commands that reproduce the predictions; None if a checkpoint is not public.

    There is one command for each set of settings, because its options hold for all its tasks; the
    later ones add their cells to the folder of the first. Every argument is shell-quoted, so that
    a reader can paste them.
    """
    manifest = row.manifest
    runs: dict[str, list[Model]] = {}
    for model in manifest.models:
        settings = model.settings or manifest.settings
        runs.setdefault(f"{_options(settings)} {model.languages}", []).append(model)
    commands = [_command(row, models, whole=len(runs) == 1) for models in runs.values()]
    if None in commands:
        return None
    return " && ".join(shlex.join(command) for command in commands if command is not None)


def _command(row: ScoredRow, models: Sequence[Model], *, whole: bool) -> list[str] | None:
    """Words of the command for models of the same settings; None if one is not public."""
    arguments = ["xstilts-submit", "predict", "--suite", row.suite]
    specs = [(model, spec) for model in models if (spec := _spec(model)) is not None]
    if len(specs) < len(models):
        return None
    if len({spec for _, spec in specs}) == 1:
        arguments += ["--model", specs[0][1]]
    else:
        for model, spec in specs:
            arguments += [word for task in model.tasks for word in ("--model", f"{task}={spec}")]
    if not whole:
        arguments += ["--task", plain(",".join(task for model in models for task in model.tasks))]
        if models[0].languages is not None:
            arguments += ["--language", plain(",".join(models[0].languages))]
    tasks = {task for model in models for task in model.tasks}
    settings = models[0].settings or row.manifest.settings
    arguments += _options(settings, tasks)
    adapted = [model for model in models if model.has_adapter]
    if adapted:
        arguments.append("--apply-adapters")
    overriding = [model for model in models if model.config_labels]
    for model in (*overriding, *(one for one in adapted if one not in overriding)):
        for task in model.tasks if model.labels else ():
            arguments += ["--labels", plain(f"{task}={','.join(model.labels)}")]
    if overriding:
        arguments.append("--override-labels")
    if tasks & own_tasks().keys():
        arguments += ["--tasks", BENCHMARK]
    return [*arguments, "--out", row.name]


def _spec(model: Model) -> str | None:
    """Value of ``--model``; None if the checkpoint is not public."""
    if model.kind == "bundled":
        return "mini"
    if model.kind == "hub" and model.revision is not None:
        return f"{plain(model.id)}@{model.revision}"
    return None


def _options(settings: Settings, tasks: AbstractSet[str] | None = None) -> list[str]:
    """Options that set these settings, where they are not the defaults.

    Args:
        settings: Settings of some predictions.
        tasks: The tasks of the command; None for all.
    """
    options: list[str] = []
    if settings.dtype not in (None, "float32"):
        options += ["--dtype", plain(settings.dtype or "")]
    if settings.batch_tokens is not None:
        options += ["--batch-tokens", str(settings.batch_tokens)]
    for task, length in settings.max_lengths.items():
        usual = _family(task).max_length if task in all_tasks() else None
        if (tasks is None or task in tasks) and usual is not None and length != usual:
            options += ["--max-length", f"{task}={length}"]
    if settings.retrieval is not None and (tasks is None or any(map(_embeds, tasks))):
        layer, pooling = settings.retrieval.layer, settings.retrieval.pooling
        options += ["--layer", str(layer), "--pooling", plain(pooling)]
        if settings.retrieval.prefix:
            options += ["--prefix", plain(settings.retrieval.prefix)]
    return options


def _embeds(task: str) -> bool:
    return task in all_tasks() and not _family(task).heads


def _family(task: str) -> Family:
    return get_family(all_tasks()[task].family)


def bibtex_of(line: Line, link: str | None, signature: str) -> str:
    """BibTeX entry for the row, with all text from the manifest escaped."""
    row = line.row
    key = re.sub(r"[^a-z0-9]+", "-", f"{row.suite}-{row.name}".casefold())
    fields = {
        "title": f"{{{row.name.translate(_BIBTEX)} on {row.suite}, version {row.version}}}",
        "author": f"{{{{{line.author.translate(_BIBTEX)}}}}}",
        "howpublished": "{xstilts leaderboard}",
        "note": f"{{{plain(signature).translate(_BIBTEX)}}}",
    }
    if row.added:
        fields["year"] = f"{{{row.added[:4]}}}"
    if link:
        fields["url"] = f"{{{link}}}"
    body = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{key},\n{body}\n}}"
