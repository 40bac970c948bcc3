"""Alignment of a run's hidden states, measured once and kept in the run's folder."""

import json
from collections.abc import Sequence
from pathlib import Path

from xstilts_baselines.questions._question import Alignment
from xstilts_kit.alignment.aligning import REPORT, AlignRequest, align
from xstilts_kit.alignment.report import language_from_json
from xstilts_kit.alignment.summary import retrieval_vectors
from xstilts_kit.diagnostics.saying import Say

TASK = "xnli"
CONDITION, RATIO = "third", 0.5


def aligned(
    model: Path,
    lexicons: Path,
    sources: Sequence[str],
    gold: Sequence[Path],
    languages: Sequence[str],
    sentences: int,
    out: Path,
    say: Say,
) -> Alignment:
    """Measure an encoder on clean sentences and on half switched ones.

    Args:
        model: A checkpoint, with or without a head.
        lexicons: Folder of lexicons.
        sources: Places of the test data.
        gold: Folders of answers.
        languages: Languages of the translations.
        sentences: Largest number of English sentences.
        out: The folder of the report; a finished one is read.
        say: Called with progress messages.

    Raises:
        XstiltsError: As for the kit's `align`.
    """
    report = out / REPORT
    if not report.is_file():
        request = AlignRequest(
            str(model),
            TASK,
            lexicons,
            sources,
            gold,
            languages,
            conditions=(CONDITION,),
            ratios=(RATIO,),
            sentences=sentences,
        )
        align(request, out, say=say)
    value = json.loads(report.read_text(encoding="utf-8"))
    measured = [language_from_json(one) for one in value["languages"]]
    found = retrieval_vectors(TASK, measured, (CONDITION, RATIO))
    retrieval = {}
    for language, (clean, switched) in found.items():
        retrieval[CONDITION, language, 0.0] = clean
        retrieval[CONDITION, language, RATIO] = switched
    return Alignment(value["encoder"]["headline_layer"], retrieval)
