"""How often the 95 % interval covers the true score, and how often equal systems are separated.

``python -m tests.benchmarks.coverage [SIMULATIONS]`` prints the table of kit/UNCERTAINTY.md. Each
simulation draws a test set from a made-up population whose true score is known, and two systems of
equal true score that answer it.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from xstilts_kit.families import get_family
from xstilts_kit.statistics.bootstrap import interval, of_sums, resampled
from xstilts_kit.statistics.comparison import compare_replicates
from xstilts_kit.statistics.table import Metric, Table

Rows = NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """A way to draw two systems' statistics of one test set."""

    name: str
    family: str
    metric: str
    units: int
    draw: Callable[[Generator, int], tuple[Rows, Rows]]


def _skill(chance: Generator, units: int, a: float, b: float) -> tuple[Rows, Rows]:
    """Each unit's chance to be answered right by two systems, whose skills go together."""
    shared = chance.beta(a, b, units)
    own = [chance.beta(a, b, units) for _ in range(2)]
    take = [chance.random(units) < 0.6 for _ in range(2)]
    return np.where(take[0], shared, own[0]), np.where(take[1], shared, own[1])


def _triples(chance: Generator, units: int) -> tuple[Rows, Rows]:
    both = _skill(chance, units, 8, 2)
    n = np.full(units, 3.0)
    return tuple(np.stack([chance.binomial(3, p), n], 1) for p in both)  # type: ignore[return-value]


def _single(chance: Generator, units: int) -> tuple[Rows, Rows]:
    both = _skill(chance, units, 3, 2)
    return tuple(  # type: ignore[return-value]
        np.stack([(chance.random(units) < p).astype(float), np.ones(units)], 1) for p in both
    )


def _chunks(chance: Generator, units: int) -> tuple[Rows, Rows]:
    gold = 1 + chance.poisson(1.5, units)
    tokens = gold * 4.0
    rows = []
    for p in _skill(chance, units, 4, 2):
        tp = chance.binomial(gold, p)
        predicted = tp + chance.poisson(0.6, units)
        rows.append(np.stack([tp, predicted, gold, tokens * p, tokens], 1).astype(float))
    return rows[0], rows[1]


def _paragraphs(chance: Generator, units: int) -> tuple[Rows, Rows]:
    n = 1 + chance.poisson(4, units)
    rows = []
    for p in _skill(chance, units, 5, 3):
        exact = chance.binomial(n, p * 0.8)
        partial = chance.random(units) * (n - exact) * 0.5
        f1 = exact + partial
        rows.append(np.stack([exact, f1, f1, n], 1).astype(float))
    return rows[0], rows[1]


def _blocks(chance: Generator, units: int) -> tuple[Rows, Rows]:
    gold = chance.poisson(0.25, units)
    rows = []
    for p in _skill(chance, units, 6, 3):
        tp = chance.binomial(gold, p)
        rows.append(np.stack([tp, tp + chance.poisson(0.06, units), gold], 1).astype(float))
    return rows[0], rows[1]


POPULATIONS = (
    Population("classification, 1,670 triples", "classification", "accuracy", 1670, _triples),
    Population("tagging, 1,000 sentences", "tagging", "f1", 1000, _chunks),
    Population("tagging, 100 sentences", "tagging", "f1", 100, _chunks),
    Population("span_qa, 240 paragraphs", "span_qa", "em_f1", 240, _paragraphs),
    Population("retrieval, 1,000 queries", "retrieval", "accuracy", 1000, _single),
    Population("retrieval, 205 queries", "retrieval", "accuracy", 205, _single),
    Population("mining, 8,192 blocks", "mining", "f1", 8192, _blocks),
)


def truth(population: Population, seed: int) -> float:
    """The score of a very large test set."""
    rows, _ = population.draw(np.random.default_rng(seed), 4_000_000)
    columns = get_family(population.family).columns
    sums = {name: rows[:, i].sum(keepdims=True) for i, name in enumerate(columns)}
    return float(_metric(population)(sums)[0])


def _metric(population: Population) -> Metric:
    return get_family(population.family).metrics[population.metric]


def simulate(population: Population, simulations: int) -> tuple[float, float]:
    """(share of intervals that hold the truth, share of equal systems with p < 0.05)."""
    columns = get_family(population.family).columns
    true, metric = truth(population, 1), _metric(population)
    units = tuple(map(str, range(population.units)))
    covered = separated = 0
    for number in range(simulations):
        chance = np.random.default_rng([number, population.units])
        scores, vectors = [], []
        for rows in population.draw(chance, population.units):
            table = Table(columns, units, rows, f"{population.name}#{number}")
            scores.append(float(metric(table.sums())[0]))
            vectors.append(of_sums(metric, resampled(table)))
        found = interval(scores[0], vectors[0])
        covered += found is not None and found.low <= true <= found.high
        separated += compare_replicates(*scores, *vectors).p < 0.05
    return covered / simulations, separated / simulations


def boards(population: Population, simulations: int, systems: int = 6) -> float:
    """Share of boards of equal systems on which any two are separated.

    All pairs are tested, and the false discovery rate is held at 5 % (Benjamini and Hochberg 1995).
    """
    columns, metric = get_family(population.family).columns, _metric(population)
    units = tuple(map(str, range(population.units)))
    wrong = 0
    for number in range(simulations):
        scores, vectors = [], []
        for system in range(systems):
            chance = np.random.default_rng([number, system, population.units])
            table = Table(
                columns, units, population.draw(chance, population.units)[0], f"#{number}"
            )
            scores.append(float(metric(table.sums())[0]))
            vectors.append(of_sums(metric, resampled(table)))
        p = sorted(
            compare_replicates(scores[i], scores[j], vectors[i], vectors[j]).p
            for i in range(systems)
            for j in range(i)
        )
        wrong += any(value <= 0.05 * (i + 1) / len(p) for i, value in enumerate(p))
    return wrong / simulations


def main(simulations: int) -> None:
    """Print the table."""
    print("| population | interval covers the true score | equal systems with p < 0.05 |")
    print("|---|---|---|")
    for population in POPULATIONS:
        covered, separated = simulate(population, simulations)
        print(f"| {population.name} | {covered:.1%} | {separated:.1%} |", flush=True)
    for population in (POPULATIONS[0], POPULATIONS[3], POPULATIONS[5]):
        share = boards(population, simulations // 2)
        print(f"Boards of six equal systems with any two separated, {population.name}: {share:.1%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
