"""Estimate the cost of training: floating-point operations, memory, disk.

The formulas cover the encoder with every input padded to full length; batches of inputs with
different lengths cost two to four times less. Evaluation is not included.
"""

from dataclasses import dataclass

from xstilts_baselines.recipes.stilts import EncoderSize

SPEEDS = {"gpu_40": 40e12, "gpu_120": 120e12, "cpu_0.1": 0.1e12}
"""Operations per second: a V100-class GPU with 16-bit numbers, an A100-class GPU with bf16, two CPU
cores."""
_POSITIONS = 514
_STATE = 16
"""Bytes per parameter: weight, gradient and AdamW's two moments as float32."""
_WEIGHT = 4
_RESUMABLE = 12
"""Bytes per weight in a resumable checkpoint: the weight and two moments, float32."""
_CHECKPOINTS = 3
"""Number of checkpoints at a time: the best, the last, and the one being written."""


@dataclass(frozen=True, slots=True)
class Load:
    """The inputs of an optimiser step or a whole phase."""

    sequences: int
    """Total inputs; a choice among four counts as four."""
    at_once: int
    """Inputs per batch on one device."""
    length: int
    """Sub-words per input."""
    predicted: float = 0.0
    """Share of sub-words predicted from the whole vocabulary."""

    @property
    def tokens(self) -> int:
        """Total sub-words."""
        return self.sequences * self.length


def layer_parameters(size: EncoderSize) -> int:
    """Count the layers' parameters: four square and two feed-forward matrices per layer."""
    return size.layers * (4 * size.hidden**2 + 2 * size.hidden * size.feed_forward)


def parameters(size: EncoderSize) -> int:
    """Count the parameters of the encoder with its embeddings."""
    return layer_parameters(size) + (size.vocabulary + _POSITIONS) * size.hidden


def operations(size: EncoderSize, load: Load) -> float:
    """Estimate floating-point operations, forward and backward."""
    attention = 12 * size.layers * size.hidden * load.length
    head = 6 * size.hidden * size.vocabulary * load.predicted
    return load.tokens * (6 * layer_parameters(size) + attention + head)


def hours(size: EncoderSize, load: Load) -> dict[str, float]:
    """Estimate the hours on each kind of device in `SPEEDS`."""
    done = operations(size, load)
    return {name: done / speed / 3600 for name, speed in SPEEDS.items()}


def memory(size: EncoderSize, load: Load) -> int:
    """Estimate the bytes per device: optimiser state, and activations of a batch in 16 bits."""
    tokens = load.at_once * load.length
    per_token = size.hidden * 34 + 5 * size.heads * load.length
    logits = int(tokens * load.predicted) * size.vocabulary * 4
    return _STATE * parameters(size) + size.layers * tokens * per_token + logits


def disk(encoder_parameters: int, heads: int) -> int:
    """Estimate the bytes on disk: encoder, a copy per head, and checkpoints of a phase."""
    return encoder_parameters * (_WEIGHT * (heads + 1) + _CHECKPOINTS * _RESUMABLE)
