"""Provenance section of a row's page: facts of the manifest, the command, a citation."""

import re
import shlex
from collections.abc import Iterator

from xstilts_leaderboard.rows.row import ScoredRow
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
    """Command that reproduces the predictions; None if the checkpoint is not public.

    Every argument is shell-quoted, so that a reader can paste the command.
    """
    manifest = row.manifest
    models = {(m.id, m.revision, m.kind): m for m in manifest.models}
    arguments = ["xstilts-submit", "predict", "--suite", row.suite]
    for model in models.values():
        if model.kind == "bundled":
            spec = "mini"
        elif model.kind == "hub" and model.revision is not None:
            spec = f"{plain(model.id)}@{model.revision}"
        else:
            return None
        for task in model.tasks if len(models) > 1 else ("",):
            arguments += ["--model", f"{task}={spec}" if task else spec]
    settings = manifest.settings
    if settings.dtype not in (None, "float32"):
        arguments += ["--dtype", plain(settings.dtype or "")]
    if settings.batch_tokens is not None:
        arguments += ["--batch-tokens", str(settings.batch_tokens)]
    if settings.retrieval is not None:
        layer, pooling = settings.retrieval.layer, settings.retrieval.pooling
        arguments += ["--layer", str(layer), "--pooling", plain(pooling)]
        if settings.retrieval.prefix:
            arguments += ["--prefix", plain(settings.retrieval.prefix)]
    overriding = [model for model in manifest.models if model.config_labels]
    for model in overriding:
        for task in model.tasks:
            arguments += ["--labels", plain(f"{task}={','.join(model.labels)}")]
    if overriding:
        arguments.append("--override-labels")
    return shlex.join([*arguments, "--out", row.name])


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
