"""transformers' Trainer with one task a step, whole dev sets, and a stop at the first NaN."""

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
"""The last file of a checkpoint to be written: where it is not, the checkpoint is not whole."""

DevScores = Callable[[], Mapping[str, float]]
"""Scores every task's whole dev set; the key ``score`` is what checkpoints are chosen by."""


class MixedTrainer(transformers.Trainer):  # type: ignore[misc]
    """Takes one task's batch at a time from `Batches`; the model returns the loss itself."""

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
            eval_dataset=(),  # what is evaluated stands in `dev`
            data_collator=_only,
            callbacks=[_Flow(save_every, patience), _Watch(self), Lines()],
            **others,
        )
        self.remove_callback(transformers.PrinterCallback)
        self.model_accepts_loss_kwargs = False  # so that the loss is divided by the accumulation
        self._batches, self._dev = batches, dev
        self._regime, self._patience = regime, patience

    def create_optimizer(self, *args: Any, **options: Any) -> Any:
        """The optimiser that the recipe names.

        Raises:
            UsageError: It does not take the recipe's arguments.
        """
        with _recipes_fault("optim"):
            return super().create_optimizer(*args, **options)

    def create_scheduler(self, *args: Any, **options: Any) -> Any:
        """The schedule that the recipe names.

        Raises:
            UsageError: It does not take the recipe's arguments.
        """
        with _recipes_fault("lr_scheduler_type"):
            return super().create_scheduler(*args, **options)

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, **others: Any
    ) -> Any:
        """The regime's loss of one task's batch, which must be a number."""
        batch = Batch(inputs["task"], inputs["batch"], inputs["draw"])
        loss = self._regime.loss(
            self.model, batch, lambda tensors: model(task=batch.task, batch=tensors)
        )
        if not torch.isfinite(loss):
            raise self._stopped(1, f"the loss of {inputs['task']} is not a number")
        return (loss, {}) if return_outputs else loss

    def evaluate(self, *args: Any, **options: Any) -> dict[str, float]:
        """Every task's dev score, and their mean.

        Raises:
            ModelError: An answer is not a number.
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
        """Load the weights to go on from; none may be missing or left over."""
        self.model.take(load_file(Path(resume_from_checkpoint) / _WEIGHTS))

    def check_gradients(self) -> None:
        """Stop before a step that would spoil the weights.

        Raises:
            ModelError: A gradient is not a number.
        """
        gradients = [p.grad for p in self.model.parameters() if p.grad is not None]
        if not torch.stack([torch.isfinite(g).all() for g in gradients]).all():
            raise self._stopped(1, "a gradient is not a number")

    def _stopped(self, ahead: int, why: str) -> ModelError:
        """The error of the step that is so far ahead of the last one that is done."""
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
        """Train to the end, from the last whole checkpoint on, and load the best weights.

        A run whose last step is done already is not trained any further: the Trainer would do one
        step more.
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
        """Whether nothing is trained after a checkpoint."""
        state = json.loads((checkpoint / _STATE).read_text(encoding="utf-8"))
        last = int(state["global_step"]) >= int(self.args.max_steps)
        return last or is_exhausted(state["log_history"], self._patience)

    @property
    def losses(self) -> list[tuple[int, float]]:
        """(step, mean loss since the one before) of everything that was logged."""
        history = self.state.log_history
        return [(int(e["step"]), float(e["loss"])) for e in history if "loss" in e]

    @property
    def dev_scores(self) -> list[dict[str, float]]:
        """What every evaluation found, with its step."""
        return [
            {"step": entry["step"]}
            | {k.removeprefix("eval_"): v for k, v in entry.items() if k.startswith("eval_")}
            for entry in self.state.log_history
            if "eval_score" in entry
        ]


@contextmanager
def _recipes_fault(key: str) -> Iterator[None]:
    """Blame the recipe for arguments that transformers does not take."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"trainer.{key} and the arguments beside it do not fit ({str(error)[:200]}).",
            "Correct [trainer] in the recipe.",
        ) from error


class _Flow(transformers.TrainerCallback):  # type: ignore[misc]
    """The last step is always evaluated; checkpoints to resume from may come more often.

    Whether to stop early is read off the logged dev scores, so a resumed run stops where an
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
    """Whether the last `patience` evaluations brought no better dev score than those before.

    Args:
        history: What a Trainer logged.
        patience: None never stops.
    """
    scores = [entry["eval_score"] for entry in history if "eval_score" in entry]
    if patience is None or len(scores) <= patience:
        return False
    return bool(max(scores[-patience:]) <= max(scores[:-patience]))


class _Watch(transformers.TrainerCallback):  # type: ignore[misc]
    """Has the trainer look at the gradients before every step."""

    def __init__(self, trainer: MixedTrainer) -> None:
        self._trainer = trainer

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        self._trainer.check_gradients()


def last_checkpoint(work: Path) -> Path | None:
    """The checkpoint of the latest step among those that are whole."""
    whole = [path.parent for path in work.glob(f"checkpoint-*/{_STATE}")]
    return max(whole, key=lambda path: int(path.name.rpartition("-")[2]), default=None)


def _remove_broken(work: Path) -> None:
    for path in work.glob("checkpoint-*"):
        if not (path / _STATE).is_file():
            shutil.rmtree(path, ignore_errors=True)


def _only(items: list[Any]) -> Any:
    """Batches are made before they come here, so there is one."""
    (item,) = items
    return item
