"""Settings of sentence embeddings, and XTREME's own."""

from dataclasses import dataclass


def protocol_layer(layers: int) -> int:
    """The hidden layer used by XTREME: 8 of 12, 14 of 24, otherwise about 0.58 of all layers."""
    return {12: 8, 24: 14}.get(layers, max(1, round(0.58 * layers)))


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """Settings of sentence embeddings."""

    layer: int
    pooling: str
    transform: str
    prefix: str | None = None
    """Prefix of every sentence."""
    layers: int | None = None
    """Number of layers of the encoder; None in older manifests."""

    @property
    def of_the_protocol(self) -> bool:
        """Whether sentences were embedded as in XTREME, as far as known."""
        return (
            (self.layers is None or self.layer == protocol_layer(self.layers))
            and self.pooling == "mean"
            and not self.prefix
        )

    def describe(self) -> str:
        """Layer, pooling, prefix and transform in one line."""
        of = "" if self.layers is None else f" of {self.layers}"
        prefix = f"prefix {self.prefix!r}" if self.prefix else "no prefix"
        transform = "" if self.transform == "none" else f", transform {self.transform}"
        return f"layer {self.layer}{of}, {self.pooling} pooling, {prefix}{transform}"
