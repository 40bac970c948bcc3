"""Means over complete sets: languages, tasks, groups, suites.

Where many cells are scored, nothing is resampled: an interval leaves every mean as it is. The suite
`mini` is scored with intervals, and so are a few languages with all that can be missing.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from xstilts_kit.scoring.results import Scores, TaskScore
from xstilts_kit.scoring.scoring import score
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Task, all_tasks, get_task
from xtreme_files import write_lines, write_questions, write_sentences

Rewrite = Callable[..., None]
Build = Callable[..., Path]
_XCOPA = {"premise": "p", "choice1": "a", "choice2": "b", "question": "cause"}
Cells = dict[tuple[str, str], list[str] | list[list[str]]]


def _gold(folder: Path, cells: Cells) -> Path:
    for (task, language), answers in cells.items():
        path, family = folder / task / f"test-{language}.tsv", get_task(task).family
        if family == "tagging":
            write_sentences(path, [list(tags) for tags in answers])
        elif family == "span_qa":
            rows = [(f"q{i}", "?", str(answer)) for i, answer in enumerate(answers)]
            write_questions(path.with_suffix(".json"), {"yes or no": rows})
        elif family == "mining":
            write_lines(path, ["\t".join(pair) for pair in answers])
        elif task == "lareqa":
            _write_sentences(folder, language, len(answers))
        elif family == "ranking":
            linked = {f"q{i}": [answer] for i, answer in enumerate(answers)}
            write_lines(path.with_suffix(".json"), [json.dumps(linked)])
        elif family == "multiple_choice":
            lines = [_XCOPA | {"label": answer} for answer in answers]
            write_lines(path.with_suffix(".jsonl"), [json.dumps(line) for line in lines])
        else:
            write_lines(path, list(map(str, answers)))
    return folder


def _write_sentences(folder: Path, language: str, questions: int) -> None:
    """A file of LAReQA: each question is answered by the first sentence of every language."""
    answers = [{"answer_start": 0, "text": "yes"}]
    paragraph = {
        "context": "yes no",
        "sentences": ["yes", "no"],
        "sentence_breaks": [[0, 3], [4, 6]],
        "qas": [{"id": f"q{i}", "question": "?", "answers": answers} for i in range(questions)],
    }
    line = json.dumps({"data": [{"paragraphs": [paragraph]}]})
    write_lines(folder / f"lareqa/xquad-r/{language}.json", [line])


def _every_cell(suite: str) -> tuple[Cells, Cells, Mapping[str, list[float]]]:
    """Gold, answers and expected scores: the i-th language has i of 40 right, modulo 40."""
    gold: Cells = {}
    answers: Cells = {}
    expected: dict[str, list[float]] = {}
    for task in get_suite(suite).tasks():
        for i, language in enumerate(get_suite(suite).languages_of(task)):
            gold[task.name, language], answers[task.name, language] = _answers(task, i % 40)
            expected.setdefault(task.name, []).append(100 * (i % 40) / 40)
    return gold, answers, expected


def _answers(task: Task, right: int) -> tuple[list[str] | list[list[str]], ...]:
    if task.family == "tagging":
        # One chunk a sentence on both sides: precision, recall and F1 are the share of right ones.
        first, second = [tag for tag in task.labels if tag not in ("O", "SCONJ", "SYM")][:2]
        second = second if task.name == "udpos" else "B-ORG"
        return [[first]] * 40, [[first]] * right + [[second]] * (40 - right)
    if task.family == "mining":
        gold = [[f"de-{i + 1}", f"en-{i + 1}"] for i in range(40)]
        return gold, [*gold[:right], *([one, f"{two}0"] for one, two in gold[right:])]
    if task.name == "lareqa":
        every = " ".join(f"{code}_1_0" for code in task.languages)
        return [every] * 40, [every] * right + ["en_1_1"] * (40 - right)
    first, second = {
        "span_qa": ("yes", "no"),
        "ranking": ("Q1", "Q2"),
        "retrieval": ("1", "0"),
        "multiple_choice": (1, 0),
    }.get(task.family, task.labels[:2])
    return [first] * 40, [first] * right + [second] * (40 - right)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _task(scores: Scores, name: str) -> TaskScore:
    (found,) = [task for task in scores.tasks if task.task == name]
    return found


@pytest.mark.parametrize("suite", all_tasks())
def test_a_whole_task_scores_the_mean_over_its_languages(
    tmp_path: Path, build: Build, suite: str
) -> None:
    gold, answers, expected = _every_cell(suite)
    scores = score(
        build(tmp_path / "s", answers, suite), gold=[_gold(tmp_path / "g", gold)], intervals=False
    )
    task = get_task(suite)
    found = _task(scores, suite)
    assert found.score == pytest.approx(_mean(expected[suite]), abs=1e-9)
    assert found.score == found.metrics[task.metric] == found.mean_of_available
    assert (found.of, found.have, found.missing) == (len(task.languages), len(task.languages), ())
    assert scores.overall.score == found.score, "a task is a suite of its own"
    assert [(group.group, group.score) for group in scores.groups] == [(task.group, found.score)]
    assert f"cells:{len(task.languages)}of{len(task.languages)}" in scores.signature


def test_groups_average_their_tasks_and_the_overall_averages_every_task_once(
    tmp_path: Path, build: Build
) -> None:
    gold, answers, expected = _every_cell("xtreme-8")
    scores = score(
        build(tmp_path / "s", answers), gold=[_gold(tmp_path / "g", gold)], intervals=False
    )
    means = {task: _mean(values) for task, values in expected.items()}
    assert set(means) == set(get_suite("xtreme-8").task_names)
    groups = {group.group: group for group in scores.groups}
    assert groups["classification"].score == pytest.approx((means["xnli"] + means["pawsx"]) / 2)
    assert groups["tagging"].score == pytest.approx((means["udpos"] + means["panx"]) / 2)
    assert groups["qa"].score == pytest.approx(
        (means["xquad"] + means["mlqa"] + means["tydiqa"]) / 3
    )
    assert groups["retrieval"].score == pytest.approx(means["tatoeba"])
    assert (scores.overall.have, scores.overall.of, scores.overall.missing) == (8, 8, ())
    assert scores.overall.score == pytest.approx(_mean(list(means.values())), abs=1e-9)


def test_xtreme_rs_overall_is_the_mean_of_ten_tasks_with_lareqa_in_retrieval(
    tmp_path: Path, build: Build
) -> None:
    gold, answers, expected = _every_cell("xtreme-r")
    scores = score(
        build(tmp_path / "s", answers, "xtreme-r"),
        gold=[_gold(tmp_path / "g", gold)],
        intervals=False,
    )
    means = {task: _mean(values) for task, values in expected.items()}
    groups = {group.group: group.score for group in scores.groups}
    retrieval = [means[name] for name in ("tatoeba", "mewslix", "lareqa")]
    assert groups["retrieval"] == pytest.approx(_mean(retrieval), abs=1e-9)
    assert groups["classification"] == pytest.approx((means["xnli"] + means["xcopa"]) / 2)
    assert (scores.overall.have, scores.overall.of) == (10, 10)
    assert scores.overall.score == pytest.approx(_mean(list(means.values())), abs=1e-9)


def test_without_a_group_the_overall_waits(tmp_path: Path, build: Build) -> None:
    gold, answers, expected = _every_cell("xtreme-8")
    lacking = ("xquad", "mlqa", "tydiqa", "tatoeba")
    answers = {cell: rows for cell, rows in answers.items() if cell[0] not in lacking}
    scores = score(
        build(tmp_path / "s", answers), gold=[_gold(tmp_path / "g", gold)], intervals=False
    )
    groups = {group.group: group for group in scores.groups}
    for name, missing in (("qa", lacking[:3]), ("retrieval", lacking[3:])):
        assert (groups[name].score, groups[name].have, groups[name].missing) == (None, 0, missing)
    assert groups["tagging"].score is not None
    assert scores.overall.score is None
    assert (scores.overall.have, scores.overall.of) == (4, 8)
    assert scores.overall.missing == lacking
    means = [_mean(values) for task, values in expected.items() if task not in lacking]
    assert scores.overall.mean_of_available == pytest.approx(_mean(means))


def test_one_language_missing_leaves_task_group_and_overall_without_a_mean(
    tmp_path: Path, build: Build
) -> None:
    gold, answers, expected = _every_cell("xtreme-8")
    del answers["xnli", "zh"]
    scores = score(
        build(tmp_path / "s", answers), gold=[_gold(tmp_path / "g", gold)], intervals=False
    )
    xnli = _task(scores, "xnli")
    assert (xnli.score, xnli.of, xnli.have, xnli.missing) == (None, 15, 14, ("zh",))
    assert xnli.mean_of_available == pytest.approx(_mean(expected["xnli"][:-1]))
    assert xnli.metrics == {"accuracy": None}
    groups = {group.group: group for group in scores.groups}
    assert groups["classification"].score is None
    assert groups["classification"].missing == ("xnli",)
    assert groups["tagging"].score is not None


def test_one_language_without_gold_leaves_its_task_without_a_mean(
    tmp_path: Path, build: Build
) -> None:
    gold, answers, _ = _every_cell("pawsx")
    del gold["pawsx", "ko"]
    scores = score(build(tmp_path / "s", answers, "pawsx"), gold=[_gold(tmp_path / "g", gold)])
    assert (_task(scores, "pawsx").score, _task(scores, "pawsx").missing) == (None, ("ko",))
    assert scores.overall.score is None


def test_unknown_answers_do_not_take_the_mean_away(tmp_path: Path, build: Build) -> None:
    gold, answers, _ = _every_cell("pawsx")
    for cell in gold:
        gold[cell] = ["?", "?", *gold[cell][2:]]
    answers["pawsx", "de"] = ["1", "1", *(["0"] * 38)]
    scores = score(build(tmp_path / "s", answers, "pawsx"), gold=[_gold(tmp_path / "g", gold)])
    assert {cell.unknown_gold for cell in scores.cells} == {2}
    first, *rest = (cell.metrics["accuracy"] for cell in scores.cells if cell.metrics)
    assert first == 100.0
    assert scores.overall.score == pytest.approx(_mean([first, *rest]), abs=1e-9)


def test_a_limit_leaves_no_mean_and_is_scored_on_the_first_rows(
    tmp_path: Path, build: Build
) -> None:
    gold, answers, _ = _every_cell("pawsx")
    short: Cells = {cell: list(rows)[:8] for cell, rows in answers.items()}
    folder = build(tmp_path / "s", short, "pawsx", limit=8, examples=40)
    scores = score(folder, gold=[_gold(tmp_path / "g", gold)])
    found = {cell.language: cell.metrics for cell in scores.cells}
    assert [m["accuracy"] for m in found.values() if m] == [12.5 * i for i in range(7)]
    assert {(cell.examples, cell.limit) for cell in scores.cells} == {(40, 8)}
    pawsx = _task(scores, "pawsx")
    assert (pawsx.score, pawsx.have, pawsx.of) == (None, 7, 7)
    assert pawsx.mean_of_available == pytest.approx(12.5 * 3)
    assert scores.overall.score is None
    assert "limit:8" in scores.signature


def test_a_limit_in_one_language_leaves_no_mean(tmp_path: Path, build: Build) -> None:
    gold, answers, _ = _every_cell("pawsx")
    answers["pawsx", "zh"] = list(answers["pawsx", "zh"])[:8]
    folder = build(tmp_path / "s", answers, "pawsx", examples=40)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["data"][-1]["limit"] = 8
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    scores = score(folder, gold=[_gold(tmp_path / "g", gold)])
    assert _task(scores, "pawsx").score is None


def test_a_suite_with_its_own_languages_averages_over_those(tmp_path: Path, build: Build) -> None:
    gold, answers, expected = _every_cell("mini")
    scores = score(build(tmp_path / "s", answers, "mini"), gold=[_gold(tmp_path / "g", gold)])
    for task in scores.tasks:
        languages = 9 if task.task in ("tatoeba", "bucc2018") else 10
        assert (task.of, task.have) == (languages, languages)
        assert task.score == pytest.approx(_mean(expected[task.task]), abs=1e-9)


def test_three_of_fifteen_languages_have_no_mean(submission: Path, data: Path) -> None:
    scores = score(submission, gold=[data / "labels"])
    assert [(task.task, task.score, task.have) for task in scores.tasks] == [
        ("xnli", None, 3),
        ("pawsx", None, 3),
        ("udpos", None, 3),
        ("panx", None, 3),
        *((task, None, 0) for task in ("xquad", "mlqa", "tydiqa", "tatoeba")),
    ]
