"""Training settings of a sentence-transformers folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote

from xstilts_kit.checkpoint.reading import read_json, read_list
from xstilts_kit.checkpoint.spec import Repository
from xstilts_kit.diagnostics.errors import ModelError

_MODULES = "modules.json"
_PROMPTS = "config_sentence_transformers.json"
_POOLINGS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_sqrt_len_tokens": "mean over the root of the length",
    "pooling_mode_weightedmean_tokens": "weighted mean",
    "pooling_mode_lasttoken": "last",
}


@dataclass(frozen=True, slots=True)
class TrainedAt:
    """How a sentence encoder was trained to embed, according to its folder."""

    layer: int
    """Index of the last layer."""
    pooling: str | None
    """Pooling mode; None if the folder does not state it."""
    prefixes: Mapping[str, str]
    """Name of a prompt → the text before each sentence."""
    more: tuple[str, ...] = ()
    """Modules after the pooling that change the vectors but are not applied here."""

    @property
    def is_readable(self) -> bool:
        """Whether `options` reproduce the trained vectors, up to their length."""
        return self.pooling in ("mean", "cls") and not self.more

    @property
    def options(self) -> str:
        """The options that reproduce the training settings."""
        parts = [f"--layer {self.layer}"]
        if self.pooling in ("mean", "cls"):
            parts.append(f"--pooling {self.pooling}")
        if self.prefixes:
            text = self.prefixes.get("query") or next(iter(self.prefixes.values()))
            parts.append(f"--prefix {quote(text)}")
        return " ".join(parts)

    def describe(self) -> str:
        """Describe the settings in a sentence."""
        said = [f"layer {self.layer}", f"{self.pooling or 'unknown'} pooling"]
        if self.prefixes:
            texts = ", ".join(f"{name} {text!r}" for name, text in self.prefixes.items())
            said.append(f"prefixes {texts}")
        if self.more:
            said.append(f"then {', '.join(self.more)}, which is not applied here")
        return "; ".join(said)


def trained_at(repository: Repository, layers: int) -> TrainedAt | None:
    """Read a repository's embedding settings; None if it is not a sentence encoder.

    Args:
        repository: Where ``modules.json`` may be.
        layers: Number of the encoder's layers.

    Raises:
        ModelError: The files are damaged.
    """
    if _MODULES not in repository.names:
        return None
    where = repository.called("")
    repository.ensure("", [_MODULES])
    modules = read_list(where, repository.folder / _MODULES)
    pooling, more = None, []
    for module in modules:
        kind = str(module.get("type", "")).rpartition(".")[2] if isinstance(module, dict) else ""
        path = module.get("path") if isinstance(module, dict) else None
        if kind == "Pooling" and isinstance(path, str):
            pooling = _pooling(repository, path)
        elif kind not in ("Transformer", "Pooling", "Normalize", ""):
            more.append(kind[:64])
    return TrainedAt(layers, pooling, _prompts(repository), tuple(more))


def _pooling(repository: Repository, sub: str) -> str | None:
    if f"{sub}/config.json" not in repository.names:
        return None
    repository.ensure(sub, ["config.json"])
    config = read_json(repository.called(sub), repository.folder / sub / "config.json")
    named = config.get("pooling_mode")
    if isinstance(named, str):
        return named
    chosen = [name for key, name in _POOLINGS.items() if config.get(key) is True]
    return " and ".join(chosen) or None


def _prompts(repository: Repository) -> dict[str, str]:
    if _PROMPTS not in repository.names:
        return {}
    repository.ensure("", [_PROMPTS])
    try:
        found = read_json(repository.called(""), repository.folder / _PROMPTS).get("prompts")
    except ModelError:
        return {}
    named = found.items() if isinstance(found, dict) else ()
    return {name: text[:256] for name, text in named if isinstance(text, str) and text}
