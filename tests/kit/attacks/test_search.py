"""The searches, with a model that is a few lines of arithmetic."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts_kit.attacks.beam import beam_search
from xstilts_kit.attacks.driving import run_together
from xstilts_kit.attacks.greedy import greedy
from xstilts_kit.attacks.polygloss import Reference, reference_of, slots_of
from xstilts_kit.attacks.results import Attacked, measure, success_rate
from xstilts_kit.attacks.sampling import check_parallel, sample
from xstilts_kit.attacks.scorer import score_of
from xstilts_kit.attacks.search import Edit, Found, Score, Search, Texts, original_of
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Inputs
from xstilts_kit.families.classification.records import LabelGold
from xstilts_kit.lexicons import lexicon_of

LEXICONS = {
    "de": lexicon_of("en", "de", [("dog", "Hund"), ("runs", "rennt"), ("runs", "läuft")]),
    "fr": lexicon_of("en", "fr", [("dog", "chien"), ("the", "le"), ("sleeps", "dort")]),
}
TEXTS = ("The dog runs", "A Dog sleeps")

WEIGHTS = {"Hund": 1.0, "chien": 2.0, "läuft": 0.5, "rennt": -1.0, "Chien": 0.25, "dort": 3.0}
"""How much each replacement raises the loss."""


def _score(texts: Texts, threshold: float = 4.0) -> Score:
    loss = sum(WEIGHTS.get(word, 0.0) for text in texts for word in text.split())
    return Score(loss, loss < threshold)


def _run(search: Search, score: Callable[[Texts], Score] = _score) -> tuple[Found, list[Texts]]:
    asked: list[Texts] = []

    def score_all(pairs: Sequence[tuple[int, Texts]]) -> list[Score]:
        asked.extend(texts for _, texts in pairs)
        return [score(texts) for _, texts in pairs]

    return run_together({0: search}, score_all)[0], asked


def _polygloss(beam: int = 1, budget: int = 400, threshold: float = 4.0) -> Found:
    original = original_of(TEXTS)
    slots = slots_of(original, LEXICONS, None, "en")
    search = beam_search(original, slots, _score(TEXTS), beam=beam, budget=budget)
    return _run(search, lambda texts: _score(texts, threshold))[0]


def test_words_have_translations_in_the_case_of_the_text() -> None:
    slots = slots_of(original_of(TEXTS), LEXICONS, None, "en")
    assert [[(s.word, s.targets) for s in own] for own in slots] == [
        [(1, ("Hund", "chien")), (2, ("rennt", "läuft"))],
        [(1, ("Hund", "Chien")), (2, ("dort",))],
    ]


def test_the_highest_loss_is_found_and_the_lowest_success_kept() -> None:
    found = _polygloss()
    assert found.worst is not None
    assert found.minimal is not None
    assert found.worst.texts == ("The chien läuft", "A Hund dort")
    assert found.worst.loss == 6.5
    assert found.worst.edits == (
        *(Edit(0, 1, "chien"), Edit(0, 2, "läuft"), Edit(1, 1, "Hund"), Edit(1, 2, "dort")),
    )
    assert 4.0 <= found.minimal.loss < found.worst.loss
    assert found.words == 6


def test_a_word_is_left_alone_where_no_translation_raises_the_loss() -> None:
    original = original_of(("The dog runs",))
    lexicon = {"de": lexicon_of("en", "de", [("dog", "rennt"), ("runs", "Hund")])}
    slots = slots_of(original, lexicon, None, "en")
    search = beam_search(original, slots, Score(0.0, right=True), beam=1, budget=9)
    found, asked = _run(search, lambda texts: _score(texts, 1.0))
    assert asked == [("The rennt runs",), ("The dog Hund",)]
    assert found.worst is not None
    assert found.worst.texts == ("The dog Hund",)


@pytest.mark.parametrize("budget", range(1, 12))
def test_the_budget_is_kept(budget: int) -> None:
    found = _polygloss(budget=budget)
    assert found.queries <= budget


def test_no_text_is_asked_for_twice() -> None:
    original = original_of(TEXTS)
    slots = slots_of(original, LEXICONS, None, "en")
    search = beam_search(original, slots, _score(TEXTS), beam=8, budget=400)
    found, asked = _run(search)
    assert len(asked) == len(set(asked)) == found.queries
    assert TEXTS not in asked


def test_a_wider_beam_finds_what_the_narrow_one_misses() -> None:
    def score(texts: Texts) -> Score:
        loss = _score(texts).loss + 10.0 * (texts[0] == "The Hund läuft")
        return Score(loss, loss < 9.0)

    original = original_of(TEXTS)
    slots = slots_of(original, LEXICONS, None, "en")
    results = [
        _run(beam_search(original, slots, score(TEXTS), beam=beam, budget=400), score)[0]
        for beam in (1, 16)
    ]
    assert results[0].worst is None
    assert results[1].worst is not None
    assert results[1].worst.loss == 15.5


def test_a_failed_attack_has_no_success() -> None:
    found = _polygloss(threshold=99.0)
    assert (found.worst, found.minimal) == (None, None)
    assert found.queries > 0


def _reference(text: str, language: str) -> Reference:
    words = None if language == "zh" else text.replace(".", "").split()
    return reference_of(text, language, words)


def test_the_sense_filter_keeps_what_the_human_translation_has() -> None:
    references = {
        "de": (_reference("Der Hund läuft.", "de"), _reference("Ein Köter schläft.", "de")),
        "fr": (_reference("Le chiens court", "fr"), _reference("Un chien dort", "fr")),
    }
    slots = slots_of(original_of(TEXTS), LEXICONS, references, "en")
    assert [[(s.word, s.targets) for s in own] for own in slots] == [
        [(1, ("Hund",)), (2, ("läuft",))],
        [(1, ("Chien",)), (2, ("dort",))],
    ]


def test_references_hold_whole_words_and_phrases_or_parts_without_blanks() -> None:
    german = _reference("Er lässt den HUND im Stich.", "de")
    assert german.holds("hund")
    assert german.holds("im Stich")
    assert not german.holds("Hun")
    assert not german.holds("Stich im")
    assert _reference("我喜欢狗。", "zh").holds("喜欢")


def test_misspelling_stops_at_the_first_success_and_keeps_its_share() -> None:
    texts = ("one two three four five six seven eight", "nine ten")
    base = {"three": 2.0, "nine": 1.0, "six": 0.5}

    def score(asked: Texts) -> Score:
        words = " ".join(asked).split()
        loss = sum(weight for word, weight in base.items() if word not in words)
        loss += sum(0.25 for word in words if word.endswith("yy"))
        return Score(loss, loss < 3.3)

    original = original_of(texts)

    def misspellings(text: int, word: int) -> list[str]:
        own = original.words[text][word].text
        return [own + "x", own + "yy"]

    search = greedy(original, misspellings, score(texts), unknown="<unk>", budget=200)
    found, asked = _run(search, score)
    assert found.worst is not None
    assert found.worst.texts == ("one two threeyy four five six seven eight", "nineyy ten")
    assert found.queries == len(asked) == 10 + 2 + 2
    search = greedy(original, misspellings, score(texts), unknown="?", budget=200, share=0.1)
    found, _ = _run(search, score)
    assert found.worst is None
    search = greedy(original, misspellings, score(texts), unknown="?", budget=11)
    found, asked = _run(search, score)
    assert (found.queries, len(asked)) == (11, 11)


def test_short_texts_are_not_misspelt() -> None:
    original = original_of(("one two", "three"))
    search = greedy(original, lambda *_: ["x"], Score(0, right=True), unknown="?", budget=9)
    assert _run(search)[0] == Found(None, None, 0, 3)


def test_many_searches_are_scored_together() -> None:
    rounds = []

    def score_all(pairs: Sequence[tuple[int, Texts]]) -> list[Score]:
        rounds.append(len(pairs))
        return [_score(texts) for _, texts in pairs]

    original = original_of(TEXTS)
    slots = slots_of(original, LEXICONS, None, "en")
    searches: Mapping[int, Search] = {
        i: beam_search(original, slots, _score(TEXTS), beam=1, budget=400) for i in range(5)
    }
    found = run_together(searches, score_all)
    assert rounds[0] == 5 * 4
    assert len(set(map(repr, found.values()))) == 1


def test_cross_entropy_of_masked_classes() -> None:
    score = score_of(np.array([0.0, 0.0, -np.inf], dtype=np.float32), 1)
    assert score.loss == pytest.approx(np.log(2))
    assert not score.right
    assert score_of(np.array([0.0, 1.0], dtype=np.float32), 1).right


def test_the_published_success_rate() -> None:
    assert success_rate(79.85, 8.18) == pytest.approx(0.897558, abs=5e-7)
    assert success_rate(0, 0) is None


def test_the_figures_of_an_attack_equal_a_count_by_hand() -> None:
    state = [(True, False), (True, True), (False, False), (True, False)]
    examples = [
        Attacked(str(i), str(i), before, after, 0.0, None)
        for i, (before, after) in enumerate(state)
    ]
    found = measure("xnli", examples)
    assert (found.accuracy_before, found.accuracy_after) == (75.0, 25.0)
    assert found.success_rate == pytest.approx(2 / 3)
    assert found.interval is not None
    assert found.interval[0] < 2 / 3 <= found.interval[1]
    assert (found.mean_queries, found.words_changed) == (None, None)
    nothing = measure("xnli", [Attacked("0", "0", False, False, 1.0, None)])
    assert (nothing.success_rate, nothing.interval) == (None, None)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(1, 30), st.integers(1, 30))
def test_samples_are_nested_and_leave_out_unknown_labels(known: list[bool], a: int, b: int) -> None:
    gold = [LabelGold(str(i), "yes" if k else None) for i, k in enumerate(known)]
    small, large = (sample(gold, n, (0, "xnli", "en")) for n in sorted((a, b)))
    assert set(small) <= set(large)
    assert len(large) == min(sum(known), max(a, b))
    assert list(large) == sorted(large)
    assert all(gold[i].known for i in large)


def test_rows_are_parallel_if_their_labels_agree() -> None:
    gold = [LabelGold(str(i), "yes" if i % 2 else "no") for i in range(100)]
    unknown = [LabelGold("0", None), *gold[1:]]
    few = [*unknown[:98], *(LabelGold(str(i), "other") for i in (98, 99))]
    rows = Inputs(tuple(gold))
    check_parallel("en", gold, "de", rows, gold)
    check_parallel("en", gold, "de", rows, unknown)
    for answers in ([*gold[1:], gold[0]], gold[:99], None, few):
        with pytest.raises(DataError, match="not known to be the translations of en's"):
            check_parallel("en", gold, "de", rows, answers)
