"""transformers' Trainer with one task per step, whole dev sets, and a stop at the first NaN."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
import transformers
from safetensors.torch import load_file

from xstilts_baselines.regimes import Batch, Regime
from xstilts_baselines.training.arguments import Lines
from xstilts_baselines.training.batches import Batches
from xstilts_kit.diagnostics.errors import ModelError, NotNumbersError, UsageError

_WEIGHTS = "model.safetensors"
_STATE = "trainer_state.json"
"""Written last: a checkpoint without this file is incomplete."""

DevScores = Callable[[], Mapping[str, float]]
"""Scores every task's whole dev set; checkpoints are selected by the key ``score``."""


class MixedTrainer(transformers.Trainer):  # type: ignore[misc]
    """Trains on one task's batch at a time, from `Batches`; the model returns the loss."""

    def __init__(
        self,
        *,
        batches: Batches,
        dev: DevScores,
        save_every: int,
        regime: Regime,
        patience: int | None = None,
        **others: Any,
    ) -> None:
        super().__init__(
            train_dataset=batches,
            eval_dataset=(),  # `dev` defines what is evaluated
            data_collator=_only,
            callbacks=[_Flow(save_every, patience), _Watch(self), Lines()],
            **others,
        )
        self.remove_callback(transformers.PrinterCallback)
        self.model_accepts_loss_kwargs = False  # so that the loss is divided by the accumulation
        self._batches, self._dev = batches, dev
        self._regime, self._patience = regime, patience

    def create_optimizer(self, *args: Any, **options: Any) -> Any:
        """Create the recipe's optimiser.

        Raises:
            UsageError: It does not accept the recipe's arguments.
        """
        with _recipes_fault("optim"):
            return super().create_optimizer(*args, **options)

    def create_scheduler(self, *args: Any, **options: Any) -> Any:
        """Create the recipe's learning rate schedule.

        Raises:
            UsageError: It does not take the recipe's arguments.
        """
        with _recipes_fault("lr_scheduler_type"):
            return super().create_scheduler(*args, **options)

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, **others: Any
    ) -> Any:
        """Compute the regime's loss on one task's batch; it must be finite."""
        batch = Batch(inputs["task"], inputs["batch"], inputs["draw"])
        loss = self._regime.loss(
            self.model, batch, lambda tensors: model(task=batch.task, batch=tensors)
        )
        if not torch.isfinite(loss):
            raise self._stopped(1, f"the loss of {inputs['task']} is not a number")
        return (loss, {}) if return_outputs else loss

    def evaluate(self, *args: Any, **options: Any) -> dict[str, float]:
        """Compute every task's dev score, and their mean.

        Raises:
            ModelError: The model returns NaN.
        """
        self.model.eval()
        with self.autocast_smart_context_manager():
            try:
                metrics = {f"eval_{name}": score for name, score in self._dev().items()}
            except NotNumbersError:
                raise self._stopped(
                    0, "the answers to the dev set after it are not numbers"
                ) from None
        self.log(metrics)
        self.control: Any = self.callback_handler.on_evaluate(
            self.args, self.state, self.control, metrics
        )
        return metrics

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        """Load the weights of a checkpoint; none may be missing or unexpected."""
        self.model.take(load_file(Path(resume_from_checkpoint) / _WEIGHTS))

    def check_gradients(self) -> None:
        """Stop before a step that would corrupt the weights.

        Raises:
            ModelError: A gradient is NaN or infinite.
        """
        gradients = [p.grad for p in self.model.parameters() if p.grad is not None]
        if not torch.nn.utils.get_total_norm(gradients).isfinite():
            raise self._stopped(1, "a gradient is not a number")

    def _stopped(self, ahead: int, why: str) -> ModelError:
        """Error for the step that is `ahead` steps after the last completed one."""
        step = self.state.global_step + ahead
        good = last_checkpoint(Path(self.args.output_dir))
        kept = (
            f"The last good checkpoint is {good}."
            if good is not None
            else "There is no checkpoint yet."
        )
        parts = len(self._batches) // self.state.max_steps
        first = (step - 1) * parts
        return ModelError(
            f"Step {step} of {self.state.max_steps}: {why} (batches {first} to"
            f" {first + parts - 1}). {kept}",
            "Start anew in another --out with a lower learning_rate, or with precision=fp32.",
        )

    def finish(self) -> None:
        """Train to the end, resuming from the last complete checkpoint, and load the best weights.

        A run that has already completed its last step is not resumed, because the Trainer would
        take another step.
        """
        work = Path(self.args.output_dir)
        last = last_checkpoint(work)
        _remove_broken(work)
        if last is not None and self._is_done(last):
            self.state = transformers.TrainerState.load_from_json(str(last / _STATE))
        else:
            self.train(resume_from_checkpoint=str(last) if last is not None else None)
        best = work / f"checkpoint-{self.state.best_global_step}"
        self.model.take(load_file(best / _WEIGHTS))

    def _is_done(self, checkpoint: Path) -> bool:
        """Whether a checkpoint is the end of the training."""
        state = json.loads((checkpoint / _STATE).read_text(encoding="utf-8"))
        last = int(state["global_step"]) >= int(self.args.max_steps)
        return last or is_exhausted(state["log_history"], self._patience)

    @property
    def losses(self) -> list[tuple[int, float]]:
        """(step, mean loss since the previous entry) for every logged loss."""
        history = self.state.log_history
        return [(int(e["step"]), float(e["loss"])) for e in history if "loss" in e]

    @property
    def dev_scores(self) -> list[dict[str, float]]:
        """The dev scores of every evaluation, with its step."""
        return [
            {"step": entry["step"]}
            | {k.removeprefix("eval_"): v for k, v in entry.items() if k.startswith("eval_")}
            for entry in self.state.log_history
            if "eval_score" in entry
        ]


@contextmanager
def _recipes_fault(key: str) -> Iterator[None]:
    """Convert transformers' complaints about arguments into errors of the recipe."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"trainer.{key} and the arguments beside it do not fit ({str(error)[:200]}).",
            "Correct [trainer] in the recipe.",
        ) from error


class _Flow(transformers.TrainerCallback):  # type: ignore[misc]
    """The last step is always evaluated; checkpoints to resume from may come more often.

    Early stopping is decided from the logged dev scores, so a resumed run stops where an
    uninterrupted one does.
    """

    def __init__(self, save_every: int, patience: int | None) -> None:
        self._save_every, self._patience = save_every, patience

    def on_step_end(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        last = state.global_step >= state.max_steps
        control.should_evaluate |= last
        control.should_save |= last or state.global_step % self._save_every == 0

    def on_evaluate(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        if is_exhausted(state.log_history, self._patience):
            control.should_training_stop = control.should_save = True


def is_exhausted(history: Sequence[Mapping[str, Any]], patience: int | None) -> bool:
    """Whether none of the last `patience` evaluations improved the best dev score.

    Args:
        history: The Trainer's log.
        patience: Number of evaluations; None disables early stopping.
    """
    scores = [entry["eval_score"] for entry in history if "eval_score" in entry]
    if patience is None or len(scores) <= patience:
        return False
    return bool(max(scores[-patience:]) <= max(scores[:-patience]))


class _Watch(transformers.TrainerCallback):  # type: ignore[misc]
    """Makes the trainer check the gradients before every step."""

    def __init__(self, trainer: MixedTrainer) -> None:
        self._trainer = trainer

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        self._trainer.check_gradients()


def last_checkpoint(work: Path) -> Path | None:
    """The complete checkpoint with the highest step."""
    whole = [path.parent for path in work.glob(f"checkpoint-*/{_STATE}")]
    return max(whole, key=lambda path: int(path.name.rpartition("-")[2]), default=None)


def _remove_broken(work: Path) -> None:
    for path in work.glob("checkpoint-*"):
        if not (path / _STATE).is_file():
            shutil.rmtree(path, ignore_errors=True)


def _only(items: list[Any]) -> Any:
    """Return the only element: batches are already assembled at this point."""
    (item,) = items
    return item
