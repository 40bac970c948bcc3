"""The adaptive attack on a run's head, made once and kept in the run's folder."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from xstilts_baselines.questions._question import Vector
from xstilts_kit.attacks.attacking import attack
from xstilts_kit.attacks.request import AttackRequest
from xstilts_kit.attacks.results import INDEX, SUCCESS_RATE
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.statistics.bootstrap import resampled
from xstilts_kit.statistics.table import cluster

EXAMPLES = 100
"""Examples of each attack unless the evaluation has fewer."""


def attacked(
    model: Path,
    lexicons: Path,
    sources: Sequence[str],
    gold: Sequence[Path],
    examples: int,
    out: Path,
    say: Say,
) -> Mapping[str, Vector]:
    """Attack a head for XNLI by code-switching, and return how often it succeeds.

    Args:
        model: The run's model, with its heads.
        lexicons: Folder of lexicons.
        sources: Places of the test data.
        gold: Folders of answers.
        examples: Largest number of examples of each attack.
        out: The attack's folder; a finished one is read.
        say: Called with progress messages.

    Returns:
        ``rate``: share of right answers that become wrong, over all attacks, float64
        (1 + replicates,).

    Raises:
        XstiltsError: As for the kit's `attack`.
    """
    if not (out / INDEX).is_file():
        request = AttackRequest(
            str(model), "xnli", lexicons=lexicons, sources=sources, gold=gold, examples=examples
        )
        attack(request, out, say=say)
    report = json.loads((out / INDEX).read_text(encoding="utf-8"))
    rows, units = [], []
    for entry in report["attacks"]:
        for line in (out / entry["details"]["path"]).read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            rows.append((one["before"], one["after"]))
            units.append(one["id"])
    table = cluster(("before", "after"), np.array(rows, dtype=np.float64), units, "attack/xnli")
    drawn = resampled(table)
    sums = {name: np.concatenate([table.sums()[name], drawn[name]]) for name in table.columns}
    return {"rate": SUCCESS_RATE(sums) / 100}
