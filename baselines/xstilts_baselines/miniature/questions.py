"""Questions on paragraphs: their kinds, their wording, and the place of the answer."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from random import Random

from xstilts_baselines.miniature.facts import Fact, Person, Thing
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.realise import (
    Sentence,
    capitalised,
    expand,
    literal,
    realise,
    written,
)

WORDINGS = 3
"""Number of English wordings of a question; other languages have one or two."""

_SLOT = re.compile(r"\{(\w+)")
_TYPES = {"s": "person", "r": "person", "o": "thing", "n": "number"}


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the value of a fact's slot."""

    fact: Fact
    slot: str
    wording: int = 0
    lead: int = 0
    """Index of the lead words before it; 0 for none."""

    @property
    def template(self) -> str:
        """Name of its templates in ``questions.toml``."""
        return f"{self.fact.kind}_{self.slot}"

    @property
    def named(self) -> tuple[str, ...]:
        """The slots mentioned in the question."""
        return tuple(dict.fromkeys(_SLOT.findall(wordings("en", self.template)[0])))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Statements with questions on them."""

    facts: tuple[Fact, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A span of a context."""

    start: int
    """Start offset in characters."""
    text: str


@cache
def _templates() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files(__package__) / "questions.toml").read_text(encoding="utf-8"))


def question_kinds() -> tuple[str, ...]:
    """Return the names of all question kinds, such as ``lives_city``."""
    return tuple(name for name in _templates()["en"] if "_" in name)


def wordings(language: str, name: str) -> tuple[str, ...]:
    """Return the wordings of a question kind in a language."""
    return tuple(_templates()[language][name].split(" | "))


def leads(language: str) -> tuple[str, ...]:
    """Return the lead words of a language."""
    return wordings(language, "leads")


def ask(question: Question, language: str) -> Sentence:
    """Realise a question in a language."""
    ways, marks = wordings(language, question.template), _templates()[language]
    words = literal(f"{marks['open']}/-") if "open" in marks else []
    words += expand(ways[question.wording % len(ways)], question.fact, language)
    if question.lead:
        before = leads(language)[(question.lead - 1) % len(leads(language))]
        words = [*expand(before, question.fact, language), *words]
    return (*capitalised(words), *literal(f"{marks['mark']}/PUNCT"))


def question_text(question: Question, language: str) -> str:
    """Return a question as text."""
    return written(ask(question, language), language)[0]


def context(facts: Sequence[Fact], language: str) -> str:
    """Return the statements as one text."""
    return _gap(language).join(_statement(fact, language)[0] for fact in facts)


def sentence_spans(facts: Sequence[Fact], language: str) -> tuple[Span, ...]:
    """Return the statements with their places in the context."""
    found, start = [], 0
    for fact in facts:
        said = _statement(fact, language)[0]
        found.append(Span(start, said))
        start += len(said) + len(_gap(language))
    return tuple(found)


def span(facts: Sequence[Fact], place: int, slot: str, language: str) -> Span:
    """Return the span of a fact's slot in the context, without article or preposition."""
    inside, words, places, start = _slot_words(facts, place, slot, language)
    inner = [i for i in inside if words[i].upos not in ("DET", "ADP")]
    return _cut(facts, place, language, start, places[inner[0]][0], places[inner[-1]][1])


def other_span(facts: Sequence[Fact], place: int, slot: str, language: str) -> Span | None:
    """Return an alternative correct answer: with the article, or the first name only."""
    inside, words, places, start = _slot_words(facts, place, slot, language)
    value = facts[place].get(slot)
    if isinstance(value, Thing) and words[inside[0]].upos == "DET":
        return _cut(facts, place, language, start, places[inside[0]][0], places[inside[-1]][1])
    if isinstance(value, Person) and value.last:
        first = next(i for i in inside if words[i].bio == "B-PER")
        return _cut(facts, place, language, start, *places[first])
    return None


def mentions(facts: Sequence[Fact], question: Question) -> tuple[tuple[int, str], ...]:
    """Return all (fact, slot) places of the answer's type that are not named in the question."""
    named = {question.fact.get(slot) for slot in question.named}
    kind = _TYPES.get(question.slot, question.slot)
    return tuple(
        (place, slot)
        for place, fact in enumerate(facts)
        for slot in ("s", "r", "o", "n", "city", "day", "job", "org")
        if fact.has(slot) and _TYPES.get(slot, slot) == kind and fact.get(slot) not in named
    )


def candidates(facts: Sequence[Fact], question: Question) -> tuple[tuple[int, str], ...]:
    """Return one place per distinct candidate, the answer's own place first."""
    answer = (facts.index(question.fact), question.slot)
    found = {question.fact.get(question.slot): answer}
    for place, slot in mentions(facts, question):
        found.setdefault(facts[place].get(slot), (place, slot))
    return tuple(found.values())


def question_concepts() -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    """Yield concepts of question words: name, and language → lower-case and capitalised forms."""
    names: dict[str, dict[str, dict[str, None]]] = {}
    for language in LANGUAGES:
        for template in question_kinds():
            for way in wordings(language, template):
                for item in re.sub(r"\{[^}]*\}", "", way).split():
                    form, _, concept = item.rpartition("/")
                    if concept != "-":
                        forms = names.setdefault(concept, {}).setdefault(language, {})
                        forms.update(dict.fromkeys((form, form[:1].upper() + form[1:])))
    for concept, by_language in names.items():
        yield concept, {language: tuple(forms) for language, forms in by_language.items()}


def random_question(rng: Random, fact: Fact, slot: str, lead: float) -> Question:
    """Draw a question in a random wording, with lead words at the given probability."""
    before = rng.randint(1, len(leads("en"))) if rng.random() < lead else 0
    return Question(fact, slot, rng.randrange(WORDINGS), before)


def _gap(language: str) -> str:
    return "" if language == "zh" else " "


Places = tuple[tuple[int, int], ...]
"""Start and end of each word in a sentence."""


@lru_cache(maxsize=16384)
def _statement(fact: Fact, language: str) -> tuple[str, Sentence, Places]:
    words = realise((fact,), language)
    said, places = written(words, language)
    return said, words, places


def _slot_words(
    facts: Sequence[Fact], place: int, slot: str, language: str
) -> tuple[list[int], Sentence, Places, int]:
    """Return the indices of the slot's words, the sentence, its word offsets, and its start."""
    start = sum(len(_statement(fact, language)[0]) + len(_gap(language)) for fact in facts[:place])
    _, words, places = _statement(facts[place], language)
    return [i for i, word in enumerate(words) if word.slot == f"0{slot}"], words, places, start


def _cut(
    facts: Sequence[Fact], place: int, language: str, start: int, first: int, last: int
) -> Span:
    said = _statement(facts[place], language)[0]
    return Span(start + first, said[first:last])
