"""Average precision of the first 20 candidates, with scikit-learn's average precision."""

from collections.abc import Collection, Sequence

from sklearn.metrics import average_precision_score


def average_precision_at_20(ranking: Sequence[str], targets: Collection[str]) -> float:
    """scikit-learn divides by the targets found; here all count, 20 at most."""
    cut = ranking[:20]
    relevant = [one in targets and one not in cut[:rank] for rank, one in enumerate(cut)]
    if not any(relevant):
        return 0.0
    found = average_precision_score(relevant, [-rank for rank in range(len(cut))])
    return float(found) * sum(relevant) / min(len(set(targets)), 20)
