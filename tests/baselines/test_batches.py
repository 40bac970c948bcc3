"""Which rows make which batch."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from xstilts_baselines.training.batches import Batches, Stream, parts_of_a_step
from xstilts_baselines.training.shapes import Row
from xstilts_baselines.training.shapes.choice import ChoiceRow
from xstilts_baselines.training.word_dropout import WordDropout
from xstilts_kit.diagnostics.errors import UsageError


def stream(name: str, rows: int, batch: int, effective: int) -> Stream:
    shape: Any = None
    return Stream(name, shape, [f"{name}{i}" for i in range(rows)], batch, effective)


def all_rows(batches: Batches) -> list[tuple[str, list[Any]]]:
    return [batches.rows_of(number) for number in range(len(batches))]


def test_every_row_of_an_epoch_comes_once() -> None:
    batches = Batches([stream("a", 12, 4, 4)], ["a"] * 6, 1, 1, seed=1)
    rows = [row for _, part in all_rows(batches) for row in part]
    assert Counter(rows[:12]) == Counter(rows[12:]) == Counter(f"a{i}" for i in range(12))
    assert rows[:12] != rows[12:]


def test_one_step_is_one_task_and_each_task_goes_on_where_it_was() -> None:
    streams = [stream("a", 8, 2, 4), stream("b", 8, 2, 4)]
    mixed = Batches(streams, ["a", "b", "b", "a"], 2, 1, seed=1)
    alone = Batches(streams, ["a", "a"], 2, 1, seed=1)
    found = all_rows(mixed)
    assert [name for name, _ in found] == ["a", "a", "b", "b", "b", "b", "a", "a"]
    assert [rows for name, rows in found if name == "a"] == [rows for _, rows in all_rows(alone)]


def test_a_step_has_the_same_rows_on_any_number_of_devices() -> None:
    streams = [stream("a", 16, 4, 8)]

    def steps(devices: int) -> list[set[Any]]:
        parts = parts_of_a_step(streams, devices)
        found = all_rows(Batches(streams, ["a"] * 2, parts, devices, seed=1))
        size = len(found) // 2
        return [{row for _, rows in found[i : i + size] for row in rows} for i in (0, size)]

    assert steps(1) == steps(2) == steps(4)


def test_rows_of_some_steps_are_sorted_by_length_together() -> None:
    draw = Random(7)
    shape: Any = None
    rows = [Row([0] * draw.randint(5, 60), n) for n in range(150)]
    plain, grouped = (Stream("a", shape, rows, 4, 4, group=group) for group in (0, 8))
    steps, parts = ["a"] * 70, parts_of_a_step([grouped], 1)

    def padded(found: list[tuple[str, list[Any]]]) -> int:
        return sum(len(part) * max(row.tokens for row in part) for _, part in found[:38])

    one, two = (all_rows(Batches([s], steps, parts, 1, seed=1)) for s in (plain, grouped))
    ids = [row.target for _, part in two for row in part]
    assert sorted(ids[:150]) == list(range(150))  # a whole epoch
    assert ids[:130] != ids[150:280]
    assert {r.target for _, p in one[:8] for r in p} == {r.target for _, p in two[:8] for r in p}
    total = sum(row.tokens for row in rows)
    assert padded(two) < 1.12 * total < 1.3 * total < padded(one)
    lengths = [max(row.tokens for row in part) for _, part in two[:8]]
    assert lengths != sorted(lengths)  # the steps come in random order
    several = all_rows(Batches([grouped], steps, 2, 1, seed=1))
    assert [row.target for _, part in several for row in part] == ids


def test_parts_follow_the_task_that_needs_most_room() -> None:
    assert parts_of_a_step([stream("a", 9, 32, 32), stream("b", 9, 4, 32)], 1) == 8
    assert parts_of_a_step([stream("a", 9, 32, 32), stream("b", 9, 4, 32)], 2) == 4


def test_rows_that_cannot_be_shared_are_refused() -> None:
    with pytest.raises(UsageError, match="cannot be divided among 3 devices"):
        parts_of_a_step([stream("a", 9, 4, 4)], 3)


def test_another_seed_is_another_order() -> None:
    one, two = (Batches([stream("a", 50, 10, 10)], ["a"] * 5, 1, 1, seed) for seed in (1, 2))
    assert all_rows(one) != all_rows(two)
    assert all_rows(one) == all_rows(Batches([stream("a", 50, 10, 10)], ["a"] * 5, 1, 1, 1))


def test_a_row_that_is_drawn_anew_hangs_on_its_index_and_epoch_alone() -> None:
    shape: Any = None
    asked: list[tuple[str, int, int]] = []

    def renew(row: str, index: int, epoch: int) -> str:
        asked.append((row, index, epoch))
        return f"{row}@{epoch}"

    streams = [Stream("a", shape, ["x", "y", "z"], 3, 3, (renew,))]
    batches = Batches(streams, ["a"] * 3, 1, 1, seed=1)
    epochs = [sorted(rows) for _, rows in all_rows(batches)]
    assert epochs == [[f"{row}@{epoch}" for row in "xyz"] for epoch in range(3)]
    assert all(row == "xyz"[index] for row, index, _ in asked)
    alone = Batches(streams, ["a"] * 3, 1, 1, seed=1)
    assert alone.rows_of(2) == batches.rows_of(2)  # without the batches before it


def test_word_dropout_hides_other_sub_words_in_every_epoch_and_never_special_ones() -> None:
    row = Row([0, *range(10, 210), 2], 1)
    renew = WordDropout(0.3, 99, frozenset({0, 2}), "1/a")
    first, again, other = renew(row, 5, 0), renew(row, 5, 0), renew(row, 5, 1)
    assert first == again != other
    assert (first.input_ids[0], first.input_ids[-1], first.target) == (0, 2, 1)
    hidden = [place for place, piece in enumerate(first.input_ids) if piece == 99]
    assert 40 < len(hidden) < 80
    assert all(piece in (99, row.input_ids[place]) for place, piece in enumerate(first.input_ids))
    options = renew(ChoiceRow((row, row), 0), 5, 0).options
    assert options[0] != options[1]
