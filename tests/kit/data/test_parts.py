"""Which parts of the official edition are meant."""

from collections import Counter
from pathlib import Path

from xstilts_kit.data import cells_to_build, examine_edition
from xstilts_kit.data.parts import edition_of, primary_of
from xstilts_kit.suites import get_suite


def test_tasks_of_which_only_data_are_known_are_examined_where_they_are_named(
    tmp_path: Path,
) -> None:
    xtreme = set(get_suite("xtreme").task_names)
    assert {status.cell.task for status in examine_edition(tmp_path)} == xtreme
    named = examine_edition(tmp_path, ["lareqa", "xcopa"])
    assert Counter(status.cell.task for status in named) == {"lareqa": 11, "xcopa": 22}
    assert all(status.examples and status.fetch and not status.here for status in named)
    (training,) = cells_to_build(["xcopa"], ["en"], ["train"])
    assert edition_of(training) == "xtreme-r"
    assert [file.name for file in primary_of(training)] == ["COPA.zip"]
