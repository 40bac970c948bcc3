"""Mixing: proportions against their closed form, schedules that one seed fixes."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_baselines.recipes import Mixing, load_stilts
from xstilts_baselines.training.mixing import draw, proportions, schedule, with_share

SIZES = st.dictionaries(
    st.sampled_from(list("abcdefghi")), st.integers(1, 2_000_000), min_size=1, max_size=9
)
TEMPERATURES = st.floats(0.25, 100)


@given(SIZES)
def test_without_a_cap_every_example_is_drawn_as_often_as_any_other(sizes: dict[str, int]) -> None:
    found = proportions(sizes, None)
    total = sum(sizes.values())
    assert list(found) == list(sizes)
    assert all(isclose(found[task], size / total, rel_tol=1e-9) for task, size in sizes.items())


@given(SIZES, st.integers(1, 3_000_000), TEMPERATURES)
def test_proportions_are_those_of_the_closed_form(
    sizes: dict[str, int], cap: int, temperature: float
) -> None:
    found = proportions(sizes, Mixing(temperature=temperature, cap=cap))
    assert isclose(sum(found.values()), 1)
    tasks = list(sizes)
    for one in tasks:
        for other in tasks:
            ratio = (min(sizes[one], cap) / min(sizes[other], cap)) ** (1 / temperature)
            assert isclose(found[one], ratio * found[other], rel_tol=1e-6, abs_tol=1e-300)


@given(SIZES, TEMPERATURES)
def test_uniform_sampling_knows_no_size(sizes: dict[str, int], temperature: float) -> None:
    found = proportions(sizes, Mixing(sampler="uniform", temperature=temperature))
    assert set(found.values()) == {1 / len(sizes)}


@given(SIZES)
def test_a_higher_temperature_never_widens_the_range(sizes: dict[str, int]) -> None:
    spreads = []
    for temperature in (1.0, 2.0, 5.0, 50.0):
        found = proportions(sizes, Mixing(temperature=temperature))
        spreads.append(max(found.values()) - min(found.values()))
    assert all(a >= b - 1e-12 for a, b in pairwise(spreads))


@given(SIZES, st.floats(0.01, 0.99))
def test_a_share_is_taken_from_all_tasks_alike(sizes: dict[str, int], share: float) -> None:
    before = proportions(sizes, None)
    after = with_share(before, "text", share)
    assert after["text"] == share
    assert isclose(sum(after.values()), 1)
    assert all(isclose(after[task], p * (1 - share)) for task, p in before.items())


def test_the_papers_mixture_gives_three_large_tasks_thirteen_times_the_smallest() -> None:
    """Phang et al. 2020: examples-proportional with a limit of 2^17."""
    recipe = load_stilts("xlmr-large-multi")
    sizes = {"anli_plus": 1_104_934, "mnli": 392_702, "qqp": 363_846, "commonsense_qa": 9_741}
    found = proportions(sizes, recipe.mixing)
    assert found["anli_plus"] == found["mnli"] == found["qqp"]
    assert isclose(found["mnli"] / found["commonsense_qa"], 2**17 / 9_741)


@given(SIZES, st.integers(0, 400), st.integers(0, 400), st.integers(0, 2**31))
def test_a_longer_schedule_begins_with_a_shorter_one(
    sizes: dict[str, int], few: int, more: int, seed: int
) -> None:
    found = proportions(sizes, None)
    assert draw(found, few + more, seed)[:few] == draw(found, few, seed)


def test_a_schedule_is_the_same_on_every_machine() -> None:
    """Written down once: a resumed run on another machine must take the same tasks."""
    found = {"a": 0.5, "b": 0.3, "c": 0.2}
    assert "".join(draw(found, 24, 1)) == "caaccaaabbaaaabcacbcabba"
    assert draw(found, 200, 1) != draw(found, 200, 2)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_long_schedule_has_the_proportions(seed: int) -> None:
    found = proportions({"a": 700, "b": 250, "c": 50}, None)
    steps = 20_000
    drawn = Counter(draw(found, steps, seed))
    for task, p in found.items():
        assert abs(drawn[task] - steps * p) < 5 * sqrt(steps * p * (1 - p))


def test_a_recipe_without_text_draws_its_tasks_alone() -> None:
    recipe = load_stilts("xlmr-base-multi-no-ccg")
    sizes = {task.task: 100 for task in recipe.intermediate}
    assert set(schedule(recipe, sizes, 500)) == set(sizes)


def test_a_recipe_with_text_draws_it_as_often_as_its_share_says() -> None:
    recipe = load_stilts("xlmr-base-mnli-mlm", ["masked.share=0.25"])
    drawn = Counter(schedule(recipe, {"mnli": 10, "text": 1_000_000}, 8_000))
    assert abs(drawn["text"] - 2_000) < 5 * sqrt(8_000 * 0.25 * 0.75)
    assert schedule(replace(recipe, seed=2), {"mnli": 10, "text": 9}, 50) != schedule(
        recipe, {"mnli": 10, "text": 9}, 50
    )
