"""What training costs, by arithmetic: floating-point operations, memory, disk.

The formulas count an encoder's own arithmetic, with every input padded to its full length; batches
of unequal inputs take two to four times less. Evaluation is not counted.
"""

from dataclasses import dataclass

from xstilts_baselines.recipes.stilts import EncoderSize

SPEEDS = {"gpu_40": 40e12, "gpu_120": 120e12, "cpu_0.1": 0.1e12}
"""Operations a second: a V100-class card with 16-bit numbers, an A100-class one with bf16, two CPU
cores."""
_POSITIONS = 514
_STATE = 16
"""Bytes a parameter: weight, gradient and AdamW's two moments as float32."""
_WEIGHT = 4
_RESUMABLE = 12
"""Bytes a weight takes in a checkpoint to resume from: itself and two moments, float32."""
_CHECKPOINTS = 3
"""Those at once: the best, the last, and the one that is being written."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one optimiser step or a phase of them computes on."""

    sequences: int
    """Inputs in all; a choice among four is four."""
    at_once: int
    """Inputs that one device takes at once."""
    length: int
    """Sub-words of an input."""
    predicted: float = 0.0
    """Share of sub-words that are predicted from the whole vocabulary."""

    @property
    def tokens(self) -> int:
        """Sub-words in all."""
        return self.sequences * self.length


def layer_parameters(size: EncoderSize) -> int:
    """Parameters of the layers: four square matrices and two of the feed-forward part each."""
    return size.layers * (4 * size.hidden**2 + 2 * size.hidden * size.feed_forward)


def parameters(size: EncoderSize) -> int:
    """Parameters of the encoder with its embeddings."""
    return layer_parameters(size) + (size.vocabulary + _POSITIONS) * size.hidden


def operations(size: EncoderSize, load: Load) -> float:
    """Floating-point operations, forward and backward."""
    attention = 12 * size.layers * size.hidden * load.length
    head = 6 * size.hidden * size.vocabulary * load.predicted
    return load.tokens * (6 * layer_parameters(size) + attention + head)


def hours(size: EncoderSize, load: Load) -> dict[str, float]:
    """Hours on each kind of device of `SPEEDS`."""
    done = operations(size, load)
    return {name: done / speed / 3600 for name, speed in SPEEDS.items()}


def memory(size: EncoderSize, load: Load) -> int:
    """Bytes of a device: the optimiser's state, and the activations of one batch in 16 bits."""
    tokens = load.at_once * load.length
    per_token = size.hidden * 34 + 5 * size.heads * load.length
    logits = int(tokens * load.predicted) * size.vocabulary * 4
    return _STATE * parameters(size) + size.layers * tokens * per_token + logits


def disk(encoder_parameters: int, heads: int) -> int:
    """Bytes: the encoder and a copy for every head, and checkpoints of an unfinished phase."""
    return encoder_parameters * (_WEIGHT * (heads + 1) + _CHECKPOINTS * _RESUMABLE)
