"""Facts: language-independent templates with slot values."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any, ClassVar

from xstilts_baselines.miniature.lexicon import lexicon, of_kind, things


@dataclass(frozen=True, slots=True)
class Person:
    """A person with a first name and an optional surname."""

    first: str
    last: str = ""

    @property
    def feminine(self) -> bool:
        """Whether verbs take feminine agreement."""
        return lexicon()[self.first].detail == "f"


@dataclass(frozen=True, slots=True)
class Thing:
    """An object with an optional property."""

    noun: str
    adjective: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement; empty slots are not expressed."""

    kind: str
    """A template of the grammar, without the prefix ``day_`` and the suffix ``_not``."""
    s: Person | None = None
    r: Person | None = None
    o: Thing | None = None
    v: str = ""
    city: str = ""
    day: str = ""
    job: str = ""
    org: str = ""
    """Head and city, e.g. ``bank/berlin``."""
    n: int = 0
    negated: bool = False
    fronted: bool = False
    """Whether the day comes first."""

    FRONTED: ClassVar[tuple[str, ...]] = ("act", "visits")

    @property
    def template(self) -> str:
        """Name of the template in the grammar."""
        front = "day_" if self.fronted and self.day and self.kind in self.FRONTED else ""
        return f"{front}{self.kind}{'_not' if self.negated else ''}"

    def get(self, slot: str) -> Person | Thing | str | int | None:
        """Return the value of a slot."""
        value: Person | Thing | str | int | None = getattr(self, slot)
        return value

    def filled(self, slot: str, value: str) -> "Fact":
        """Return the fact with another value in a slot; an empty value removes it."""
        change: dict[str, Any] = {slot: value}
        return replace(self, **change)

    def has(self, slot: str) -> bool:
        """Whether the slot is filled."""
        return bool(self.get(slot))


KINDS = (
    "act",
    "lives",
    "works",
    "job",
    "gives",
    "gets",
    "costs",
    "isin",
    "visits",
    "org_sells",
    "org_pays",
)


def person(rng: Random, other: Person | None = None) -> Person:
    """Draw a person other than `other`."""
    names = [name for name in of_kind("first") if other is None or name != other.first]
    return Person(rng.choice(names), rng.choice(of_kind("last")) if rng.random() < 0.4 else "")


def thing(rng: Random, described: float = 0.5) -> Thing:
    """Draw an object, with a property at the given probability."""
    adjective = rng.choice(of_kind("adj")) if rng.random() < described else ""
    return Thing(rng.choice(things()), adjective)


def act(rng: Random, modifiers: float = 0.6) -> Fact:
    """Draw a fact in which a person does something with an object."""
    day = rng.choice(of_kind("day")) if rng.random() < modifiers else ""
    return Fact(
        "act",
        s=person(rng),
        v=rng.choice(of_kind("verb")),
        o=thing(rng),
        city=rng.choice(of_kind("city")) if rng.random() < modifiers else "",
        day=day,
        negated=rng.random() < 0.25,
        fronted=bool(day) and rng.random() < 0.4,
    )


def any_fact(rng: Random, kind: str | None = None) -> Fact:
    """Draw a fact of any kind, or of the given one."""
    kind = kind or rng.choice(KINDS)
    if kind == "act":
        return act(rng)
    subject = person(rng)
    maybe_day = rng.choice(of_kind("day")) if rng.random() < 0.5 else ""
    maybe_city = rng.choice(of_kind("city")) if rng.random() < 0.5 else ""
    fact = Fact(
        kind,
        s=subject,
        r=person(rng, subject),
        o=thing(rng),
        city=maybe_city if kind not in ("lives", "isin") else rng.choice(of_kind("city")),
        day=maybe_day,
        job=rng.choice(of_kind("job")),
        org=f"{rng.choice(of_kind('orghead'))}/{rng.choice(of_kind('city'))}",
        n=rng.randint(11, 99),
        fronted=bool(maybe_day) and rng.random() < 0.4,
    )
    return _only_said(fact)


_SAID = {
    "lives": ("s", "city"),
    "works": ("s", "org", "day"),
    "job": ("s", "job", "city"),
    "gives": ("s", "r", "o", "day"),
    "gets": ("s", "r", "o", "day"),
    "costs": ("o", "n", "city"),
    "isin": ("o", "city"),
    "visits": ("s", "r", "city", "day", "fronted"),
    "org_sells": ("org", "o", "city"),
    "org_pays": ("org", "s", "n"),
}


def _only_said(fact: Fact) -> Fact:
    """Remove slots that the template does not express, so that equal sentences are equal facts."""
    empty = Fact(fact.kind)
    said = _SAID[fact.kind]
    return replace(empty, **{slot: getattr(fact, slot) for slot in said})
