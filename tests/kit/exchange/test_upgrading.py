"""Files of an earlier version: read through a converter, and written anew by `upgrade`.

There is no earlier version yet, so a converter from an invented version 0 is put beside the bundled
ones.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cli import group, run
from xstilts_kit.scoring.scoring import score_fully
from xstilts_kit.validation.validating import validate
from xstilts_leaderboard.tracks.studies import STUDIES, read_studies
from xstilts_schemas import checked, converters, load, names, version_of

TESTS = Path(__file__).parents[2]
FROZEN = TESTS / "frozen" / "v0.1.0"
Captured = pytest.CaptureFixture[str]

CONVERTER = '''"""From an invented version 0 of {name}, in which a field has another name."""

from xstilts_schemas.converters import Converter


def _convert(value):
    value = dict(value) | {{"schema": "xstilts-{name}-v1"}}
    value["{new}"] = value.pop("{old}")
    return value


def _record(family, record):
    return {{"id": record["key"], "label": record["label"]}}


CONVERTER = Converter(
    "xstilts-{name}-v0",
    "xstilts-{name}-v1",
    {{"type": "object", "required": ["{old}"]}},
    _convert,
    {record},
)
'''

Register = Callable[..., None]


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """Puts a converter of a file's invented version 0 where the bundled ones are looked for."""
    folder = tmp_path / "converters"
    folder.mkdir()
    monkeypatch.setattr(converters, "__path__", [*converters.__path__, str(folder)])

    def add(name: str, old: str, new: str, record: str = "None") -> None:
        text = CONVERTER.format(name=name, old=old, new=new, record=record)
        (folder / f"{name}_v0_of_{tmp_path.name}.py").write_text(text, encoding="utf-8")
        converters.all_converters.cache_clear()

    yield add
    converters.all_converters.cache_clear()


def upgrade(*arguments: object) -> int:
    return run(group, "xstilts-submit", ["upgrade", *map(str, arguments)])


def older(path: Path, name: str, old: str, new: str) -> Any:
    """Write a current file as version 0 would have been written, and return the current value."""
    current = json.loads(path.read_text(encoding="utf-8"))
    value = dict(current) | {"schema": f"xstilts-{name}-v0"}
    value[old] = value.pop(new)
    path.write_text(json.dumps(value), encoding="utf-8")
    return current


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """A submission of two files, which is scored."""
    row = FROZEN / "board/leaderboard/submissions/mini/frozen-row"
    return Path(shutil.copytree(row, tmp_path / "submission"))


def test_a_study_of_an_earlier_version_is_read_and_converted(
    register: Register, tmp_path: Path, capsys: Captured
) -> None:
    register("study", "heading", "title")
    path = tmp_path / STUDIES / "one.json"
    path.parent.mkdir(parents=True)
    shutil.copy(FROZEN / "study.json", path)
    current = older(path, "study", "heading", "title")
    (study,) = read_studies(tmp_path)
    assert study.tables[0].title == current["title"]
    assert upgrade(path, "--out", tmp_path / "new.json") == 0
    assert "1 file, xstilts-study-v0 → xstilts-study-v1" in capsys.readouterr().out
    assert json.loads((tmp_path / "new.json").read_text(encoding="utf-8")) == current
    assert upgrade(path, "--out", tmp_path / "new.json") == 2
    assert upgrade(path, "--out", tmp_path / "new.json", "--overwrite") == 0


def test_a_manifest_of_an_earlier_version_is_read_as_it_is(
    register: Register, submission: Path
) -> None:
    register("manifest", "called", "name")
    before = score_fully(submission, say=lambda line: None).scores
    older(submission / "manifest.json", "manifest", "called", "name")
    assert validate(submission, say=lambda line: None).valid
    assert score_fully(submission, say=lambda line: None).scores == before


def test_records_of_an_earlier_version_are_written_anew(
    register: Register, submission: Path, tmp_path: Path, capsys: Captured
) -> None:
    register("manifest", "called", "name", record="_record")
    new = tmp_path / "new"
    manifest = older(submission / "manifest.json", "manifest", "called", "name")
    before = {path: (submission / path).read_bytes() for path in _paths(manifest)}
    as_older = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    _change_records(submission, as_older)
    problems = validate(submission, say=lambda line: None).problems
    assert [problem.code for problem in problems] == ["XS203"]
    assert upgrade(submission, "--out", new) == 0
    assert "3 files, xstilts-manifest-v0 → xstilts-manifest-v1" in capsys.readouterr().out
    assert validate(new, say=lambda line: None).valid
    assert {path: (new / path).read_bytes() for path in before} == before
    assert json.loads((new / "manifest.json").read_text(encoding="utf-8")) == manifest
    assert upgrade(submission, "--out", new) == 2  # is taken


def _paths(manifest: dict[str, Any]) -> list[str]:
    return [file["path"] for file in manifest["files"]]


def _change_records(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the ids under another name, and the new digests."""
    from hashlib import sha256

    for file in manifest["files"]:
        content = (folder / file["path"]).read_bytes().replace(b'{"id":', b'{"key":')
        (folder / file["path"]).write_bytes(content)
        file |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_what_is_current_is_not_written_again(
    submission: Path, tmp_path: Path, capsys: Captured
) -> None:
    assert upgrade(submission, "--out", tmp_path / "new") == 0
    assert (
        "is current (xstilts-manifest-v1): there is nothing to convert." in capsys.readouterr().out
    )
    assert not (tmp_path / "new").exists()


def test_what_does_not_fit_its_own_version_is_not_converted(
    register: Register, tmp_path: Path, capsys: Captured
) -> None:
    register("study", "heading", "title")
    path = tmp_path / "old.json"
    path.write_text('{"schema": "xstilts-study-v0"}', encoding="utf-8")
    assert upgrade(path, "--out", tmp_path / "new.json") == 3
    assert "'heading' is a required property" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        ('{"schema": "xstilts-study-v9"}', 3, "this release reads 'xstilts-study-v1'"),
        ('{"schema": "xstilts-diary-v1"}', 3, "has no field `schema` of a file of xstilts"),
        ("[1]", 3, "has no field `schema` of a file of xstilts"),
        ("{", 3, "Name a file that xstilts wrote."),
        (None, 2, "does not exist"),
    ],
)
def test_other_files_are_refused(
    content: str | None, code: int, message: str, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "file.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert upgrade(path, "--out", tmp_path / "new.json") == code
    assert message in capsys.readouterr().err


def test_a_damaged_submission_is_not_converted(
    register: Register, submission: Path, tmp_path: Path, capsys: Captured
) -> None:
    register("manifest", "called", "name")
    older(submission / "manifest.json", "manifest", "called", "name")
    with (submission / "predictions/xnli/de.jsonl").open("a") as file:
        file.write("{}\n")
    assert upgrade(submission, "--out", tmp_path / "new") == 3
    assert "is not the file that the manifest lists" in capsys.readouterr().err


def test_converters_that_lead_nowhere_or_round_in_a_circle_are_no_way(register: Register) -> None:
    register("study", "heading", "title")
    assert len(converters.path_to("xstilts-study-v1", "xstilts-study-v0")) == 1
    assert converters.path_to("xstilts-study-v2", "xstilts-study-v0") == ()
    assert converters.path_to("xstilts-study-v1", "xstilts-study-v1") == ()


@pytest.mark.parametrize("name", names())
def test_the_current_version_is_the_schemas(name: str) -> None:
    for example in load(name)["examples"]:
        if isinstance(example, dict) and "schema" in example:
            assert example["schema"] == version_of(name)
            assert checked(name, example).value is example
