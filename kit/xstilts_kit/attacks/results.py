"""The result of an attack: ``attack.json``, and one line of detail for each example."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.attacks.search import Edit, Found
from xstilts_kit.statistics.bootstrap import interval, replicates
from xstilts_kit.statistics.table import Metric, Sums, cluster
from xstilts_kit.submission.manifest import Kit, Model

SCHEMA = "xstilts-attack-v1"
INDEX = "attack.json"


def _success_rate(sums: Sums) -> NDArray[np.float64]:
    before, after = sums["before"], sums["after"]
    result = np.full(before.shape, np.nan)
    np.divide(100.0 * (before - after), before, out=result, where=before != 0)
    return result


SUCCESS_RATE = Metric("attack success rate", _success_rate)
"""Share of the originally right answers that become wrong, 1 - after / before, in percent."""


def success_rate(before: float, after: float) -> float | None:
    """Attack success rate from two accuracies; None if nothing was right before.

    >>> round(success_rate(79.85, 8.18), 6)
    0.897558
    """
    return None if before == 0 else (before - after) / before


@dataclass(frozen=True, slots=True)
class Attacked:
    """One example: the model's answer before and after the attack."""

    id: str
    unit: str
    """Bootstrap unit."""
    before: bool
    """Whether the original was answered rightly; only then is it attacked."""
    after: bool
    """Whether it is answered rightly after the attack; what was wrong before stays wrong."""
    loss: float
    """Cross-entropy of the right label before the attack."""
    found: Found | None
    """Result of the search; None if it was not searched."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one attack; None where nothing was attacked, or no attack succeeded."""

    examples: int
    attacked: int
    """Examples that were answered rightly before."""
    accuracy_before: float
    """In percent."""
    accuracy_after: float
    """In percent; what was wrong before counts as wrong."""
    success_rate: float | None
    """Between 0 and 1."""
    interval: tuple[float, float] | None
    """95 % interval of the success rate."""
    mean_queries: float | None
    """Texts scored for each attacked example."""
    words_changed: float | None
    """Mean share of words changed, over the successes."""


def measure(family: str, examples: Sequence[Attacked]) -> Measured:
    """Measure an attack.

    Args:
        family: Family string of the bootstrap hash, with the language filled in.
        examples: All examples of the sample.
    """
    rows = np.array([(one.before, one.after) for one in examples], dtype=np.float64)
    table = cluster(("before", "after"), rows, [one.unit for one in examples], family)
    right = sum(one.before for one in examples)
    kept = sum(one.after for one in examples)
    rate = success_rate(right, kept)
    bounds = None if rate is None else interval(100 * rate, replicates(table, SUCCESS_RATE))
    searched = [one.found for one in examples if one.found is not None]
    shares = [one.worst.words / one.words for one in searched if one.worst is not None]
    return Measured(
        examples=len(examples),
        attacked=right,
        accuracy_before=100 * right / len(examples),
        accuracy_after=100 * kept / len(examples),
        success_rate=rate,
        interval=None if bounds is None else (bounds.low / 100, bounds.high / 100),
        mean_queries=_mean([one.queries for one in searched]),
        words_changed=_mean(shares),
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A lexicon that was used."""

    language: str
    """Language of its translations."""
    fingerprint: str
    words: int
    pairs: int
    identical: int
    malformed: int


@dataclass(frozen=True, slots=True)
class AttackFile:
    """A file of the folder."""

    path: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class AttackEntry:
    """One attack: one language, and the languages of the translations if words are translated."""

    name: str
    """The attack's name in file names, e.g. ``polygloss-de``."""
    language: str
    """Language of the attacked texts."""
    embedded: tuple[str, ...] | None
    """Languages of the translations; None for misspellings."""
    filtered: tuple[str, ...] | None
    """Those whose translations had to occur in the human translation; None for misspellings."""
    edition: str | None
    source: str
    inputs_fingerprint: str
    """Fingerprint of all clean inputs of the language, of which a sample was attacked."""
    sample_fingerprint: str
    """Fingerprint of the sampled clean inputs."""
    adversarial_fingerprint: str
    """Fingerprint of the adversarial inputs."""
    lexicons: tuple[LexiconEntry, ...]
    result: Measured
    inputs: AttackFile
    """The adversarial inputs, as JSON lines."""
    details: AttackFile
    """One line an example: answers, losses, queries, changed words."""


@dataclass(frozen=True, slots=True)
class AlignedBy:
    """What linked the words of a text to those of its translation."""

    method: str
    """``encoder-nn``: mutual nearest neighbours of an encoder's sub-words; or ``lexicon``."""
    id: str | None
    """The encoder's Hub id, or its folder's name; None for lexicons, which each attack lists."""
    revision: str | None
    digest: str | None
    """Digest of its files."""
    layer: int | None
    """Hidden state of the vectors, counted from the embeddings, which are 0."""


@dataclass(frozen=True, slots=True)
class AttackSettings:
    """Everything the result depends on besides the model and the data."""

    seed: int
    examples: int
    """Largest sample."""
    queries: int
    """Largest number of texts scored for one example."""
    beam: int | None
    """States kept by the search; None for misspellings."""
    share: float | None
    """Largest share of words that may be misspelt; None for translations."""
    group: int
    """Examples that are attacked together."""
    batch_tokens: int
    max_length: int
    dtype: str
    device: str
    libraries: Mapping[str, str]
    aligner: AlignedBy | None = None
    """None for attacks without phrases."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The attack whose adversarial inputs another model was scored on."""

    model: str
    """Id of the attacked model."""
    digest: str | None
    """Digest of its files."""
    attack: str
    """SHA-256 of its ``attack.json``."""


@dataclass(frozen=True, slots=True)
class AttackReport:
    """Contents of ``attack.json``."""

    schema: str
    adaptive: bool
    """True: the inputs were chosen with the attacked model. Never averaged with other inputs."""
    kind: str
    task: str
    split: str
    kit: Kit
    model: Model
    """The scored model; also the attacked one, unless `transferred_from` is given."""
    transferred_from: Origin | None
    settings: AttackSettings
    attacks: tuple[AttackEntry, ...]

    def as_json(self) -> dict[str, Any]:
        """Convert to JSON; unset optional fields of the model are left out."""
        written = asdict(self)
        for name in ("tokenizer", "language_inputs", "config_labels", "settings", "kit"):
            if written["model"][name] is None:
                del written["model"][name]
        if written["settings"]["aligner"] is None:
            del written["settings"]["aligner"]
        return written


def detail(example: Attacked, label: str, texts: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The line of detail of an example.

    Args:
        example: Its result.
        label: The right label.
        texts: The words of each text.
    """
    found = example.found
    line: dict[str, Any] = {
        "id": example.id,
        "label": label,
        "before": example.before,
        "after": example.after,
        "loss_before": example.loss,
        "queries": None if found is None else found.queries,
        "words": sum(map(len, texts)),
    }
    for name, success in (
        ("worst", None if found is None else found.worst),
        ("minimal", None if found is None else found.minimal),
    ):
        line[name] = (
            None
            if success is None
            else {
                "loss": success.loss,
                "texts": list(success.texts),
                "edits": [_edit(edit, texts) for edit in success.edits],
            }
        )
    return line


def _edit(edit: Edit, texts: Sequence[Sequence[str]]) -> dict[str, Any]:
    source = texts[edit.text][edit.word : edit.word + edit.words]
    several = {"words": edit.words} if edit.words > 1 else {}
    return {
        "text": edit.text,
        "word": edit.word,
        **several,
        "source": " ".join(source),
        "target": edit.target,
    }
