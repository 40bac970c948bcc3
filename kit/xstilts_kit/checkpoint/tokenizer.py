"""Open a tokenizer exactly as described by the checkpoint's files.

The tokenizer classes of transformers 5 read only the vocabulary of a ``tokenizer.json``, and
rebuild normaliser, pre-tokenizer, unknown token and template from class constants. The class
depends on a name in a configuration file, so the same file can give different sub-words. Here the
file itself is the backend, whatever class is named beside it.
"""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any

import transformers
from tokenizers import Tokenizer
from transformers.models.auto.tokenization_auto import (
    TOKENIZER_MAPPING_NAMES,
    tokenizer_class_from_name,
)

from xstilts_kit.checkpoint.conversion import NotConvertible, convert
from xstilts_kit.checkpoint.folder import TOKENIZER_CONFIG, TOKENIZER_FILE
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.reading import read_json
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.submission.manifest import TokenizerSource

_ROLES = ("bos", "eos", "unk", "sep", "pad", "cls", "mask")

_USUAL = {
    "pad": ("[PAD]", "<pad>", "<|pad|>", "<|padding|>"),
    "unk": ("[UNK]", "<unk>"),
}
"""Names tried for the padding and unknown tokens if no file names them."""

_OF_VERSION_4 = {
    "nystromformer": "AlbertTokenizer",
    "umt5": "T5Tokenizer",
    "xlm-roberta-xl": "XLMRobertaTokenizer",
}
"""Tokenizer classes by model type where transformers 5 has a generic one."""

_SHORTEST = 8
"""Minimum for the maximum length of an input, in sub-words."""
_NO_LIMIT = int(1e30)
"""Value written by transformers for a model without a maximum length."""

_SAMPLE = "The 25 children read a good book about the sea in the city of Berlin."


def open_tokenizer(head: Head) -> Any:
    """Open the head's tokenizer, which must provide offsets and fit the model's vocabulary.

    Raises:
        ModelError: It cannot be opened, is empty, or has a different vocabulary.
    """
    return open_with_source(head)[0]


def open_with_source(head: Head) -> tuple[Any, TokenizerSource]:
    """Open the head's tokenizer, and describe for the manifest how it was loaded.

    Raises:
        ModelError: As for `open_tokenizer`.
    """
    settings = _Settings.of(head)
    backend, source = _backend(head, settings)
    longest = settings.longest(head)
    side = (backend.truncation or {}).get("direction", "right")
    backend.no_truncation()
    backend.no_padding()
    options: dict[str, Any] = {
        "model_max_length": longest,
        "truncation_side": settings.side("truncation_side", side),
        "padding_side": settings.side("padding_side", "right"),
        "model_input_names": settings.inputs(),
    }
    try:
        tokenizer = transformers.PreTrainedTokenizerFast(
            tokenizer_object=backend, **options, **settings.names(backend)
        )
    except Exception as error:  # a damaged file can raise any error of the library
        raise _cannot_open(head, error) from error
    # The constructor marks named tokens as special and may replace the template.
    tokenizer._tokenizer = backend
    try:
        _check_vocabulary(head, tokenizer)
    except ModelError:
        raise
    except BaseException as error:  # a panic of the Rust library is not an Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise _cannot_open(head, error) from error
    return tokenizer, source


def _backend(head: Head, settings: "_Settings") -> tuple[Tokenizer, TokenizerSource]:
    """Load ``tokenizer.json``, or convert a vocabulary file."""
    folder = head.folder
    if TOKENIZER_FILE in folder.files:
        try:
            backend = Tokenizer.from_file(str(folder.path / TOKENIZER_FILE))
        except BaseException as error:
            # A panic of the Rust library does not derive from Exception.
            if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
                raise
            raise _cannot_open(head, error) from error
        for token in settings.added(backend):
            backend.add_tokens([token])
        return backend, TokenizerSource(TOKENIZER_FILE, None)
    try:
        converted, file = convert(folder.path, folder.files, settings.kind, settings.config)
    except NotConvertible as error:
        raise ModelError(f"{folder.where}: {error.what}.", error.remedy) from error
    except Exception as error:
        raise _cannot_open(head, error) from error
    for token in settings.added(converted):
        converted.add_tokens([token])
    vocabulary = converted.get_vocab()
    named = settings.names(converted).values()
    converted.add_special_tokens(sorted(set(named), key=lambda token: vocabulary[token]))
    return converted, TokenizerSource(file, settings.kind)


@dataclass(frozen=True, slots=True)
class _Settings:
    """The tokenizer settings in the files beside the vocabulary."""

    config: Mapping[str, Any]
    """``tokenizer_config.json``, with ``special_tokens_map.json`` as fallback."""
    added_tokens: Mapping[str, int]
    """Tokens outside the vocabulary, and their ids."""
    kind: str
    """Tokenizer class: as named, or the default of the model type; may be empty."""
    model: Mapping[str, Any]
    """``config.json``."""

    @classmethod
    def of(cls, head: Head) -> "_Settings":
        folder = head.folder

        def read(name: str) -> Mapping[str, Any]:
            return read_json(folder.where, folder.path / name) if name in folder.files else {}

        config = {**read("special_tokens_map.json"), **read(TOKENIZER_CONFIG)}
        added = {
            text: index
            for text, index in read("added_tokens.json").items()
            if isinstance(index, int)
        }
        decoder = config.get("added_tokens_decoder")
        for index, token in decoder.items() if isinstance(decoder, dict) else ():
            if isinstance(token, dict) and index.isdecimal() and len(index) < 10:
                added[_text(token) or ""] = int(index)
        added.pop("", None)
        kind = config.get("tokenizer_class") or folder.config.get("tokenizer_class")
        if not isinstance(kind, str) or not kind:
            model_type = folder.config.get("model_type")
            known = {**TOKENIZER_MAPPING_NAMES, **_OF_VERSION_4}
            kind = known.get(model_type) if isinstance(model_type, str) else ""
        return cls(config, added, (kind or "").removesuffix("Fast"), folder.config)

    def longest(self, head: Head) -> int:
        """``model_max_length``, or a huge number if it is missing."""
        found = self.config.get("model_max_length")
        if found is None:
            return _NO_LIMIT
        if isinstance(found, int) and found > _NO_LIMIT:  # too large even for a float
            return _NO_LIMIT
        if isinstance(found, int | float) and isfinite(found) and found >= _SHORTEST:
            return int(found)
        raise ModelError(
            f"{head.folder.where}: the tokenizer takes at most {str(found)[:40]} sub-words: no"
            " usable length.",
            f"Correct model_max_length in {TOKENIZER_CONFIG}.",
        )

    def inputs(self) -> list[str]:
        """Names of the tokenizer's outputs; segments are included unless the files exclude them."""
        found = self.config.get("model_input_names")
        if isinstance(found, list) and "input_ids" in found:
            return [str(name) for name in found]
        return ["input_ids", "token_type_ids", "attention_mask"]

    def side(self, key: str, default: str) -> str:
        found = self.config.get(key)
        return found if found in ("left", "right") else default

    def added(self, backend: Tokenizer) -> Iterator[str]:
        """Tokens missing from the vocabulary, as long as adding them gives the stored ids."""
        for text, index in sorted(self.added_tokens.items(), key=lambda item: item[1]):
            if backend.token_to_id(text) is None:
                if backend.get_vocab_size() != index:
                    return
                yield text

    def names(self, backend: Tokenizer) -> dict[str, str]:
        """Special tokens by argument name, restricted to those in the vocabulary."""
        usual = _defaults(self.kind)
        found: dict[str, str] = {}
        for role in _ROLES:
            key = f"{role}_token"
            candidates = (_text(self.config.get(key)), usual.get(key), *self._others(role, backend))
            known = (text for text in candidates if text and backend.token_to_id(text) is not None)
            text = next(known, None)
            if text is not None:
                found[key] = text
        return found

    def _others(self, role: str, backend: Tokenizer) -> Iterator[str | None]:
        if role == "unk":
            yield getattr(backend.model, "unk_token", None)
        yield from _USUAL.get(role, ())
        if role == "pad":
            index = self.model.get("pad_token_id")
            if isinstance(index, int) and 0 <= index < backend.get_vocab_size():
                yield backend.id_to_token(index)


def _text(token: object) -> str | None:
    """A token's text, which is stored as a string or as an object with properties."""
    found = token.get("content") if isinstance(token, dict) else token
    return found if isinstance(found, str) else None


@cache
def _defaults(kind: str) -> Mapping[str, str]:
    """Default special tokens of a tokenizer class, used if no file names them."""
    try:
        known = tokenizer_class_from_name(kind) if kind else None
        parameters = inspect.signature(known.__init__).parameters if known is not None else {}
    except Exception:  # the class may need a library that is not installed
        return {}
    defaults = {name: parameter.default for name, parameter in parameters.items()}
    return {
        f"{role}_token": str(defaults[f"{role}_token"])
        for role in _ROLES
        if isinstance(defaults.get(f"{role}_token"), str)
    }


def _check_vocabulary(head: Head, tokenizer: Any) -> None:
    known, rows = len(tokenizer), head.folder.config.get("vocab_size")
    if isinstance(rows, int) and not known <= rows <= 2 * known:
        raise ModelError(
            f"{head.folder.where}: the tokenizer knows {known} pieces, the model {str(rows)[:40]}.",
            "Put the tokenizer that the model was trained with beside it.",
        )
    ids = tokenizer(_SAMPLE, add_special_tokens=False)["input_ids"]
    if not ids or all(piece == tokenizer.unk_token_id for piece in ids):
        raise ModelError(
            f"{head.folder.where}: the tokenizer knows no piece of an English sentence.",
            "Put the tokenizer that the model was trained with beside it.",
        )
    if isinstance(rows, int) and max(tokenizer("a", "b")["input_ids"]) >= rows:
        raise ModelError(
            f"{head.folder.where}: the tokenizer adds a special token beyond the model's {rows}"
            " pieces.",
            "Put the tokenizer that the model was trained with beside it.",
        )
    if tokenizer.pad_token_id is None:
        raise ModelError(
            f"{head.folder.where}: the tokenizer has no padding token.",
            "Set tokenizer.pad_token, and pad_token_id in config.json, then save both.",
        )


def _cannot_open(head: Head, error: BaseException) -> ModelError:
    text = str(error).strip()
    reason = text.splitlines()[0][:200] if text else type(error).__name__
    return ModelError(
        f"{head.folder.where}: its tokenizer cannot be opened ({reason}).",
        "Save it again with tokenizer.save_pretrained(folder).",
    )
