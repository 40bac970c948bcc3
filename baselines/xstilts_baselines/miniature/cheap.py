"""Cheap baselines without a model, fitted on English training items."""

from collections import Counter
from collections.abc import Sequence

from xstilts_baselines.miniature.builders import Pair, Said
from xstilts_baselines.miniature.realise import Sentence, realise
from xstilts_kit.families.classification.records import LabelGold, LabelRecord
from xstilts_kit.families.tagging.records import TagsGold, TagsRecord
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.tasks import Task


def tags_of(sentence: Sentence, task: str) -> tuple[str, ...]:
    """Return the task's tag for every word."""
    return tuple(word.upos if task == "udpos" else word.bio for word in sentence)


class OverlapRule:
    """The most frequent English label for each degree of word overlap between two sentences.

    It counts the words that the second sentence adds and drops, and knows which are negated.
    """

    name = "overlap rule"

    def __init__(self, task: Task, training: Sequence[Pair]) -> None:
        self._default = task.labels[0]
        votes: dict[tuple[int | bool, ...], Counter[str]] = {}
        for pair in training:
            votes.setdefault(self._degree(pair, "en"), Counter())[pair.label] += 1
        self._labels = {degree: max(sorted(v), key=v.__getitem__) for degree, v in votes.items()}

    def predict(self, pair: Pair, language: str) -> str:
        """Predict the label of a pair in a language."""
        return self._labels.get(self._degree(pair, language), self._default)

    @staticmethod
    def _degree(pair: Pair, language: str) -> tuple[int | bool, ...]:
        first, second = (
            {word.form.casefold() for word in realise(said, language)}
            for said in (pair.first, pair.second)
        )
        negated = (said[0].negated for said in (pair.first, pair.second))
        return (*negated, min(3, len(second - first)), min(3, len(first - second)))


class EnglishLexicon:
    """The most frequent English tag of each word, and a fixed tag for unseen words."""

    name = "English lexicon"

    def __init__(self, task: str, training: Sequence[Said]) -> None:
        votes: dict[str, Counter[str]] = {}
        for said in training:
            sentence = realise(said, "en")
            for word, tag in zip(sentence, tags_of(sentence, task), strict=True):
                votes.setdefault(word.form.casefold(), Counter())[tag] += 1
        self._tags = {form: max(sorted(v), key=v.__getitem__) for form, v in votes.items()}
        self._default = "NOUN" if task == "udpos" else "O"

    def predict(self, sentence: Sentence) -> tuple[str, ...]:
        """Predict a tag for every word."""
        return tuple(self._tags.get(word.form.casefold(), self._default) for word in sentence)


def strongest_for_pairs(
    task: Task, language: str, test: Sequence[Pair], rule: OverlapRule
) -> tuple[str, float]:
    """Return name and score of the stronger of majority label and overlap rule."""
    majority = Counter(pair.label for pair in test).most_common(1)[0][0]
    gold = [LabelGold(str(i), pair.label) for i, pair in enumerate(test)]
    guesses = {
        "majority label": [majority for _ in test],
        rule.name: [rule.predict(pair, language) for pair in test],
    }
    return max(
        (
            (name, _score(task, language, gold, [LabelRecord("", label) for label in labels]))
            for name, labels in guesses.items()
        ),
        key=lambda found: found[1],
    )


def strongest_for_tags(
    task: Task, language: str, test: Sequence[Said], rule: EnglishLexicon
) -> tuple[str, float]:
    """Return name and score of the stronger of majority tag and English lexicon."""
    sentences = [realise(said, language) for said in test]
    gold = [tags_of(sentence, task.name) for sentence in sentences]
    majority = Counter(tag for tags in gold for tag in tags).most_common(1)[0][0]
    guesses = {
        "majority tag": [tuple(majority for _ in tags) for tags in gold],
        rule.name: [rule.predict(sentence) for sentence in sentences],
    }
    answers = [TagsGold(str(i), tags) for i, tags in enumerate(gold)]
    return max(
        (
            (name, _score(task, language, answers, [TagsRecord("", tags) for tags in found]))
            for name, found in guesses.items()
        ),
        key=lambda found: found[1],
    )


def _score(
    task: Task,
    language: str,
    gold: Sequence[LabelGold] | Sequence[TagsGold],
    records: Sequence[LabelRecord] | Sequence[TagsRecord],
) -> float:
    table = table_of(task, language, gold, records).table
    return metrics_of(task, table)[task.metric]
