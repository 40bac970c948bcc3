"""The JSON of an answer: sentence, lines, arms, limits, and the command that repeats it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xstilts_baselines.questions import ArmRuns, Question
from xstilts_baselines.questions.lines import said
from xstilts_baselines.studies.budgets import arm_json
from xstilts_baselines.studies.notes import notes_of
from xstilts_baselines.studies.planning import Planned
from xstilts_baselines.studies.study import Study
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.storage import write_json
from xstilts_kit.submission.version import this_kit
from xstilts_schemas import validator

SCHEMA = "xstilts-answer-v1"
ANSWER = "answer.json"

_CODE = 3
"""Longest code of a language; sets of languages have longer names."""


def write_answer(
    question: Question,
    study: Study,
    planned: Sequence[Planned],
    arms: Sequence[ArmRuns],
    records: Mapping[str, Any],
    command: str,
    out: Path,
) -> dict[str, Any]:
    """Answer a question from its runs, validate the document and write it.

    Args:
        question: The question.
        study: Its study.
        planned: The runs.
        arms: What was measured of them.
        records: Run → content of its ``run.json``.
        command: The command that repeats the study, without local paths.
        out: The folder for ``answer.json``.

    Raises:
        DataError: Runs were scored on different data.
    """
    signatures = {run.signature for arm in arms for run in arm.runs}
    if len(signatures) > 1:
        raise DataError(
            f"The runs were scored on different data: {', '.join(sorted(signatures))}.",
            "Evaluate all of them with the same --source, --gold and --limit.",
        )
    found = question.answer(arms, study.baseline)
    value = {
        "schema": SCHEMA,
        "name": study.name,
        "about": question.about,
        "title": study.title,
        "question": study.question,
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "kit": asdict(this_kit()),
        "suite": planned[0].recipe.suite,
        "signature": signatures.pop(),
        "baseline": study.baseline,
        "seeds": list(study.seeds),
        "arms": [
            {
                **arm_json(arm, planned, records),
                "switched_into": list(own.switched_into),
            }
            for arm, own in zip(study.arms, arms, strict=True)
        ],
        "answer": found.sentence,
        "lines": [asdict(line) for line in found.lines],
        "limits": list(found.limits),
        "notes": notes_of(study, planned, arms[0].runs[0].scores),
        "command": command,
    }
    value = _without_nan(json.loads(json.dumps(value)))
    validator("answer").validate(value)
    write_json(out / ANSWER, value)
    return dict(value)


def _without_nan(value: Any) -> Any:
    """Replace NaN, which JSON does not have, by null."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and value != value else value


def as_text(value: Mapping[str, Any]) -> str:
    """Format an answer: its sentence, then the differences over sets of languages."""
    lines = [str(value["answer"]), ""]
    for one in value["lines"]:
        if one["against"] is not None and len(one["language"]) > _CODE:
            where = " ".join(part for part in (one["language"], one["condition"]) if part)
            lines.append(
                f"  {one['arm']} against {one['against']}: {one['measure']}, {where}:"
                f" {said(one['value'], one['interval'], one['unit'])}, {one['verdict']}"
            )
    return "\n".join(lines)
