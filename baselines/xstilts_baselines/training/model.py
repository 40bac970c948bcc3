"""One encoder with a head for each task."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import nn

from xstilts_baselines.training.base import save
from xstilts_baselines.training.shapes import Shape
from xstilts_kit.diagnostics.errors import ModelError


class MultiTask(nn.Module):
    """Transformers models that share one encoder.

    Only this module registers the encoder. Each model has it under its usual name, but as a plain
    attribute, so that its tensors are counted, saved and moved once.
    """

    def __init__(self, models: Mapping[str, Any]) -> None:
        """Join models of one architecture whose encoders have the same weights.

        Args:
            models: Task → model with its head; the models are modified in place.
        """
        super().__init__()
        owner = next((m for m in models.values() if m.get_output_embeddings()), None)
        owner = owner or next(iter(models.values()))  # tied embeddings stay tied with their own
        self.encoder = owner.base_model
        self._pooled = {
            name for name, model in models.items() if getattr(model.base_model, "pooler", None)
        }
        for name, model in models.items():
            if name in self._pooled and getattr(self.encoder, "pooler", None) is None:
                self.encoder.pooler = model.base_model.pooler
            del model._modules[model.base_model_prefix]
            model.__dict__[model.base_model_prefix] = self.encoder
        self.heads = nn.ModuleDict(models)
        self._shapes: Mapping[str, Shape] = {}
        self._kept: list[tuple[torch.Tensor, ...]] | None = None
        seen: set[nn.Parameter] = set()
        self._tied: set[str] = set()
        """Aliases of a tensor, such as the language model head's name for the embeddings."""
        for name, parameter in self.named_parameters(remove_duplicate=False):
            if parameter in seen:
                self._tied.add(name)
            seen.add(parameter)

    def learn(self, shapes: Mapping[str, Shape]) -> None:
        """Set the shape that computes each task's loss."""
        self._shapes = shapes

    def forward(self, task: str, batch: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """Compute the loss of one task's batch."""
        shape = self._shapes[task]
        logits = shape.logits(self.heads[task], batch)
        if self._kept is not None:
            self._kept.append(logits)
        return shape.cost(logits, batch)

    @contextmanager
    def keeping_logits(self) -> Iterator[list[tuple[torch.Tensor, ...]]]:
        """Collect the logits of every forward pass in the context; see `Shape.logits`."""
        kept: list[tuple[torch.Tensor, ...]] = []
        self._kept = kept
        try:
            yield kept
        finally:
            self._kept = None

    def state_dict(self, *args: Any, **options: Any) -> Any:
        """Return every tensor once, because safetensors rejects shared tensors."""
        found = super().state_dict(*args, **options)
        return {name: tensor for name, tensor in found.items() if name not in self._tied}

    def take(self, tensors: Mapping[str, torch.Tensor]) -> None:
        """Load the tensors of `state_dict`.

        Raises:
            RuntimeError: A tensor is missing, unexpected or of the wrong shape.
        """
        lacking, left_over = self.load_state_dict(dict(tensors), strict=False)
        lacking = [name for name in lacking if name not in self._tied]
        if lacking or left_over:
            raise RuntimeError(f"missing or unexpected tensors: {[*lacking, *left_over][:3]}")

    def freeze(self, layers: int) -> None:
        """Freeze the embeddings and the first `layers` layers.

        Raises:
            ModelError: The encoder has fewer layers.
        """
        count = self.encoder.config.num_hidden_layers
        if layers > count:
            raise ModelError(
                f"freeze_layers = {layers}: the encoder has {count} layers.",
                f"Give 0 to {count} with --set.",
            )
        frozen = [self.encoder.embeddings]
        if layers:
            stack = next(
                module
                for module in self.encoder.modules()
                if isinstance(module, nn.ModuleList) and len(module) == count
            )
            frozen += stack[:layers]
        for module in frozen:
            for parameter in module.parameters():
                parameter.requires_grad = False

    def checkpoint_activations(self) -> None:
        """Recompute the layers' activations in the backward pass instead of storing them."""
        newer = getattr(self.encoder, "activation_checkpointing_enable", None)
        (newer or self.encoder.gradient_checkpointing_enable)()

    def save_head(self, task: str, folder: Path) -> None:
        """Write encoder and head of one task as a transformers model."""
        model: Any = self.heads[task]
        prefix, pooler = model.base_model_prefix, getattr(self.encoder, "pooler", None)
        del model.__dict__[prefix]
        model._modules[prefix] = self.encoder
        if pooler is not None and task not in self._pooled:
            self.encoder.pooler = None
        try:
            save(model, folder)
        finally:
            if pooler is not None:
                self.encoder.pooler = pooler
            del model._modules[prefix]
            model.__dict__[prefix] = self.encoder
