"""Models that receive the language of a text as an additional input."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xstilts_kit.checkpoint.folder import CheckpointFolder
from xstilts_kit.diagnostics.errors import ModelError

_AS_A_TOKEN = ("m2m_100", "mbart", "nllb-moe", "plbart", "seamless_m4t", "seamless_m4t_v2")
"""Model types whose tokenizer writes the language into the text as a token."""


@dataclass(frozen=True, slots=True)
class LanguageInput:
    """The language as an input of the model."""

    argument: str
    """Name of the argument of ``forward``."""
    per_token: bool
    """Whether there is a value per sub-word or per text."""
    names: Mapping[str, str]
    """Language code → the model's own code."""
    indices: Mapping[str, int]
    """Language code → its index in the model."""


def language_input(folder: CheckpointFolder) -> LanguageInput | None:
    """Return how the language is passed to the model; None if it needs none.

    Raises:
        ModelError: The model needs the language, but it cannot be passed.
    """
    config = folder.config
    kind = config.get("model_type")
    if kind in _AS_A_TOKEN:
        raise ModelError(
            f"{folder.where}: a model of type {kind} reads the language of a text as a token, which"
            " is not set here: every language would be read as the same one.",
            "Use an encoder that needs no language, or X-MOD.",
        )
    if kind == "xmod":
        named = config.get("languages")
        if not isinstance(named, list) or not named or not all(isinstance(n, str) for n in named):
            raise ModelError(
                f"{folder.where}/config.json does not list the languages of the model's adapters.",
                "Save the configuration of the X-MOD model beside its weights.",
            )
        return _input("lang_ids", False, {name: index for index, name in enumerate(named)})
    if kind == "xlm" and config.get("use_lang_emb", True) and config.get("n_langs", 1) != 1:
        numbered = config.get("lang2id")
        if not isinstance(numbered, dict) or not all(type(i) is int for i in numbered.values()):
            raise ModelError(
                f"{folder.where}/config.json does not number the languages of its embeddings.",
                "Save the configuration of the XLM model, with lang2id, beside its weights.",
            )
        return _input("langs", True, numbered)
    return None


def _input(argument: str, per_token: bool, numbered: Mapping[str, int]) -> LanguageInput:
    names: dict[str, str] = {}
    for name in numbered:
        names.setdefault(name.replace("-", "_").split("_")[0].lower(), name)
    return LanguageInput(
        argument,
        per_token,
        MappingProxyType(names),
        MappingProxyType({code: numbered[name] for code, name in names.items()}),
    )


def check_languages(
    folder: CheckpointFolder, asked: LanguageInput | None, codes: Iterable[str]
) -> dict[str, str] | None:
    """Return the model's code of each language, for the manifest; None if it needs none.

    Raises:
        ModelError: The model does not support one of the languages.
    """
    if asked is None:
        return None
    wanted = list(dict.fromkeys(codes))
    lacking = [code for code in wanted if code not in asked.names]
    if lacking:
        have = [code for code in wanted if code in asked.names]
        raise ModelError(
            f"{folder.where}: the model has no part for {', '.join(lacking)}, and it must be told"
            " the language of every text.",
            f"Ask for the others: --language {' --language '.join(have)}."
            if have
            else "Use another model for these languages.",
        )
    return {code: asked.names[code] for code in wanted}
