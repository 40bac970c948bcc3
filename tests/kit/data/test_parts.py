"""Which parts of the official edition are meant."""

from collections import Counter
from pathlib import Path

from xstilts_kit.data import cells_to_build, examine_edition
from xstilts_kit.tasks import all_tasks


def test_tasks_of_which_only_data_are_known_are_examined_where_they_are_named(
    tmp_path: Path,
) -> None:
    assert {status.part.name for status in examine_edition(tmp_path)} == set(all_tasks())
    named = examine_edition(tmp_path, ["lareqa", "xcopa"])
    assert Counter(status.part.name for status in named) == {"lareqa": 11, "xcopa": 22}
    assert all(status.examples and status.fetch and not status.here for status in named)
    (training,) = cells_to_build(["xcopa"], ["en"], ["train"])
    assert training.edition == "xtreme-r"
    assert [file.name for file in training.primary] == ["COPA.zip"]
