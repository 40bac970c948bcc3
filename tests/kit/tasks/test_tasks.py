"""Tasks: discovery finds every module, and each one's metadata are whole and official."""

import pkgutil
import string
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import pytest

from xstilts_kit import tasks
from xstilts_kit.cell import SPLITS
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.families import all_families
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.suites import GROUPS as GROUP_TITLES
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Task, all_tasks, get_task
from xstilts_kit.tasks._task import IdRule, UnitRule

# XTREME's lists, in the order of the official averaging code.
OFFICIAL: Mapping[str, str] = {
    "pawsx": "de en es fr ja ko zh",
    "xnli": "ar bg de el en es fr hi ru sw th tr ur vi zh",
    "panx": "ar he vi id jv ms tl eu ml ta te af nl en de el bn hi mr ur fa fr it pt es bg ru ja"
    " ka ko th sw yo my zh kk tr et fi hu",
    "udpos": "af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl"
    " tr ur vi yo zh",
    "xquad": "en es de el ru tr ar vi th zh hi",
    "mlqa": "en es de ar hi vi zh",
    "tydiqa": "en ar bn fi id ko ru sw te",
    "tatoeba": "ar he vi id jv tl eu ml ta te af nl de el bn hi mr ur fa fr it pt es bg ru ja ka ko"
    " th sw zh kk tr et fi hu",
    "bucc2018": "de fr ru zh",
}
# What XTREME-R adds to them, and its own tasks.
ADDED: Mapping[str, str] = {
    "panx": "qu pl uk az lt pa gu ro",
    "udpos": "lt pl uk wo ro",
    "xquad": "ro",
    "tatoeba": "az lt pl uk ro",
}
XTREME_R: Mapping[str, str] = {
    "xcopa": "et ht id it qu sw ta th tr vi zh",
    "lareqa": "ar de el en es hi ru th tr vi zh",
    "mewslix": "ar de en es fa ja pl ro ta tr uk",
}
GROUPS = {"classification", "tagging", "qa", "retrieval"}

every_task = pytest.mark.parametrize("task", all_tasks().values(), ids=lambda task: task.name)


def test_discovery_finds_every_module_and_nothing_else() -> None:
    modules = {module.name for module in pkgutil.iter_modules(tasks.__path__)}
    assert set(all_tasks()) == {name for name in modules if not name.startswith("_")}
    assert set(OFFICIAL) <= set(all_tasks())
    assert list(all_tasks()) == sorted(all_tasks())
    for name, task in all_tasks().items():
        assert get_task(name) is task
        assert task.name == name, "a task is named as its file"


@pytest.mark.parametrize(("name", "number"), [
    ("pawsx", 7), ("xnli", 15), ("panx", 40), ("udpos", 33), ("xquad", 11), ("mlqa", 7),
    ("tydiqa", 9), ("tatoeba", 36), ("bucc2018", 4),
])  # fmt: skip
def test_languages_are_xtremes_in_its_order(name: str, number: int) -> None:
    assert " ".join(get_task(name).languages) == OFFICIAL[name]
    assert len(get_task(name).languages) == number


def test_all_tasks_together_cover_the_forty_languages() -> None:
    official = {code for name in OFFICIAL for code in get_task(name).languages}
    assert len(official) == 40


@every_task
def test_languages_added_by_xtreme_r_come_after_xtremes(task: Task) -> None:
    assert " ".join(task.added) == ADDED.get(task.name, "")
    assert task.every_language == (*task.languages, *task.added)
    assert len(set(task.every_language)) == len(task.every_language)
    if task.name not in OFFICIAL:
        assert " ".join(task.languages) == XTREME_R[task.name]


def test_xtreme_r_covers_fifty_languages() -> None:
    suite = get_suite("xtreme-r")
    cells = suite.cells()
    assert len({cell.language for cell in cells}) == 50
    counts = {name: sum(cell.task == name for cell in cells) for name in suite.task_names}
    assert counts == {
        **{"xnli": 15, "xcopa": 11, "udpos": 38, "panx": 48, "xquad": 12, "mlqa": 7, "tydiqa": 9},
        **{"tatoeba": 41, "mewslix": 11, "lareqa": 11},
    }


@every_task
def test_metadata_are_whole(task: Task) -> None:
    for text in (task.title, task.source, task.licence, task.citation, task.unit_family):
        assert text.strip() == text != ""
    assert "https://" in task.source
    assert any(year in task.citation for year in map(str, range(2015, 2027)))
    assert task.group in GROUPS
    assert task.layout in LAYOUTS
    assert task.unit in get_args(UnitRule)
    assert task.ids in get_args(IdRule)
    assert task.pivot not in task.languages
    assert all_tasks().keys() & set(task.heads) == set(), "a shared head is not a task's own"
    assert len(set(task.languages)) == len(task.languages) > 0
    assert all(set(code) <= set(string.ascii_lowercase) for code in task.languages)
    assert set(task.name) <= set(string.ascii_lowercase + string.digits)


@every_task
def test_family_and_metric_exist(task: Task) -> None:
    family = all_families()[task.family]
    assert task.metric in family.metrics
    assert len(set(task.labels)) == len(task.labels)
    for label in task.labels:
        assert label.strip() == label not in ("", "?"), "`?` stands for an unknown answer"


@every_task
def test_every_language_and_role_has_a_file_of_its_own(task: Task) -> None:
    assert set(task.files) <= set(SPLITS)
    only_test = ("xquad", "tydiqa", "tatoeba", "lareqa")
    assert ("validation" in task.files) == (task.name not in only_test)
    assert "test" in task.files
    paths = [p for split in task.files for code in task.languages for p in task.paths(split, code)]
    assert len(set(paths)) == len(paths)
    own = {p for split in SPLITS for code in task.languages for p in task.answer_paths(split, code)}
    for path in {*paths, *own}:
        assert Path(path).parts[0] == task.name, "the download folder has a folder a task"
        assert ".." not in Path(path).parts and not Path(path).is_absolute()


@every_task
def test_resamples_are_shared_only_where_rows_are_parallel(task: Task) -> None:
    families = {task.unit_family.format(language=code) for code in task.languages}
    if task.name in ("xnli", "pawsx", "xcopa", "xquad", "mlqa", "lareqa"):
        assert families == {task.name}
    else:
        assert families == {f"{task.name}/{code}" for code in task.languages}


@pytest.mark.parametrize(("name", "labels"), [
    ("xnli", "contradiction entailment neutral"),
    ("pawsx", "0 1"),
    ("panx", "B-LOC B-ORG B-PER I-LOC I-ORG I-PER O"),
    ("udpos", "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X"),
])  # fmt: skip
def test_label_sets_are_the_benchmarks(name: str, labels: str) -> None:
    assert sorted(get_task(name).labels) == labels.split()


@every_task
def test_answers_of_a_test_split_are_looked_for_in_the_label_layout_first(task: Task) -> None:
    suffix = {"span_qa": "json", "multiple_choice": "jsonl", "ranking": "json"}
    for code in task.languages:
        first = task.answer_paths("test", code)[0]
        if task.answers_stay:
            assert first == task.paths("test", code)[0]
        else:
            assert first == f"{task.name}/test-{code}.{suffix.get(task.family, 'tsv')}"


def test_xcopa_is_a_task_as_all_others() -> None:
    task = get_task("xcopa")
    assert " ".join(task.languages) == "et ht id it qu sw ta th tr vi zh"
    assert [(s.name, s.tasks()) for s in (get_suite("xcopa"),)] == [("xcopa", (task,))]


@every_task
def test_every_group_has_a_title(task: Task) -> None:
    assert task.group in GROUP_TITLES and set(GROUP_TITLES) == GROUPS


def test_splits_that_xtreme_does_not_have_are_known() -> None:
    udpos = get_task("udpos")
    assert [c for c in udpos.languages if not udpos.has_split("validation", c)] == [
        *("kk", "th", "tl", "yo")
    ]
    assert all(udpos.has_split("test", code) for code in udpos.languages)


@pytest.mark.parametrize(("word", "nearest"), [("xnly", "xnli"), ("pawx", "pawsx"),
                                               ("UDPOS", "udpos"), ("qqqq", "panx")])  # fmt: skip
def test_an_unknown_task_is_answered_with_names(word: str, nearest: str) -> None:
    with pytest.raises(UsageError) as caught:
        get_task(word)
    assert word in caught.value.what
    assert nearest in caught.value.remedy
