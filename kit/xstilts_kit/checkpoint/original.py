"""How transformers' Python tokenizers handle text around SentencePiece.

Some classes change the text before SentencePiece sees it, or split its pieces afterwards. Here are
both the steps of the Python classes (transformers 4.57) and a normaliser that does the same.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tokenizers import Regex, normalizers

_FINAL_SIGMA = r"(?<=\p{L}|\p{L}\p{M})Σ(?![\p{M}\p{Cf}'’.:·]*\p{L})"
"""A capital sigma that ends a word, which Python's ``str.lower`` turns into ς."""
_SPACES = r"[\s\x1c-\x1f]+"
"""What ``str.split`` splits at."""

_SPACES_BEFORE_SIGNS = r" +(?=[\p{P}$+<=>^`|~])"
"""Spaces that would be a word of their own where words are split at punctuation."""


@dataclass(frozen=True, slots=True)
class Handling:
    """The steps of a class beside SentencePiece's own."""

    as_albert: bool = False
    """Whether spaces, quotes and numbers with a comma are handled as by ALBERT and XLNet."""
    plain: bool = False
    """Whether the class does nothing more, but transformers' converter adds ALBERT's steps."""
    lower: bool = False
    strip_accents: bool = False
    split_punctuation: bool = False

    @classmethod
    def of(cls, kind: str, config: Mapping[str, Any]) -> "Handling":
        """Return the steps of a class with the settings of ``tokenizer_config.json``."""
        if kind in ("AlbertTokenizer", "XLNetTokenizer"):
            lower = config.get("do_lower_case", kind == "AlbertTokenizer") is True
            accents = config.get("keep_accents") is True
            return cls(True, lower=lower, strip_accents=not accents)
        if kind == "DebertaV2Tokenizer":
            lower = config.get("do_lower_case") is True
            return cls(lower=lower, split_punctuation=config.get("split_by_punct") is True)
        return cls(plain=kind == "RemBertTokenizer")

    def pieces(self, model: Any, text: str) -> list[str]:
        """Sub-words of the Python class.

        Args:
            model: The SentencePiece processor.
            text: A text without special tokens.
        """
        if self.as_albert:
            text = " ".join(text.split()).replace("``", '"').replace("''", '"')
        if self.strip_accents:
            decomposed = unicodedata.normalize("NFKD", text)
            text = "".join(c for c in decomposed if not unicodedata.combining(c))
        if self.lower:
            text = text.lower()
        words = _split_at_punctuation(text) if self.split_punctuation else [text]
        found = [piece for word in words for piece in model.encode(word, out_type=str)]
        if self.as_albert:
            found = [part for piece in found for part in _without_comma(model, piece)]
        return found

    def normalizer(self, own: normalizers.Normalizer, charsmap: bytes) -> normalizers.Normalizer:
        """Return a normaliser that changes a text as the Python class does.

        Args:
            own: The normaliser that transformers' converter made.
            charsmap: SentencePiece's own normalisation.
        """
        if not self.as_albert and not self.plain:
            lowered = with_final_sigma(own) if self.lower else own
            if not self.split_punctuation:
                return lowered
            spaces = normalizers.Replace(Regex(_SPACES_BEFORE_SIGNS), "")
            return normalizers.Sequence([lowered, spaces])
        steps: list[normalizers.Normalizer] = []
        if self.as_albert:
            steps += [
                normalizers.Replace(Regex(_SPACES), " "),
                normalizers.Strip(),
                normalizers.Replace("``", '"'),
                normalizers.Replace("''", '"'),
            ]
        if self.strip_accents:
            marks = normalizers.Replace(Regex(_combining()), "")
            steps += [normalizers.NFKD(), marks]
        if self.lower:
            steps.append(with_final_sigma(normalizers.Lowercase()))
        if charsmap:
            # Hangul that was decomposed above is too long for the map here, unlike there.
            composed = [normalizers.NFC()] if self.strip_accents else []
            steps += [*composed, normalizers.Precompiled(charsmap)]
        steps += [normalizers.Replace(Regex(" {2,}"), " "), normalizers.Strip()]
        return normalizers.Sequence(steps)


def with_final_sigma(lowering: normalizers.Normalizer) -> normalizers.Normalizer:
    """Return a lower-casing normaliser that writes a word's last sigma as ``str.lower`` does."""
    return normalizers.Sequence([normalizers.Replace(Regex(_FINAL_SIGMA), "ς"), lowering])


def _without_comma(model: Any, piece: str) -> list[str]:
    """Split a piece that ends in a digit and a comma, as ALBERT's and XLNet's classes do."""
    if len(piece) < 2 or piece[-1] != "," or not piece[-2].isdigit():
        return [piece]
    parts = list(model.encode(piece[:-1].replace("▁", ""), out_type=str))
    if piece[0] != "▁" and parts[0][0] == "▁":
        parts = parts[1:] if len(parts[0]) == 1 else [parts[0][1:], *parts[1:]]
    return [*parts, ","]


def _split_at_punctuation(text: str) -> Iterator[str]:
    word = ""
    for character in text:
        ascii_sign = character.isascii() and character.isprintable() and not character.isalnum()
        if (ascii_sign and character != " ") or unicodedata.category(character).startswith("P"):
            if word:
                yield word
            yield character
            word = ""
        else:
            word += character
    if word:
        yield word


@cache
def _combining() -> str:
    """A class of the characters that ``unicodedata.combining`` finds, in ranges."""
    marks = [code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))]
    ranges: list[list[int]] = []
    for code in marks:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(f"\\x{{{one:x}}}-\\x{{{two:x}}}" for one, two in ranges) + "]"
