"""Premises with two choices, one of which is its cause or effect, as in XCOPA.

A person who gives something causes another to get it. In the wrong choice, the two change places.
The sentences are not reserved: the bundled checkpoint was trained before these items were added,
and its unlabelled text may contain some of them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from xstilts_baselines.miniature.builders import Said
from xstilts_baselines.miniature.facts import any_fact
from xstilts_baselines.miniature.realise import realise, text

CHOICE_SIZES = {"test": 200, "validation": 50}
"""Items per language."""


@dataclass(frozen=True, slots=True)
class Item:
    """A premise with two choices."""

    premise: Said
    choices: tuple[Said, Said]
    question: str
    """``cause`` or ``effect``."""
    label: int


def all_items(seed: int) -> dict[str, tuple[Item, ...]]:
    """Generate the items of each split; no premise occurs twice."""
    seen: set[Said] = set()
    return {
        split: _items(f"{seed}/{split}/xcopa", count, seen) for split, count in CHOICE_SIZES.items()
    }


def _items(seed: str, count: int, seen: set[Said]) -> tuple[Item, ...]:
    """Generate items whose premises are not in `seen`, to which they are added."""
    rng = Random(seed)
    found: list[Item] = []
    while len(found) < count:
        item = _item(rng)
        if item.premise not in seen:
            seen.add(item.premise)
            found.append(item)
    return tuple(found)


def _item(rng: Random) -> Item:
    given = any_fact(rng, "gives")
    got = replace(given, kind="gets")
    question = rng.choice(("cause", "effect"))
    premise, right = (got, given) if question == "cause" else (given, got)
    wrong = replace(right, s=right.r, r=right.s)
    label = rng.randrange(2)
    choices = ((wrong,), (right,)) if label else ((right,), (wrong,))
    return Item((premise,), choices, question, label)


def choice_lines(found: Sequence[Item], language: str, *, labelled: bool) -> bytes:
    """Write items as JSON lines; without labels they are 0, as in XTREME-R's test files."""
    lines = [
        {
            "premise": _text(item.premise, language),
            "choice1": _text(item.choices[0], language),
            "choice2": _text(item.choices[1], language),
            "question": item.question,
            "label": item.label if labelled else 0,
            "idx": number,
            "changed": False,
        }
        for number, item in enumerate(found)
    ]
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines).encode()


def _text(said: Said, language: str) -> str:
    return text(realise(said, language), language)
