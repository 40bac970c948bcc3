"""Word forms with the same meaning in the ten languages, taken from the lexicon."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from xstilts_baselines.miniature.lexicon import LANGUAGES, lexicon
from xstilts_baselines.miniature.questions import question_concepts

_SAME_WORDS = re.compile(r"([^\s\[\]{}/]+)/(VERB|PART)|\{\w+((?::[^:}]+)+)\}")


@cache
def translations() -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Return all concepts of statements and questions, each as language → forms."""
    concepts: list[Mapping[str, tuple[str, ...]]] = [
        {language: _forms(entry.kind, entry.parts(language), language) for language in LANGUAGES}
        for entry in lexicon().values()
    ]
    text = (files(__package__) / "grammar.toml").read_text(encoding="utf-8")
    grammar = tomllib.loads(text)
    asked = dict(question_concepts())
    for template in grammar["en"]:
        found = {
            language: _template_words(grammar[language][template], template)
            for language in LANGUAGES
        }
        if not template.startswith("day_") and all(found.values()):
            concepts.append(_joined(found, asked.pop(template, {})))
    return (*concepts, *(_joined({}, forms) for forms in asked.values()))


def _joined(
    one: Mapping[str, tuple[str, ...]], two: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    return {
        language: tuple(dict.fromkeys((*one.get(language, ()), *two.get(language, ()))))
        for language in LANGUAGES
    }


def _forms(kind: str, parts: list[str], language: str) -> tuple[str, ...]:
    """Return a cell's word forms without gender, article or preposition."""
    gendered = kind == "noun" and language in ("de", "es", "ru", "el", "ar", "hi", "sw")
    before = (kind == "city" and language == "el") or (kind == "day" and language in ("el", "ru"))
    return tuple(parts[1:] if gendered or before else parts)


def _template_words(template: str, name: str) -> tuple[str, ...]:
    """Return the verb, negation or conjunction contained in a template."""
    if name == "and":
        return (template.rpartition("/")[0],)
    wanted = "PART" if name.endswith("_not") else "VERB"
    forms: list[str] = []
    for literal, upos, agreeing in _SAME_WORDS.findall(template):
        if literal and upos == wanted:
            forms.append(literal)
        elif agreeing and wanted == "VERB":
            forms += agreeing[1:].split(":")
    return tuple(forms)
