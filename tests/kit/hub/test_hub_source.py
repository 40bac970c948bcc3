"""The source ``hub`` yields what the folder yields, from one commit, and never reads labels."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from loopback_hub import Hub, Repository, loopback_hub, xtreme_dataset, xtreme_files, xtreme_rows
from xstilts_kit import miniature
from xstilts_kit.cell import Cell, Split
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.editions import fingerprint, identify
from xstilts_kit.sources import Source, open_sources
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.hub_layouts import HUB_LAYOUTS
from xstilts_kit.sources.layouts import NoAnswers
from xstilts_kit.tasks import Task, all_tasks, get_task

ON_THE_HUB = sorted(name for name, task in all_tasks().items() if task.hub is not None)
LANGUAGES = ("de", "en", "ar")
ANSWER_COLUMNS = {"gold_label", "label", "ner_tags", "pos_tags", "answers"}

Rows = dict[str, dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def mini_rows() -> Rows:
    """The miniature as the Hub would have it."""
    return xtreme_rows(miniature.DATA, miniature.LABELS, languages=LANGUAGES)


@pytest.fixture
def repository(hub: Hub, mini_rows: Rows) -> Repository:
    return xtreme_dataset(hub, mini_rows)


def _source(spec: str = "hub") -> Source:
    return open_sources([spec], all_tasks().values())["xnli"]


def _cells(task: Task, source: Source) -> Iterator[tuple[str, Split]]:
    roles: tuple[Split, ...] = ("validation", "test")
    yield from (
        (language, role)
        for language in LANGUAGES
        for role in roles
        if source.has(Cell(task.name, language, role))
    )


# The same examples, the same answers.


@pytest.mark.parametrize("name", ON_THE_HUB)
def test_inputs_and_gold_are_those_of_the_folder(name: str, repository: Repository) -> None:
    task, source, folder = get_task(name), _source(), FolderSource(miniature.DATA)
    labels = FolderSource(miniature.LABELS)
    cells = list(_cells(task, source))
    assert cells
    for language, role in cells:
        inputs = source.inputs(Cell(task.name, language, role))
        assert inputs == folder.inputs(Cell(task.name, language, role))
        edition = identify(Cell(name, language, role), fingerprint(inputs.rows()))
        assert (edition or "").startswith("mini-")
        expected = labels.gold(Cell(task.name, language, role)) or folder.gold(
            Cell(task.name, language, role)
        )
        assert source.gold(Cell(task.name, language, role)) == expected


def test_every_task_that_names_a_layout_of_the_hub_has_one() -> None:
    layouts = {task.hub.layout for task in all_tasks().values() if task.hub is not None}
    assert layouts == set(HUB_LAYOUTS)


def test_ids_count_the_rows_of_a_language_not_those_of_the_file(repository: Repository) -> None:
    for language in LANGUAGES:
        examples = _source().inputs(Cell("xnli", language)).examples
        assert [example.id for example in examples] == [str(i) for i in range(len(examples))]


def test_equal_english_sentences_keep_their_order(hub: Hub) -> None:
    pairs = [("c", "Z"), ("b", "same"), (" d ", "A"), ("a", "same")]
    xtreme_dataset(
        hub,
        {
            "tatoeba.deu": {
                "validation": [
                    {
                        "source_sentence": f"{source}\n",
                        "target_sentence": f"{target}\n",
                        "source_lang": "x",
                        "target_lang": "eng",
                    }
                    for source, target in pairs
                ]
            }
        },
    )
    source, task = _source(), get_task("tatoeba")
    inputs = source.inputs(Cell(task.name, "de"))
    assert [query.text for query in inputs.examples] == ["A", "Z", "same", "same"]
    assert [candidate.text for candidate in inputs.candidates] == ["c", "b", "d", "a"]
    gold = source.gold(Cell(task.name, "de")) or ()
    assert [answer.match for answer in gold] == ["2", "0", "1", "3"]


def test_a_token_without_a_character_keeps_its_place_and_a_sentence_without_tokens_goes(
    hub: Hub,
) -> None:
    sentences = [(["a", "", "b"], ["O", "B-LOC", "O"]), ([], []), ([" "], ["O"])]
    rows = [{"tokens": t, "ner_tags": g, "langs": ["de"] * len(t)} for t, g in sentences]
    xtreme_dataset(hub, {"PAN-X.de": {"test": rows}})
    source, task = _source(), get_task("panx")
    assert [s.tokens for s in source.inputs(Cell(task.name, "de")).examples] == [
        ("a", "", "b"),
        (" ",),
    ]
    gold = source.gold(Cell(task.name, "de")) or ()
    assert [answer.tags for answer in gold] == [("O", "B-LOC", "O"), ("O",)]


def test_paragraphs_of_questions_are_numbered_as_in_files(repository: Repository) -> None:
    gold = _source().gold(Cell("xquad", "de")) or ()
    numbers = [answer.paragraph for answer in gold]
    assert numbers[0] == 0 and len(set(numbers)) == max(numbers) + 1 > 1


def test_a_split_in_several_files_is_read_in_their_order(hub: Hub, mini_rows: Rows) -> None:
    whole = mini_rows["PAWS-X.de"]["test"]
    parts = (whole[:150], whole[150:300], whole[300:])
    files = {
        f"PAWS-X.de/test-{i:05}-of-00003.parquet": xtreme_files({"PAWS-X.de": {"test": part}})[
            "PAWS-X.de/test-00000-of-00001.parquet"
        ]
        for i, part in enumerate(parts)
    }
    made = hub.add("dataset", "google/xtreme", files)
    task = get_task("pawsx")
    expected = FolderSource(miniature.DATA).inputs(Cell(task.name, "de"))
    assert _source().inputs(Cell(task.name, "de")) == expected
    made.commit({"PAWS-X.de/test-00001-of-00003.parquet": None})
    with pytest.raises(DataError, match="expected files 0 to 2 of 3"):
        _source().inputs(Cell(task.name, "de"))


# What is asked for, and what is read.


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Keeps which columns the library is asked for."""
    import datasets

    real: Any = datasets.Dataset.from_parquet
    asked: list[list[str]] = []

    def from_parquet(paths: Sequence[str], **options: Any) -> Any:
        asked.append(list(options["columns"]))
        dataset = real(paths, **options)
        assert set(dataset.features) == set(options["columns"])
        return dataset

    monkeypatch.setattr(datasets.Dataset, "from_parquet", staticmethod(from_parquet))
    return asked


def test_label_columns_are_never_selected_for_inputs(
    repository: Repository, columns: list[list[str]]
) -> None:
    source = _source()
    for name in ON_THE_HUB:
        task = get_task(name)
        for language, role in _cells(task, source):
            source.inputs(Cell(task.name, language, role))
    assert len(columns) > 2 * len(ON_THE_HUB)
    assert not ANSWER_COLUMNS & {column for asked in columns for column in asked}


@pytest.mark.parametrize("name", sorted(set(ON_THE_HUB) - {"tatoeba"}))
def test_inputs_do_not_need_the_label_columns(
    name: str, hub: Hub, mini_rows: Rows, tmp_path: Path
) -> None:
    import pyarrow.parquet as pq

    made = xtreme_dataset(hub, mini_rows)
    source, task = _source(), get_task(name)
    ((path, *_), *_) = [source.paths(Cell(task.name, "en"))]  # type: ignore[attr-defined]
    (tmp_path / "a.parquet").write_bytes(made.commits[made.head].files[path].content)
    table = pq.read_table(tmp_path / "a.parquet")
    bare = table.drop_columns([c for c in table.column_names if c in ANSWER_COLUMNS])
    pq.write_table(bare.replace_schema_metadata(None), tmp_path / "b.parquet")
    made.commit({path: tmp_path / "b.parquet"})
    del source
    expected = FolderSource(miniature.DATA).inputs(Cell(task.name, "en"))
    assert _source().inputs(Cell(task.name, "en")) == expected
    with pytest.raises(DataError, match="no column"):
        _source().gold(Cell(task.name, "en"))


def test_only_the_files_of_what_is_asked_for_are_fetched(hub: Hub, repository: Repository) -> None:
    source = _source()
    for task in all_tasks().values():
        for language in task.languages:
            source.has(Cell(task.name, language))
            source.lacks(Cell(task.name, language))
    assert [str(request) for request in hub.requests] == ["GET /api/datasets/google/xtreme"]
    hub.forget_requests()
    source.inputs(Cell("udpos", "de"))
    paths = {request.path.partition("/resolve/")[2] for request in hub.requests}
    assert paths == {f"{repository.head}/udpos.German/test-00000-of-00001.parquet"}


def test_the_hub_is_asked_once_for_all_tasks(hub: Hub, repository: Repository) -> None:
    specs = ["hub", "xnli=hub", "panx=hub@main", "pawsx=mini"]
    sources = open_sources(specs, all_tasks().values())
    repository.commit({"new.txt": "new"})
    assert len(hub.requests) == 1
    first = next(iter(repository.commits))
    assert {source.revision for source in sources.values()} == {None, first}
    assert sources["pawsx"].kind == "mini" and sources["xnli"].kind == "hub"
    assert _source().revision == repository.head  # another command sees the new commit


def test_a_revision_is_a_branch_a_tag_or_a_commit(hub: Hub, repository: Repository) -> None:
    first = repository.head
    repository.tags["v1"] = first
    path = "PAWS-X.de/test-00000-of-00001.parquet"
    repository.commit({path: None}, branch="other")
    task = get_task("pawsx")
    assert _source("hub@v1").revision == _source(f"hub@{first}").revision == first
    assert _source("hub@v1").has(Cell(task.name, "de"))
    assert not _source("hub@other").has(Cell(task.name, "de"))
    assert path.replace("00000-of-00001", "*") in _source("hub@other").lacks(Cell(task.name, "de"))


@pytest.mark.parametrize("spec", ["hub@", "hub:main", "hubs", "Hub"])
def test_what_is_no_source_is_answered_with_what_is(spec: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_sources([spec], all_tasks().values())
    assert "hub@REVISION" in caught.value.remedy


# What the Hub has not.


@pytest.mark.parametrize(
    ("name", "language", "role", "says"),
    [
        ("tatoeba", "de", "validation", "no validation split of tatoeba"),
        ("xnli", "de", "train", "no train split of xnli"),
        ("tydiqa", "de", "test", "no de in tydiqa of google/xtreme"),
        ("xnli", "ja", "test", "no ja in XNLI of google/xtreme"),
        ("udpos", "ko", "test", r"no udpos\.Korean/test-\*\.parquet in google/xtreme at "),
        ("mlqa", "vi", "validation", r"no MLQA\.vi\.vi/validation-\*\.parquet"),
    ],
)
def test_what_is_not_there_is_named(
    name: str, language: str, role: Split, says: str, repository: Repository
) -> None:
    source, task = _source(), get_task(name)
    assert not source.has(Cell(task.name, language, role))
    assert source.gold(Cell(task.name, language, role)) is None
    with pytest.raises(DataError, match=says):
        source.inputs(Cell(task.name, language, role))


def test_corpora_of_bucc_are_not_on_the_hub(repository: Repository) -> None:
    source, task = _source(), get_task("bucc2018")
    assert any("bucc18.de" in path for path in repository.commits[repository.head].files)
    assert not source.has(Cell(task.name, "de"))
    said = source.lacks(Cell(task.name, "de"))
    assert (
        "gold pairs only" in said
        and task.source in said
        and "xtreme-8, which leaves the task out" in said
    )


@pytest.mark.parametrize(
    ("config", "split", "change", "name", "role"),
    [
        ("PAN-X.de", "test", {"ner_tags": lambda tags: ["O"] * len(tags)}, "panx", "test"),
        ("udpos.German", "test", {"pos_tags": lambda tags: [-1] * len(tags)}, "udpos", "test"),
        ("PAWS-X.de", "test", {"label": lambda _: ""}, "pawsx", "test"),
        (
            "XQuAD.de",
            "validation",
            {"answers": lambda _: {"answer_start": [0], "text": [""]}},
            "xquad",
            "test",
        ),
    ],
)
def test_placeholders_are_no_gold(
    config: str,
    split: str,
    change: Mapping[str, Callable[[Any], Any]],
    name: str,
    role: Split,
    hub: Hub,
    mini_rows: Rows,
) -> None:
    rows = [
        {column: change.get(column, lambda same: same)(value) for column, value in row.items()}
        for row in mini_rows[config][split]
    ]
    xtreme_dataset(hub, {config: {split: rows}})
    assert _source().inputs(Cell(name, "de", role)).examples
    with pytest.raises(NoAnswers):
        _source().gold(Cell(name, "de", role))


def test_class_numbers_are_named_as_the_file_names_them(hub: Hub, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = list(reversed(get_task("panx").labels))

    def table(classes: list[str] | None, tags: list[int]) -> Path:
        label = {"names": classes, "_type": "ClassLabel"}
        text = {"feature": {"dtype": "string", "_type": "Value"}, "_type": "Sequence"}
        features = {"tokens": text, "ner_tags": {"feature": label, "_type": "Sequence"}}
        rows = pa.table({"tokens": [["a", "b"]], "ner_tags": [tags]})
        if classes is not None:
            stored = json.dumps({"info": {"features": features}})
            rows = rows.replace_schema_metadata({"huggingface": stored})
        pq.write_table(rows, tmp_path / "t.parquet")
        return tmp_path / "t.parquet"

    path, task = "PAN-X.de/test-00000-of-00001.parquet", get_task("panx")
    made = hub.add("dataset", "google/xtreme", {path: table(names, [5, 6])})
    (answer,) = _source().gold(Cell(task.name, "de")) or ()
    assert answer.tags == ("B-PER", "O")
    made.commit({path: table(None, [1, 0])})
    (answer,) = _source().gold(Cell(task.name, "de")) or ()
    assert answer.tags == ("B-PER", "O")
    made.commit({path: table(None, [1, 7])})
    with pytest.raises(DataError, match="ner_tags holds 7; its labels are numbered 0 to 6"):
        _source().gold(Cell(task.name, "de"))
    made.commit({path: table(["X", *names[1:]], [1, 0])})
    with pytest.raises(DataError, match="the labels of the column ner_tags are X, B-LOC"):
        _source().gold(Cell(task.name, "de"))


# Damage.


def _changed(content: bytes, tmp_path: Path, change: Callable[[Any], Any]) -> Path:
    import pyarrow.parquet as pq

    (tmp_path / "old.parquet").write_bytes(content)
    table = change(pq.read_table(tmp_path / "old.parquet"))
    pq.write_table(table.replace_schema_metadata(None), tmp_path / "new.parquet")
    return tmp_path / "new.parquet"


def _numbers(table: Any) -> Any:
    import pyarrow as pa

    place = table.column_names.index("sentence2")
    return table.set_column(place, "sentence2", pa.array(range(table.num_rows)))


def _a_hole(table: Any) -> Any:
    import pyarrow as pa

    place = table.column_names.index("sentence2")
    texts = table.column("sentence2").to_pylist()
    return table.set_column(place, "sentence2", pa.array([*texts[:3], None, *texts[4:]]))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda t: t.rename_columns({"sentence2": "hypothesis"}),
            r"configuration PAWS-X\.de, split test: no column 'sentence2'; its columns are"
            r" sentence1 \(string\), hypothesis \(string\), label \(string\)",
        ),
        (_numbers, r"the column 'sentence2' is not text; its columns are .*sentence2 \(int64\)"),
        (_a_hole, "row 3: the column 'sentence2' is empty"),
        (lambda t: t.slice(0, 0), "split test: no rows"),
    ],
)
def test_a_table_of_another_form_is_refused(
    change: Callable[[Any], Any], says: str, repository: Repository, tmp_path: Path
) -> None:
    path = "PAWS-X.de/test-00000-of-00001.parquet"
    content = repository.commits[repository.head].files[path].content
    repository.commit({path: _changed(content, tmp_path, change)})
    with pytest.raises(DataError, match=says):
        _source().inputs(Cell("pawsx", "de"))


def test_a_file_that_is_no_parquet_is_refused_in_silence(
    repository: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    path = "PAWS-X.de/test-00000-of-00001.parquet"
    content = repository.commits[repository.head].files[path].content
    for damaged in (b"no parquet", bytes(300) + content[300:]):
        repository.commit({path: damaged})
        with pytest.raises(DataError, match="cannot be read as parquet"):
            _source().inputs(Cell("pawsx", "de"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("twice", [True, False])
def test_an_id_that_cannot_be_one_is_refused(twice: bool, hub: Hub, mini_rows: Rows) -> None:
    first, second, *_ = mini_rows["XQuAD.de"]["validation"]
    bad = first["id"] if twice else ""
    xtreme_dataset(hub, {"XQuAD.de": {"validation": [first, second | {"id": bad}]}})
    says = "row 1: the id .* " + ("occurs twice" if twice else "does not have 1 to 256")
    for read in (_source().inputs, _source().gold):
        with pytest.raises(DataError, match=says):
            read(Cell("xquad", "de"))


def test_wrong_bytes_of_the_right_size_are_refused(hub: Hub, repository: Repository) -> None:
    hub.fault("GET .*/PAWS-X.de/", wrong_bytes=True)
    with pytest.raises(DataError, match="right size but different content"):
        _source().inputs(Cell("pawsx", "de"))


# Without the network.


def test_offline_the_fetched_files_are_read_and_nothing_else(
    hub: Hub, repository: Repository, offline: Callable[[], None]
) -> None:
    task = get_task("pawsx")
    before = _source().inputs(Cell(task.name, "de"))
    offline()
    hub.forget_requests()
    source = _source()
    assert source.inputs(Cell(task.name, "de")) == before
    assert _source(f"hub@{repository.head}").gold(Cell(task.name, "de"))
    assert source.has(Cell(task.name, "en"))
    with pytest.raises(DataError, match=r"PAWS-X\.en/test-.* was not fetched before"):
        source.inputs(Cell(task.name, "en"))
    for revision in ("v1", "0" * 40):
        with pytest.raises(DataError, match=f"not fetched at '{revision}' before"):
            _source(f"hub@{revision}")
    assert hub.all_requests == []


def test_what_the_library_keeps_is_not_read_again(
    hub: Hub, repository: Repository, home: Path, mini_rows: Rows
) -> None:
    task = get_task("pawsx")
    first = _source().inputs(Cell(task.name, "de"))
    fewer = mini_rows["PAWS-X.de"]["test"][1:]
    files = xtreme_files({"PAWS-X.de": {"test": fewer}})
    repository.commit(files)
    second = _source().inputs(Cell(task.name, "de"))
    assert len(second.examples) == len(first.examples) - 1
    assert not (home / "datasets").exists()


def test_importing_the_sources_imports_no_client() -> None:
    from loopback_hub import run_python

    with loopback_hub() as hub:
        code = (
            "import sys, xstilts_kit.sources;"
            "print({'huggingface_hub', 'datasets', 'pyarrow'} & set(sys.modules))"
        )
        assert run_python(hub, Path("unused"), code).stdout == "set()\n"
