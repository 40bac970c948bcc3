"""The Hub's tables: one commit, checked files, the same samples as the publishers' files."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from intermediate_data import HUB, add_to_hub, hub_rows, table_files, write_original
from loopback_hub import Hub
from xstilts_baselines.data.opening import open_intermediate, open_target, open_text
from xstilts_baselines.data.reading.hub import CONVERTED
from xstilts_kit.diagnostics.errors import DataError, NetworkError


def plain(samples: Any) -> list[Any]:
    """Samples without their ids, which may be those of another file."""
    return [replace(sample, id="") for sample in samples]


@pytest.mark.parametrize("name", HUB)
def test_the_hub_and_the_original_files_give_the_same_samples(
    name: str, hub: Hub, tmp_path: Path
) -> None:
    add_to_hub(hub, name)
    here = open_intermediate(name, {})
    folder = open_intermediate(name, {"": f"folder:{write_original(tmp_path, name)}"})
    for split in ("train", "dev"):
        found = here.samples(split)  # type: ignore[arg-type]
        assert plain(found) == plain(folder.samples(split))  # type: ignore[arg-type]
        assert len({sample.id for sample in found}) == len(found)


def test_the_commit_is_resolved_once_and_recorded_with_its_files(hub: Hub) -> None:
    repository = add_to_hub(hub, "mnli")
    repository.commit(table_files("qqp"))
    mnli = open_intermediate("mnli", {})
    # What is committed between the two tasks of one run is not seen by the second.
    head = repository.head
    repository.commit({"mnli/train-00000-of-00001.parquet": b"changed"})
    qqp = open_intermediate("qqp", {})
    assert mnli.provenance.revision == qqp.provenance.revision == head
    asked = [request for request in hub.requests if request.path.startswith("/api/")]
    assert len(asked) == 1
    assert mnli.provenance.source == "hub"
    assert mnli.provenance.id == "nyu-mll/glue"
    files = {file.path: file.sha256 for file in mnli.provenance.files}
    content = repository.commits[head].files["mnli/train-00000-of-00001.parquet"].content
    assert files["mnli/train-00000-of-00001.parquet"] == sha256(content).hexdigest()
    assert set(files) == {
        "mnli/train-00000-of-00001.parquet",
        "mnli/validation_matched-00000-of-00001.parquet",
    }


def test_a_revision_that_the_user_names_is_taken(hub: Hub) -> None:
    repository = add_to_hub(hub, "mnli")
    first = repository.head
    repository.commit(table_files("mnli", hub_rows("mnli")[:1]))
    assert len(open_intermediate("mnli", {"": f"hub@{first}"}).samples("train")) == 4
    assert len(open_intermediate("mnli", {"": "hub@main"}).samples("train")) == 1


@pytest.mark.parametrize("layout", ["data", "top"])
def test_files_may_lie_where_data_sets_of_one_configuration_have_them(
    layout: str, hub: Hub
) -> None:
    files = {
        ("data/" if layout == "data" else "") + path.partition("/")[2]: content
        for path, content in table_files("hellaswag").items()
    }
    hub.add("dataset", "Rowan/hellaswag", files)
    assert len(open_intermediate("hellaswag", {}).samples("train")) == 2


def test_a_repository_with_a_script_is_read_from_the_hubs_own_conversion(hub: Hub) -> None:
    repository = hub.add("dataset", "allenai/cosmos_qa", {"cosmos_qa.py": "raise SystemExit"})
    files = {
        f"default/{split}/0000.parquet": next(iter(table_files("cosmos_qa").values()))
        for split in ("train", "validation")
    }
    converted = repository.commit(files, branch=CONVERTED)
    data = open_intermediate("cosmos_qa", {})
    assert data.provenance.revision == converted
    assert len(data.samples("train")) == 3


def test_a_repository_without_parquet_files_is_refused(hub: Hub) -> None:
    repository = hub.add("dataset", "allenai/cosmos_qa", {"cosmos_qa.py": "raise SystemExit"})
    repository.commit({"README.md": "nothing"}, branch=CONVERTED)
    with pytest.raises(DataError, match="no parquet files of the configuration default"):
        open_intermediate("cosmos_qa", {})


def test_shards_of_a_split_are_all_there_or_it_is_refused(hub: Hub) -> None:
    content = next(iter(table_files("mnli").values()))
    paths = ("mnli/train-00000-of-00002.parquet", "mnli/validation_matched-00000-of-00001.parquet")
    hub.add("dataset", "nyu-mll/glue", dict.fromkeys(paths, content))
    with pytest.raises(DataError, match="expected files 0 to 1 of 2"):
        open_intermediate("mnli", {})


def test_shards_come_in_order(hub: Hub) -> None:
    rows = hub_rows("mnli")
    halves = [next(iter(table_files("mnli", part).values())) for part in (rows[:3], rows[3:])]
    files = {f"mnli/train-0000{i}-of-00002.parquet": half for i, half in enumerate(halves)}
    hub.add(
        "dataset",
        "nyu-mll/glue",
        {**files, "mnli/validation_matched-00000-of-00001.parquet": halves[0]},
    )
    samples = open_intermediate("mnli", {}).samples("train")
    assert [sample.text_a for sample in samples] == [row["premise"] for row in rows]
    assert [sample.id for sample in samples] == ["0", "1", "2", "3"]


def test_a_column_that_is_gone_is_named_with_those_that_are_there(hub: Hub) -> None:
    rows = [{"premise": "a", "hypothesis": "b", "label": 0}]
    add_to_hub(hub, "snli", rows)
    files = {
        path.replace("plain_text", "mnli").replace("validation", "validation_matched"): content
        for path, content in table_files("snli", rows).items()
    }
    qqp = {path.replace("mnli/", "qqp/").replace("_matched", ""): f for path, f in files.items()}
    hub.add("dataset", "nyu-mll/glue", {**files, **qqp})
    data = open_intermediate("qqp", {})
    with pytest.raises(DataError, match="no column 'question1'; its columns are premise"):
        data.samples("train")


def test_a_bad_row_is_named_by_commit_and_number(hub: Hub) -> None:
    rows = hub_rows("squad")
    rows[1]["answers"]["answer_start"] = [0, 0]
    repository = add_to_hub(hub, "squad", rows)
    data = open_intermediate("squad", {})
    place = (
        f"rajpurkar/squad at {repository.head[:7]}, configuration plain_text, split train, row 1"
    )
    with pytest.raises(DataError, match=place):
        data.samples("train")


@pytest.mark.parametrize(("name", "hidden"), [("hellaswag", ""), ("cosmos_qa", -1)])
def test_hidden_labels_are_left_out(name: str, hidden: Any, hub: Hub) -> None:
    rows = hub_rows(name)
    rows[0]["label"] = hidden
    add_to_hub(hub, name, rows)
    assert len(open_intermediate(name, {}).samples("train")) == len(rows) - 1


def test_a_file_that_is_not_parquet_is_refused(hub: Hub) -> None:
    files = dict.fromkeys(table_files("mnli"), b"no parquet")
    hub.add("dataset", "nyu-mll/glue", files)
    with pytest.raises(DataError, match="cannot be read as parquet"):
        open_intermediate("mnli", {}).samples("train")


def test_a_download_that_is_cut_is_an_error_of_the_network(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # nobody waits before another try
    add_to_hub(hub, "mnli")
    hub.fault(r"GET .*train.*parquet", cut_after=100)
    with pytest.raises((NetworkError, DataError)) as caught:
        open_intermediate("mnli", {})
    assert "mnli/train-00000-of-00001.parquet" in caught.value.what
    hub.faults.clear()
    assert len(open_intermediate("mnli", {}).samples("train")) == 4


def test_a_data_set_that_is_not_there_is_named(hub: Hub) -> None:
    with pytest.raises(DataError, match="nyu-mll/glue"):
        open_intermediate("mnli", {})


PAIR = {"sentence1": "string", "sentence2": "string", "label": ("0", "1")}


def test_targets_come_from_the_hub(hub: Hub) -> None:
    from intermediate_data import parquet

    def add(id: str, config: str, columns: Any, rows: Any) -> None:
        content = parquet(columns, rows)
        files = {f"{config}/{s}-00000-of-00001.parquet": content for s in ("train", "validation")}
        if ("dataset", id) in hub.repositories:
            hub.repositories["dataset", id].commit(files)
        else:
            hub.add("dataset", id, files)

    tags = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
    pos = ("NOUN", "VERB", *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NUM", "PART"))
    pos = (*pos, "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "X")
    add(
        "google-research-datasets/paws-x",
        "en",
        PAIR,
        [{"sentence1": "a", "sentence2": "b", "label": 1}],
    )
    panx = {"tokens": ["string"], "ner_tags": [tags]}
    rows = [{"tokens": ["Anna", "sings"], "ner_tags": [1, 0]}, {"tokens": [], "ner_tags": []}]
    add("google/xtreme", "PAN-X.en", panx, rows)
    # The numbers of the Hub's labels are not the task's: the names count.
    udpos = {"tokens": ["string"], "pos_tags": [pos]}
    add(
        "google/xtreme",
        "udpos.English",
        udpos,
        [{"tokens": ["Anna", "sings"], "pos_tags": [12, 1]}],
    )
    nli = {
        "premise": "string",
        "hypothesis": "string",
        "label": ("entailment", "neutral", "contradiction"),
    }
    add("facebook/xnli", "en", nli, [{"premise": "a", "hypothesis": "b", "label": 2}])

    places = {"": "hub"}
    assert open_target("pawsx", places).samples("train")[0].label == "1"  # type: ignore[union-attr]
    (sentence,) = open_target("panx", places).samples("dev")
    assert sentence.tags == ("B-PER", "O")  # type: ignore[union-attr]
    (sentence,) = open_target("udpos", places).samples("train")
    assert sentence.tags == ("PROPN", "VERB")  # type: ignore[union-attr]
    assert open_target("xnli", places).samples("train")[0].label == "contradiction"  # type: ignore[union-attr]


def test_only_english_questions_of_tydiqa_are_taken_and_a_tenth_is_held_out(hub: Hub) -> None:
    from intermediate_data import parquet

    columns = HUB["squad"][2]
    rows = [
        {
            "id": f"{language}-{sign}{n}-0",
            "title": "t",
            "context": f"The answer of {language} is {n}.",
            "question": "?",
            "answers": {"text": [str(n)], "answer_start": [len(f"The answer of {language} is ")]},
        }
        for n, sign in ((n, "-" if n % 2 else "") for n in range(20))
        for language in ("english", "finnish")
    ]
    hub.add(
        "dataset",
        "google-research-datasets/tydiqa",
        {"secondary_task/train-00000-of-00001.parquet": parquet(columns, rows)},
    )
    data = open_target("tydiqa", {})
    train, dev = data.samples("train"), data.samples("dev")
    assert (len(train), len(dev)) == (18, 2)
    assert all("english" in sample.context for sample in (*train, *dev))  # type: ignore[union-attr]
    assert not {s.context for s in train} & {s.context for s in dev}  # type: ignore[union-attr]
    assert "a tenth of its groups for dev" in data.provenance.notes[0]


def test_text_comes_from_the_first_file_of_every_language(hub: Hub) -> None:
    from intermediate_data import parquet

    content = {
        language: parquet({"text": "string"}, [{"text": f"{language} {n}"} for n in range(60)])
        for language in ("de", "sw")
    }
    files = {f"20231101.{code}/train-00000-of-00001.parquet": one for code, one in content.items()}
    files["20231101.de/train-00000-of-00002.parquet"] = files.pop(
        "20231101.de/train-00000-of-00001.parquet"
    )
    files["20231101.de/train-00001-of-00002.parquet"] = b"never fetched"
    hub.add("dataset", "wikimedia/wikipedia", files)
    data = open_text(["de", "sw"], {})
    train = data.samples("train", 6)
    assert [(s.language, s.text) for s in train] == [  # type: ignore[union-attr]
        (language, f"{language} {n}") for language in ("de", "sw") for n in range(3)
    ]
    assert [s.text for s in data.samples("dev")] == [  # type: ignore[union-attr]
        f"{language} {n}" for language in ("de", "sw") for n in (19, 39, 59)
    ]
    assert not any("00001-of-00002" in request.path for request in hub.requests)


def test_what_was_fetched_once_is_read_without_the_network(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    repository = add_to_hub(hub, "mnli")
    before = open_intermediate("mnli", {}).samples("train")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    hub.forget_requests()
    data = open_intermediate("mnli", {})
    assert data.samples("train") == before
    assert data.provenance.revision == repository.head
    assert hub.requests == []
    with pytest.raises(DataError, match="HF_HUB_OFFLINE"):
        open_intermediate("snli", {})
