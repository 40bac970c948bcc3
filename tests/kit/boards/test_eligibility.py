"""Every reason that keeps a submission from being ranked."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.boards import BOARDS, obstacles
from xstilts_kit.cell import Cell
from xstilts_kit.submission.manifest import (
    DataEntry,
    GitHubAccount,
    Manifest,
    manifest_from_json,
)
from xstilts_kit.suites import SUITES

Change = Callable[[Manifest], Manifest]


@pytest.fixture
def ranked(submission: Path) -> Manifest:
    """A manifest without any obstacle: xtreme-8, complete, official."""
    suite = SUITES["xtreme-8"]
    stored = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    manifest = manifest_from_json(stored)
    example = manifest.data[0]
    cells = [(task.name, language) for task in suite.tasks() for language in task.languages]
    return replace(
        manifest,
        author=replace(manifest.author, github=(GitHubAccount("login", 1),)),
        licence="CC-BY-4.0",
        models=(replace(manifest.models[0], tasks=suite.task_names),),
        data=tuple(
            replace(example, task=task, language=language, edition=BOARDS[suite.name].edition)
            for task, language in cells
        ),
    )


def _entry(task: str, language: str, **changes: Any) -> Change:
    """Changes one entry of ``data``."""

    def change(manifest: Manifest) -> Manifest:
        def one(entry: DataEntry) -> DataEntry:
            here = (entry.task, entry.language) == (task, language)
            return replace(entry, **changes) if here else entry

        return replace(manifest, data=tuple(map(one, manifest.data)))

    return change


def _without(task: str, *languages: str) -> Change:
    """Drops languages of a task, or all of them."""

    def change(manifest: Manifest) -> Manifest:
        kept = [
            entry
            for entry in manifest.data
            if entry.task != task or (languages and entry.language not in languages)
        ]
        return replace(manifest, data=tuple(kept))

    return change


def _only(task: str, *languages: str) -> Change:
    """Keeps one task, without some of its languages."""

    def change(manifest: Manifest) -> Manifest:
        kept = [
            entry
            for entry in manifest.data
            if entry.task == task and entry.language not in languages
        ]
        return replace(manifest, data=tuple(kept))

    return change


@pytest.mark.parametrize("change", [_only("xnli"), _without("xnli"), _without("panx", "de")])
def test_one_whole_task_is_enough(change: Change, ranked: Manifest) -> None:
    assert list(obstacles(change(ranked), ranked.name)) == []


def test_nothing_keeps_a_complete_official_submission_from_being_ranked(ranked: Manifest) -> None:
    assert list(obstacles(ranked, ranked.name)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: replace(m, name="other"), "The folder is named tiny, the submission other"),
        (lambda m: replace(m, author=replace(m.author, github=())), "author.github is empty"),
        (lambda m: replace(m, licence=None), "No licence is given"),
        (lambda m: replace(m, suite="panx"), "There is no board for the suite panx"),
        (
            _only("panx", "de", "zh"),
            "No task has all its languages: panx has no predictions for de zh.",
        ),
        (
            _only("nothing"),
            "No task has all its languages: none of xnli, pawsx, udpos, panx, xquad, mlqa, tydiqa,"
            " tatoeba was predicted.",
        ),
        (
            _entry("udpos", "th", split="validation"),
            "udpos/th: predicted on the validation split; boards rank test splits.",
        ),
        (_entry("xnli", "en", limit=7), "xnli/en: only the first 7 examples were predicted."),
        (
            _entry("xnli", "en", transform="noise-0.1"),
            "xnli/en@noise-0.1: there are no predictions on the clean inputs beside it.",
        ),
        (
            _entry("xnli", "en", edition="hub-0"),
            "xnli/en: predicted on edition hub-0; the board is on xtreme.",
        ),
        (
            _entry("xnli", "en", edition=None),
            "xnli/en: predicted on edition unknown; the board is on xtreme.",
        ),
    ],
)
def test_each_obstacle_is_said_once_and_alone(change: Change, says: str, ranked: Manifest) -> None:
    (found,) = obstacles(change(ranked), "tiny")
    assert found.startswith(says)


def test_obstacles_are_all_collected(ranked: Manifest) -> None:
    changed = replace(_only("panx", "de")(_entry("panx", "ar", limit=1)(ranked)), licence=None)
    assert len(list(obstacles(changed, "elsewhere"))) == 4


def test_tasks_without_some_languages_are_said_where_none_is_whole(submission: Path) -> None:
    stored = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    found = "\n".join(obstacles(manifest_from_json(stored), "tiny"))
    assert "No task has all its languages: xnli has no predictions for ar bg " in found


def test_xtreme_r_takes_xtremes_data_and_its_own_additions(ranked: Manifest) -> None:
    example, board = ranked.data[0], BOARDS["xtreme-r"]
    editions = {cell: board.edition_of(cell) for cell in board.suite.cells()}
    assert editions[Cell("panx", "de")] == editions[Cell("xnli", "en")] == "xtreme"
    assert editions[Cell("panx", "qu")] == editions[Cell("lareqa", "de")] == "xtreme-r"
    entries = [
        replace(example, task=cell.task, language=cell.language, edition=edition)
        for cell, edition in editions.items()
    ]
    whole = replace(
        ranked,
        suite="xtreme-r",
        data=tuple(entries),
        models=(replace(ranked.models[0], tasks=board.suite.task_names),),
    )
    assert list(obstacles(whole, ranked.name)) == []
    (found,) = obstacles(_entry("panx", "de", edition="xtreme-r")(whole), ranked.name)
    assert found == "panx/de: predicted on edition xtreme-r; the board is on xtreme."
