"""The attacked model: checked, opened, and as a function from texts to scores."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xstilts_kit.attacks.data import Sample
from xstilts_kit.attacks.greedy import SHARE
from xstilts_kit.attacks.kinds import KINDS
from xstilts_kit.attacks.request import AttackRequest, Attempt
from xstilts_kit.attacks.results import AttackSettings
from xstilts_kit.attacks.search import Score
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.prediction.manifest import libraries, model_of
from xstilts_kit.prediction.preparing import Prepared, Request, prepare
from xstilts_kit.submission.description import Description
from xstilts_kit.submission.manifest import Model

if TYPE_CHECKING:
    from xstilts_kit.attacks.scorer import Scorer

GROUP = 64
"""Examples that are attacked together. An interrupted run begins again with its last group."""


def prepared_of(request: AttackRequest, attempts: Sequence[Attempt], say: Say) -> Prepared:
    """Check model and data; errors as for `prepare`."""
    task = attempts[0].cell.task
    languages = dict.fromkeys(attempt.cell.language for attempt in attempts)
    languages |= dict.fromkeys(code for attempt in attempts for code in attempt.filtered)
    lengths = {} if request.max_length is None else {task: request.max_length}
    wanted = Request(
        models=(request.model,),
        suite=task,
        sources=request.sources,
        languages=tuple(languages),
        splits=(attempts[0].cell.split,),
        device=request.device,
        dtype=request.dtype,
        batch_tokens=request.batch_tokens,
        max_lengths=lengths,
        label_orders={} if request.labels is None else {task: request.labels},
        override_labels=request.override_labels,
        yes=request.yes,
    )
    return prepare(wanted, say=say)


class Opened:
    """The model with its weights, and what describes it."""

    def __init__(self, prepared: Prepared, request: AttackRequest) -> None:
        from xstilts_kit.checkpoint.opening import choose_device
        from xstilts_kit.engine.cell import open_predictor

        device, kind = choose_device(request.device), KINDS[request.kind]
        ready = prepared.heads[0]
        self.model: Model = model_of(ready, ready.head.digests(), Description())
        self.labels: Sequence[str] = ready.head.labels
        self.tokenizer = ready.tokenizer
        self.predictor = open_predictor(ready.open(device))
        self.settings = AttackSettings(
            seed=request.seed,
            examples=request.examples,
            queries=request.budget,
            beam=request.beam if kind.beam else None,
            share=None if kind.beam else SHARE,
            group=GROUP,
            batch_tokens=request.batch_tokens,
            max_length=ready.max_length,
            dtype=request.dtype,
            device=device.type,
            libraries=libraries(),
        )

    def scorer(self, sample: Sample) -> "Scorer":
        """The model as a function from texts to scores."""
        from xstilts_kit.attacks.scorer import Scorer

        self.predictor.language = sample.attempt.cell.language
        index = {label: i for i, label in enumerate(self.labels)}
        gold = [index[label] for label in sample.labels]
        return Scorer(self.predictor, sample.examples, gold, self.settings.batch_tokens)


def clean_scores(scorer: "Scorer", sample: Sample) -> list[Score]:
    """Score the sample's own texts."""
    return scorer([(index, example.texts) for index, example in enumerate(sample.examples)])
