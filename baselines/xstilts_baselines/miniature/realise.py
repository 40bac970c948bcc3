"""Realisation of facts as sentences in a language."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from xstilts_baselines.miniature.facts import Fact, Person, Thing
from xstilts_baselines.miniature.inflection import adjective_form, article, noun_form, person_name
from xstilts_baselines.miniature.lexicon import UNSPACED, lexicon


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence."""

    form: str
    upos: str
    bio: str = "O"
    slot: str = ""
    """The slot it expresses; empty for words of the template."""


Sentence = tuple[Word, ...]

_ITEM = re.compile(r"\[[^\]]*\]|\{[^}]*\}|\S+")


@cache
def _grammar() -> Mapping[str, Mapping[str, str]]:
    text = (files(__package__) / "grammar.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def realise(facts: Sequence[Fact], language: str) -> Sentence:
    """Realise facts as one sentence, joined by *and*, with a capital and a full stop."""
    grammar = _grammar()[language]
    words: list[Word] = []
    for number, fact in enumerate(facts):
        if number:
            words += literal(grammar["and"])
        said = expand(grammar[fact.template], fact, language)
        words += [Word(w.form, w.upos, w.bio, w.slot and f"{number}{w.slot}") for w in said]
    return (*capitalised(words), *literal(grammar["stop"]))


def text(words: Sequence[Word], language: str) -> str:
    """Return the sentence as text: no space before the stop, none at all in Chinese and Thai."""
    return written(words, language)[0]


def written(words: Sequence[Word], language: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the sentence as text, with the start and end of each word."""
    joined, places = "", []
    for number, word in enumerate(words):
        if number:
            joined += _gap(joined, word.form, language, last=number == len(words) - 1)
        places.append((len(joined), len(joined) + len(word.form)))
        joined += word.form
    return joined, tuple(places)


def _gap(before: str, form: str, language: str, *, last: bool) -> str:
    if language in UNSPACED:
        both = before[-1].isascii() and before[-1].isalnum() and form[0].isascii()
        return " " if both and form[0].isalnum() else ""
    return "" if before[-1] == "¿" or (last and form != "।") else " "


def capitalised(words: Sequence[Word]) -> list[Word]:
    """Capitalise the first word; an opening question mark is skipped."""
    place = int(words[0].form == "¿")
    first = replace(words[place], form=words[place].form[:1].upper() + words[place].form[1:])
    return [*words[:place], first, *words[place + 1 :]]


def literal(item: str) -> list[Word]:
    """Parse a word of a template, given as `word/TAG`."""
    form, _, upos = item.rpartition("/")
    return [Word(form, upos)]


def expand(template: str, fact: Fact, language: str) -> list[Word]:
    """Fill the slots of a template from a fact."""
    words: list[Word] = []
    for item in _ITEM.findall(template):
        if item.startswith("["):
            slots = re.findall(r"\{(\w+)", item)
            if all(fact.has(slot) for slot in slots):
                words += expand(item[1:-1], fact, language)
        elif item.startswith("{"):
            words += _slot(item[1:-1], fact, language)
        else:
            words += literal(item)
    return words


def _slot(item: str, fact: Fact, language: str) -> list[Word]:
    if ":" in item:  # verb agreement with the slot's gender or class
        slot, *forms = item.split(":")
        return [Word(forms[_agreement(fact, slot, language)], "VERB")]
    slot, _, form = item.partition(".")
    value = fact.get(slot)
    if isinstance(value, Person):
        return _person(value, form, slot, language)
    if isinstance(value, Thing):
        return _thing(value, form or "acc", slot, language)
    if slot == "org":
        return _organisation(str(value), language)
    if slot == "n":
        return [Word(str(value), "NUM", slot=slot)]
    return _word(str(value), form, fact, slot, language)


def _agreement(fact: Fact, slot: str, language: str) -> int:
    """Return the index of the form that agrees with a slot."""
    value = fact.get(slot)
    if isinstance(value, Person):
        return int(value.feminine)
    if isinstance(value, Thing):
        gender = lexicon()[value.noun].parts(language)[0]
        return "579".index(gender) if language == "sw" else int(gender == "f")
    return int(str(value).startswith("university"))  # the only feminine organisation in Arabic


def _person(person: Person, form: str, slot: str, language: str) -> list[Word]:
    words = [Word(w, "DET", slot=slot) for w in article(person, form, language)]
    words.append(Word(person_name(person, form, language), "PROPN", "B-PER", slot))
    if person.last:
        words.append(Word(lexicon()[person.last].cells[language], "PROPN", "I-PER", slot))
    return words


def _organisation(value: str, language: str) -> list[Word]:
    head, _, city = value.partition("/")
    head_word = lexicon()[head].cells[language]
    city_word = lexicon()[city].parts(language)[-1 if language == "el" else 0]
    names = [city_word, head_word] if language in ("en", "hi", "zh") else [head_word, city_word]
    return [Word(names[0], "PROPN", "B-ORG", "org"), Word(names[1], "PROPN", "I-ORG", "org")]


def _thing(thing: Thing, case: str, slot: str, language: str) -> list[Word]:
    gender = lexicon()[thing.noun].parts(language)[0]
    noun = [Word(noun_form(thing.noun, case, language), "NOUN", slot=slot)]
    words = noun
    if thing.adjective:
        form = adjective_form(thing.adjective, gender, case, language)
        adjective = [Word(form, "ADJ", slot=slot)]
        if language == "zh":
            adjective.append(Word("的", "PART", slot=slot))
        after = language in ("es", "ar", "th", "sw")
        words = noun + adjective if after else adjective + noun
    determiner = article(thing, case, language)
    return [*(Word(w, "DET", slot=slot) for w in determiner), *words]


def _word(key: str, form: str, fact: Fact, slot: str, language: str) -> list[Word]:
    parts = lexicon()[key].parts(language)
    if slot == "city":
        before = []
        if language == "el":
            before = [Word(parts[0], "ADP", slot=slot)] if form == "loc" else []
            return [*before, Word(parts[1], "PROPN", "B-LOC", slot)]
        return [Word(parts[-1] if form == "loc" else parts[0], "PROPN", "B-LOC", slot)]
    if slot == "day":
        kind = {"el": "DET", "ru": "ADP"}.get(language)
        before = [Word(parts[0], kind, slot=slot)] if kind else []
        return [*before, Word(parts[-1], "NOUN", slot=slot)]
    if slot == "v":
        if language in ("en", "sw"):
            chosen = parts[1] if form == "neg" else parts[0]
        else:
            chosen = parts[_agreement(fact, "s", language)] if len(parts) > 1 else parts[0]
        return [Word(chosen, "VERB", slot=slot)]
    chosen = parts[_agreement(fact, "s", language)] if len(parts) > 1 else parts[0]
    return [Word(chosen, "NOUN", slot=slot)]
