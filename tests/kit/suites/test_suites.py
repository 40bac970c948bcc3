"""Suites: what they ask for, and that every task is a suite of its own."""

import pytest

from xstilts_kit import miniature
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.suites import SUITES, find_suite, get_suite
from xstilts_kit.tasks import all_tasks, get_task


def test_xtreme_8_holds_every_task_of_xtreme_but_bucc() -> None:
    suite = get_suite("xtreme-8")
    assert dict(suite.groups) == {
        "classification": ("xnli", "pawsx"),
        "tagging": ("udpos", "panx"),
        "qa": ("xquad", "mlqa", "tydiqa"),
        "retrieval": ("tatoeba",),
    }
    assert len(suite.task_names) == len(set(suite.task_names)) == 8
    assert {task.name for task in suite.tasks()} == set(suite.task_names) & set(all_tasks())
    for task in suite.tasks():
        assert suite.languages_of(task) == task.languages


def test_xtreme_is_the_same_with_bucc() -> None:
    whole, eight = get_suite("xtreme"), get_suite("xtreme-8")
    assert whole.groups == {**eight.groups, "retrieval": ("tatoeba", "bucc2018")}
    assert len(whole.task_names) == len(whole.tasks()) == 9


def test_xtreme_r_has_ten_tasks_with_lareqa_in_retrieval() -> None:
    suite = get_suite("xtreme-r")
    assert dict(suite.groups) == {
        "classification": ("xnli", "xcopa"),
        "tagging": ("udpos", "panx"),
        "qa": ("xquad", "mlqa", "tydiqa"),
        "retrieval": ("tatoeba", "mewslix", "lareqa"),
    }
    for task in suite.tasks():
        assert suite.languages_of(task) == task.every_language


def test_mini_holds_the_same_ten_languages_in_every_task() -> None:
    """Where English is the other side of every language, the other nine."""
    suite = get_suite("mini")
    assert suite.groups == get_suite("xtreme").groups
    assert len(set(miniature.LANGUAGES)) == 10
    for task in suite.tasks():
        assert set(miniature.LANGUAGES) - set(suite.languages_of(task)) == set(
            {"tatoeba": ["en"], "bucc2018": ["en"]}.get(task.name, [])
        )
        assert list(suite.languages_of(task)) == sorted(suite.languages_of(task))


@pytest.mark.parametrize("suite", SUITES)
def test_a_task_stands_in_its_own_group(suite: str) -> None:
    for group, names in SUITES[suite].groups.items():
        for name in names:
            assert name not in all_tasks() or get_task(name).group == group


@pytest.mark.parametrize("name", all_tasks())
def test_every_task_is_a_suite_of_its_own(name: str) -> None:
    suite, task = get_suite(name), get_task(name)
    assert (suite.name, suite.task_names, suite.tasks()) == (name, (name,), (task,))
    assert suite.languages_of(task) == task.languages
    assert list(suite.groups) == [task.group]


def test_no_suite_has_the_name_of_a_task() -> None:
    assert not set(SUITES) & set(all_tasks())
    assert all(SUITES[name].name == name and SUITES[name].title for name in SUITES)


@pytest.mark.parametrize(("word", "near"), [("xtreme8", "xtreme-8"), ("mimi", "mini"),
                                            ("xnly", "xnli"), ("qqqq", "xtreme-8")])  # fmt: skip
def test_an_unknown_suite_is_answered_with_names(word: str, near: str) -> None:
    assert find_suite(word) is None
    with pytest.raises(UsageError) as caught:
        get_suite(word)
    assert word in caught.value.what
    assert near in caught.value.remedy
