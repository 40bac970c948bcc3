"""Files of answers: mock labels, real predictions with known scores, spoilt real answers."""

import functools
import json
import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from oracles import answers as oracle
from xstilts_kit.families.span_qa.records import AnswerRecord, AnswersGold
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.statistics.table import Table
from xstilts_kit.tasks import get_task

File = Mapping[str, tuple[tuple[str, ...], int]]
"""Question id to its answers and its paragraph's number."""


def _read(path: Path) -> File:
    """Questions in file order; paragraphs are numbered by distinct context."""
    numbers: dict[str, int] = {}
    found = {}
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            number = numbers.setdefault(paragraph["context"], len(numbers))
            for question in paragraph["qas"]:
                texts = tuple(answer["text"] for answer in question["answers"])
                found[question["id"]] = (texts, number)
    return found


def _table(task: str, language: str, file: File, predictions: Mapping[str, str]) -> Table:
    gold = [AnswersGold(id=i, answers=a, paragraph=p) for i, (a, p) in file.items()]
    records = [AnswerRecord(id=i, answer=predictions.get(i, "")) for i in file]
    tabled = table_of(get_task(task), language, gold, records)
    assert (tabled.unknown, tabled.missing) == (0, 0)
    return tabled.table


def _score(
    task: str, language: str, file: File, predictions: Mapping[str, str]
) -> dict[str, float]:
    return metrics_of(get_task(task), _table(task, language, file, predictions))


def _rules(task: str, language: str) -> Callable[[str], str]:
    if task == "mlqa":
        return functools.partial(oracle.mlqa_normalise, language=language)
    return oracle.squad_normalise


MOCK = {
    "xquad": (77.27272727272727, 79.9586776859504, 78.61570247933884),
    "mlqa": (57.142857142857146, 81.76870748299321, 69.45578231292518),
    "tydiqa": (88.88888888888889, 97.22222222222223, 93.05555555555556),
}


@pytest.mark.parametrize("name", MOCK)
def test_upstreams_mock_answers_score_what_upstream_expects(real_data: Path, name: str) -> None:
    root, task = real_data / "mock_test_data", get_task(name)
    found = []
    for language in task.languages:
        file = _read(root / f"labels/{name}/test-{language}.json")
        path = root / f"predictions/{name}/test-{language}.json"
        found.append(_score(name, language, file, json.loads(path.read_text(encoding="utf-8"))))
    means = [
        sum(f[metric] for f in found) / len(found) for metric in ("exact_match", "f1", "em_f1")
    ]
    assert means == pytest.approx(MOCK[name], abs=1e-9)
    assert task.metric == "em_f1"


UNICODER = {
    "ar": (40.03868471953578, 59.50959202793382),
    "de": (48.2421875, 63.93734424143711),
    "en": (67.24738675958189, 79.87803749515295),
    "es": (50.2, 69.29219154527443),
    "hi": (48.717948717948715, 65.2213502706368),
    "vi": (47.55381604696673, 66.3932459125022),
    "zh": (39.682539682539684, 62.886377578322666),
}


@pytest.mark.parametrize("language", UNICODER)
def test_real_predictions_of_mlqa_score_what_the_official_script_gives(
    real_data: Path, language: str
) -> None:
    file = _read(
        real_data / f"xtreme/mlqa/MLQA_V1/dev/dev-context-{language}-question-{language}.json"
    )
    path = real_data / f"predictions/mlqa/unicoder-dev-{language}.json"
    predictions = json.loads(path.read_text(encoding="utf-8"))
    found = _score("mlqa", language, file, predictions)
    assert (found["exact_match"], found["f1"]) == pytest.approx(UNICODER[language], abs=1e-9)
    assert found["em_f1"] == pytest.approx(sum(UNICODER[language]) / 2, abs=1e-9)
    assert found["f1_language"] == pytest.approx(found["f1"], abs=1e-9)
    second = oracle.corpus(
        {i: a for i, (a, _) in file.items()}, predictions, _rules("mlqa", language)
    )
    assert second == pytest.approx(UNICODER[language], abs=1e-9)


ARTICLES = ["the", "a", "an", "The", "der", "des", "ein", "el", "los", "una", "của", "là", "ال"]
MARKS = [*".,;!?\"'“”«»،।。、《》-–—()$€_+~…"]


def _spoil(text: str, others: Sequence[str], chosen: random.Random) -> str:
    """An answer as a model or a careless tool might return it."""
    words = text.split(" ")
    other = chosen.choice(others)
    cut = chosen.randint(0, len(text))
    article, mark = chosen.choice(ARTICLES), chosen.choice(MARKS)
    space = chosen.choice(["\u00a0", "\u3000", "\u2009", "\t", "  ", "\n", "\u200b", "\ufeff", ""])
    return chosen.choice(
        [
            text,
            text.upper(),
            text.lower(),
            text.title(),
            text.swapcase(),
            f"{mark}{text}{mark}",
            f"{text[:cut]}{mark}{text[cut:]}",
            f"{article} {text}",
            f"{text} {article} {text}",
            f"{text[:cut]} {article} {text[cut:]}",
            text[:cut],
            text[cut:],
            " ".join(words[:-1]),
            " ".join(words[1:]),
            " ".join(reversed(words)),
            " ".join(words * 2),
            other,
            f"{text} {other}",
            f"{other[: len(other) // 2]}{text}",
            unicodedata.normalize("NFD", text),
            unicodedata.normalize("NFC", text),
            unicodedata.normalize("NFKC", text),
            text.replace(" ", space),
            f"{space}{text}{space}",
            f"{text[:cut]}{space}{text[cut:]}",
            "",
            " ",
            article,
            mark,
        ]
    )


def _path(real_data: Path, task: str, language: str) -> Path:
    if task == "xquad":
        return real_data / f"gold/xquad/xquad.{language}.json"
    if task == "tydiqa":
        return real_data / f"gold/tydiqa/tydiqa.goldp.{language}.dev.json"
    return real_data / f"xtreme/mlqa/MLQA_V1/dev/dev-context-{language}-question-{language}.json"


FILES = [(t, language) for t in MOCK for language in get_task(t).languages]


@pytest.mark.parametrize(("task", "language"), FILES)
def test_spoilt_real_answers_score_as_in_the_second_implementation(
    real_data: Path, task: str, language: str
) -> None:
    file, chosen = _read(_path(real_data, task, language)), random.Random(f"{task}{language}")
    texts = [text for answers, _ in file.values() for text in answers]
    predictions = {i: _spoil(chosen.choice(a), texts, chosen) for i, (a, _) in file.items()}
    golds = {i: a for i, (a, _) in file.items()}
    found = _score(task, language, file, predictions)
    match, f1 = oracle.corpus(golds, predictions, _rules(task, language))
    expected = {"exact_match": match, "f1": f1, "em_f1": (match + f1) / 2}
    if language in ("th", "ja", "my"):
        expected["f1_language"] = found["f1_language"]
    else:
        normalise = functools.partial(oracle.language_normalise, language=language)
        expected["f1_language"] = oracle.corpus(golds, predictions, normalise)[1]
    assert found == pytest.approx(expected, abs=1e-9)
    assert 5 < match < f1 < 95


@pytest.mark.parametrize(("task", "language"), FILES)
def test_gold_answers_as_predictions_are_all_right(
    real_data: Path, task: str, language: str
) -> None:
    file = _read(_path(real_data, task, language))
    found = _score(task, language, file, {i: answers[-1] for i, (answers, _) in file.items()})
    assert found["exact_match"] == 100.0
    nothing = sum(all(not oracle.squad_normalise(t) for t in a) for a, _ in file.values())
    if task != "mlqa" and not nothing:
        assert found["f1"] == pytest.approx(100.0, abs=1e-9)


def test_thai_is_compared_by_clusters_beside_the_official_value(real_data: Path) -> None:
    file, chosen = _read(real_data / "gold/xquad/xquad.th.json"), random.Random("th")
    predictions = {i: a[0][: chosen.randint(1, len(a[0]))] for i, (a, _) in file.items()}
    found = _score("xquad", "th", file, predictions)
    normalise = functools.partial(oracle.language_normalise, language="th")
    second = oracle.corpus({i: a for i, (a, _) in file.items()}, predictions, normalise)[1]
    assert found["f1_language"] == pytest.approx(second, abs=1e-9)
    assert found["f1_language"] > found["f1"] + 10


@pytest.mark.parametrize(
    ("predictions", "match", "f1"),
    [({"q1": "x"}, 50, 50), ({"q2": "y", "zzz": "extra"}, 0, 33.33333333333333), ({}, 0, 0)],
)
@pytest.mark.parametrize("task", MOCK)
def test_the_corpus_value_is_a_mean_over_all_questions(
    task: str, predictions: dict[str, str], match: float, f1: float
) -> None:
    file = {"q1": (("x",), 0), "q2": (("y z",), 1)}
    found = _score(task, "en", file, predictions)
    assert (found["exact_match"], found["f1"]) == pytest.approx((match, f1), abs=1e-9)


def test_a_question_without_known_answers_is_left_out_and_counted() -> None:
    gold = [
        AnswersGold(id="q1", answers=None, paragraph=0),
        AnswersGold(id="q2", answers=("x",), paragraph=0),
    ]
    records = [AnswerRecord(id="q1", answer="y"), AnswerRecord(id="q2", answer="x")]
    tabled = table_of(get_task("tydiqa"), "en", gold, records)
    assert tabled.unknown == 1
    assert metrics_of(get_task("tydiqa"), tabled.table)["exact_match"] == 100.0


def test_a_missing_answer_is_wrong_whatever_the_gold_normalises_to() -> None:
    """The official code skips a missing question; an empty answer would equal a gold of "the"."""
    gold = [AnswersGold(id=f"q{i}", answers=(a,), paragraph=i) for i, a in enumerate(["x", "the"])]
    records = [AnswerRecord(id="q0", answer="x")]
    tabled = table_of(get_task("tydiqa"), "en", gold, records, allow_missing=True)
    found = metrics_of(get_task("tydiqa"), tabled.table)
    assert tabled.missing == 1
    assert (found["exact_match"], found["f1"]) == (50.0, 50.0)


@pytest.mark.parametrize(("task", "number"), [("xquad", 240), ("mlqa", 1148), ("tydiqa", 440)])
def test_units_are_paragraphs_of_xquad_and_questions_of_the_others(
    real_data: Path, task: str, number: int
) -> None:
    file = _read(_path(real_data, task, "en"))
    table = _table(task, "en", file, {})
    family = {"xquad": "xquad", "mlqa": "mlqa", "tydiqa": "tydiqa/en"}[task]
    units = [str(p) for _, p in file.values()] if task == "xquad" else list(file)
    assert table.units == tuple(dict.fromkeys(units))
    assert len(table.units) == number
    assert table.family == family


def test_units_of_xquad_are_the_same_in_every_language(real_data: Path) -> None:
    tables = [
        _table("xquad", language, _read(_path(real_data, "xquad", language)), {})
        for language in get_task("xquad").languages
    ]
    assert len({table.units for table in tables}) == 1
    counts = {table.values[:, table.columns.index("n")].tobytes() for table in tables}
    assert len(counts) == 1


def test_sums_of_parts_are_the_whole() -> None:
    file = {f"q{i}": ((f"w{i} w{i + 1}", "x"), i // 3) for i in range(30)}
    predictions = {id_: f"w{i} x" for i, id_ in enumerate(file)}
    whole = _table("xquad", "en", file, predictions)
    items = list(file.items())
    parts = [_table("xquad", "en", dict(items[i : i + 6]), predictions) for i in range(0, 30, 6)]
    assert sum(p.values.sum(axis=0) for p in parts) == pytest.approx(whole.values.sum(axis=0))


@pytest.mark.parametrize(("task", "language"), FILES)
def test_a_file_without_any_answer_scores_nothing(
    real_data: Path, task: str, language: str
) -> None:
    """One gold answer of Spanish MLQA is ``una``, which normalises to nothing."""
    file = _read(_path(real_data, task, language))
    gold = [AnswersGold(id=i, answers=a, paragraph=p) for i, (a, p) in file.items()]
    tabled = table_of(get_task(task), language, gold, [], allow_missing=True)
    assert tabled.missing == len(file)
    assert set(metrics_of(get_task(task), tabled.table).values()) == {0.0}
