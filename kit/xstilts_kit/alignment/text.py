"""The result of `align` as text: languages at the headline layer, then layers."""

from collections.abc import Iterator, Sequence

from xstilts_kit.alignment.conditions import HEADLINE
from xstilts_kit.alignment.measures import Estimate
from xstilts_kit.alignment.report import Alignment, LanguageAlignment, Measurement, Switching
from xstilts_kit.diagnostics.grid import Grid, as_markdown, as_text

_HEADINGS = (
    "condition",
    "words",
    "R(0)",
    "R",
    "loss",
    "95 %",
    "retention",
    "CKA aligned",
    "CKA stable",
    "rel. drift",
)

_NOTE = (
    "R: share of sentences whose translation is the nearest, mean of both directions; R(0): before"
    " switching.\nwords: share that was switched. CKA: debiased, of switched and translated"
    " sentences (aligned), of clean\nand switched ones (stable). rel. drift: 0 unmoved, 1 as far as"
    " an unrelated sentence."
)


def alignment_text(found: Alignment, width: int = 120, *, styled: bool = False) -> str:
    """Format the tables for a terminal.

    Args:
        found: The result.
        width: Width of the terminal in columns.
        styled: Whether the terminal can show bold text.
    """
    head = (
        f"{found.encoder.id}, {found.task} ({found.split}): layer {found.encoder.headline_layer} of"
        f" {found.encoder.layers}, special tokens included"
    )
    parts = [f"{head}\n", as_text(languages_grid(found), width, styled=styled)]
    layers = layers_grid(found)
    if layers is not None:
        parts.append(f"Mean over languages, by layer\n{as_text(layers, width, styled=styled)}")
    notes = [_NOTE, *_skipped(found)]
    return "".join(parts) + "\n".join(notes)


def alignment_markdown(found: Alignment) -> str:
    """Format both tables in Markdown."""
    layers = layers_grid(found)
    tables = [languages_grid(found), *([layers] if layers is not None else [])]
    return "\n\n".join(as_markdown(table) for table in tables)


def languages_grid(found: Alignment) -> Grid:
    """A row per language and condition at the headline layer, then the means."""
    rows = [
        row for one in found.languages for row in _language_rows(one, found.encoder.headline_layer)
    ]
    sections = frozenset({len(rows) - 1})
    means = len(rows)
    for mean in found.summary:
        rows.append(
            [
                f"mean of {len(mean.languages)}",
                f"{mean.condition} {mean.ratio:g}",
                "",
                _percent(mean.retrieval_clean),
                _percent(mean.retrieval),
                _points(mean.loss),
                _ends(mean.loss),
                _number(mean.retention),
            ]
        )
    bold = frozenset(range(means, len(rows)))
    return Grid(
        (found.task, *_HEADINGS), rows, left=frozenset({0, 1}), sections=sections, bold=bold
    )


def _language_rows(one: LanguageAlignment, layer: int) -> Iterator[list[str]]:
    for own in one.switching:
        at = _at(one, own, layer)
        share = own.realised.shares.word_share
        measures = at.measures
        yield [
            f"{one.language} ({one.sentences:,})",
            f"{own.condition} {own.ratio:g}",
            "–" if share is None else f"{share:.1%}",
            _percent(measures["retrieval_clean"]),
            _percent(measures["retrieval"]),
            _points(measures["loss"]),
            _ends(measures["loss"]),
            _number(measures["retention"]),
            _number(measures["debiased_cka_alignment"]),
            _number(measures["debiased_cka_stability"]),
            _number(measures["relative_drift"]),
        ]


def _at(one: LanguageAlignment, own: Switching, layer: int) -> Measurement:
    return next(
        found
        for found in one.measurements
        if found.special_tokens
        and found.layer == layer
        and (found.condition, found.ratio) == (own.condition, own.ratio)
    )


def layers_grid(found: Alignment) -> Grid | None:
    """Means over languages of some measures, a row per layer, for the headline condition."""
    keys = dict.fromkeys((one.condition, one.ratio) for one in found.summary)
    if not keys:
        return None
    ratios = [ratio for name, ratio in keys if name == HEADLINE]
    name, ratio = (HEADLINE, _nearest(ratios)) if ratios else next(iter(keys))
    headings = (
        f"layer ({name} {ratio:g})",
        "R(0)",
        "R",
        "without special: R(0)",
        "R",
        "CKA aligned",
        "CKA stable",
        "anisotropy",
        "rel. drift",
    )
    rows = []
    for layer in range(found.encoder.layers + 1):
        own = [
            [
                one
                for language in found.languages
                for one in language.measurements
                if (one.condition, one.ratio, one.layer) == (name, ratio, layer)
                and one.special_tokens is special
            ]
            for special in (True, False)
        ]
        rows.append(
            [
                str(layer),
                *(_mean(own[0], measure, 100, 1) for measure in ("retrieval_clean", "retrieval")),
                *(_mean(own[1], measure, 100, 1) for measure in ("retrieval_clean", "retrieval")),
                *(
                    _mean(own[0], measure, 1, 2)
                    for measure in (
                        "debiased_cka_alignment",
                        "debiased_cka_stability",
                        "anisotropy",
                        "relative_drift",
                    )
                ),
            ]
        )
    headline = frozenset({found.encoder.headline_layer})
    return Grid(headings, rows, bold=headline)


def _nearest(ratios: Sequence[float]) -> float:
    """The ratio of the headline: 0.5, or the nearest."""
    return min(ratios, key=lambda ratio: (abs(ratio - 0.5), ratio))


def _mean(found: Sequence[Measurement], name: str, scale: float, digits: int) -> str:
    values = [v for one in found if (v := one.measures[name].value) is not None]
    return f"{scale * sum(values) / len(values):.{digits}f}" if values else "–"


def _skipped(found: Alignment) -> Iterator[str]:
    for one in found.languages:
        for condition in one.skipped:
            yield f"{one.language}, {condition.condition}: left out, {condition.reason}."


def _percent(one: Estimate) -> str:
    return "–" if one.value is None else f"{100 * one.value:.1f}"


def _points(one: Estimate) -> str:
    return "–" if one.value is None else f"{100 * one.value:+.1f}"


def _ends(one: Estimate) -> str:
    if one.low is None or one.high is None:
        return ""
    return f"[{100 * one.low:+.1f}, {100 * one.high:+.1f}]"


def _number(one: Estimate) -> str:
    return "–" if one.value is None else f"{one.value:.2f}"
