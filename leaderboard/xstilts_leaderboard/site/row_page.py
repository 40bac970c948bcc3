"""The page of one row. It shows no rank, so that it stays as it is when another row comes."""

import json
import shlex
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.row import GAP, OVERALL, ScoredRow, layout_of
from xstilts_leaderboard.site.exports import replicates_script, row_json
from xstilts_leaderboard.site.rendering import Shown, json_page, key_of, template_page
from xstilts_leaderboard.site.writing import Page
from xstilts_leaderboard.tables.languages import Language, language
from xstilts_leaderboard.tables.lines import Line, worst_language
from xstilts_leaderboard.tables.views import grouped_languages, heat_map
from xstilts_leaderboard.text import plain, safe_link


def row_pages(line: Line, key: str, shown: Shown) -> Iterator[Page]:
    """The page, the API document and the replicates of one row.

    Args:
        line: The row, on one of its boards; its page is that of its own suite.
        key: Digest of its numbers and manifest.
        shown: What every page knows.
    """
    row, name = line.row, line.key
    if row.board != row.suite:  # a row of two boards has one page, that of its own suite
        yield Page(
            f"data/replicates/{row.board}/{name}.js",
            key_of("replicates", key),
            lambda: replicates_script(row).encode(),
        )
        return
    titles = {cell.task: get_task(cell.task).title for cell in layout_of(row.board).cells}

    @cache
    def scores() -> dict[str, Any]:
        value: dict[str, Any] = json.loads(row.scores.read_text(encoding="utf-8"))
        return value

    own = Shown(
        shown.menu, shown.boards, shown.base_url, f"Scored from predictions {row.predictions[:12]}"
    )
    yield template_page(
        f"rows/{name}.html",
        key_of("row", key, shown.base_url),
        "row.html.j2",
        own,
        row=row,
        line=line,
        author=lambda: line.author,
        link=lambda: safe_link(row.manifest.author.url),
        overall=lambda: line.cells[OVERALL],
        gap=lambda: line.cells[GAP],
        worst=lambda: _worst(row),
        map=lambda: heat_map(line),
        titles=titles,
        names={code: language(code).name for code in layout_of(row.board).languages},
        evenness=lambda: [_evenness(one) for one in scores()["consistency"] or ()],
        scripts=lambda: grouped_languages(row, "script"),
        families=lambda: grouped_languages(row, "family"),
        reason=lambda: plain(row.division_reason),
        facts=lambda: list(_facts(line)),
        notes=lambda: plain(row.manifest.notes or "", 2000),
        command=lambda: _command(row),
        kit=lambda: scores()["kit"]["version"],
        signature=lambda: scores()["signature"],
    )
    yield json_page(f"api/v1/rows/{name}.json", key_of("row", key), lambda: row_json(row, scores()))
    yield Page(
        f"data/replicates/{row.board}/{name}.js",
        key_of("replicates", key),
        lambda: replicates_script(row).encode(),
    )


def _evenness(one: Mapping[str, Any]) -> dict[str, str]:
    spread, agreement = one["evenness"], one["agreement"] or {}

    def number(value: float | None, form: str = "{:.1f}") -> str:
        return "–" if value is None else form.format(value)

    return {
        "task": one["task"],
        "sd": number(spread["standard_deviation"]),
        "range": number(spread["range"]),
        "worst": f"{language(spread['worst_language']).name} {spread['worst']:.1f}",
        "gap": number(spread["english_gap"]),
        "all_right": number(agreement.get("all_correct"), "{:.1%}"),
        "agreement": number(agreement.get("pairwise"), "{:.1%}"),
    }


def _worst(row: ScoredRow) -> tuple[Language, float] | None:
    found = worst_language(row)
    return None if found is None else (language(found[0]), found[1])


def _facts(line: Line) -> Iterator[tuple[str, str]]:
    row = line.row
    manifest, given = row.manifest, row.manifest.supervision
    models = {(m.id, m.revision): m for m in manifest.models}
    for model in models.values():
        at = f" at {model.revision[:12]}" if model.revision else ""
        yield "Model", plain(f"{model.id}{at}, {model.architecture or 'architecture unknown'}")
    yield "Parameters", line.size
    if given.labelled_languages is not None:
        yield (
            "Labels",
            ", ".join(language(plain(code, 16)).name for code in given.labelled_languages),
        )
    yield "Checkpoint chosen by", given.model_selection.replace("-", " ")
    if given.intermediate_tasks:
        yield "Intermediate tasks", plain(", ".join(given.intermediate_tasks))
    if given.parallel_data_in_pretraining is not None:
        yield "Parallel data in pre-training", "yes" if given.parallel_data_in_pretraining else "no"
    settings = manifest.settings
    if settings.retrieval is not None:
        one = settings.retrieval
        yield (
            "Sentence vectors",
            f"layer {one.layer}, {plain(one.pooling)}, transform {plain(one.transform)}",
        )
    yield (
        "Precision and device",
        f"{plain(settings.dtype or 'unknown')}, {plain(settings.device or 'unknown')}",
    )
    yield "Licence of the predictions", plain(manifest.licence or "not given")
    yield "Predictions", f"SHA-256 {row.predictions}"
    yield "Owners", ", ".join(row.owners) or "not confirmed"


def _command(row: ScoredRow) -> str | None:
    """The command that makes these predictions again; None where nobody else has the checkpoint.

    Every argument is quoted for a shell: a reader may paste it.
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
    return shlex.join([*arguments, "--out", row.name])
