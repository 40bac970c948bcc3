"""The Hub that the tests talk to: the real client's other calls, and its copy of XTREME."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loopback_hub import (
    NOWHERE,
    Hub,
    run_cli,
    run_python,
    xtreme_dataset,
    xtreme_from_folder,
    xtreme_rows,
)
from loopback_hub.xtreme_schema import CONFIGS, NER_TAGS, config_name
from xstilts_kit import miniature
from xstilts_kit.hub import fetch, pin
from xstilts_kit.suites import get_suite


def test_what_else_the_client_asks(hub: Hub) -> None:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    made = hub.add("model", "org/m", {"a.txt": "1", "xnli/b.safetensors": b"2", "xnli/c/d": "3"})
    made.commit({"a.txt": None}, branch="dev")
    made.tags["v1"] = made.head
    api = HfApi()
    assert api.repo_exists("org/m")
    assert not api.repo_exists("org/n")
    assert api.revision_exists("org/m", "v1")
    assert api.file_exists("org/m", "a.txt")
    assert not api.file_exists("org/m", "a.txt", revision="dev")
    refs = api.list_repo_refs("org/m")
    assert [branch.name for branch in refs.branches] == ["main", "dev"]
    assert refs.tags[0].target_commit == made.head
    assert sorted(api.list_repo_files("org/m")) == ["a.txt", "xnli/b.safetensors", "xnli/c/d"]
    tree = {item.path: item for item in api.list_repo_tree("org/m", "xnli")}
    assert set(tree) == {"xnli/b.safetensors", "xnli/c"}
    assert tree["xnli/b.safetensors"].lfs.size == 1
    assert [p.path for p in api.get_paths_info("org/m", ["a.txt", "none"])] == ["a.txt"]
    assert len(api.list_repo_commits("org/m")) == 2
    assert api.model_info("org/m", revision=made.head[:8]).sha == made.head
    with pytest.raises(HfHubHTTPError, match="Invalid user token"):
        api.whoami(token="hf_nobody")
    hub.tokens.add("hf_alice")
    assert api.whoami(token="hf_alice")["name"] == "alice"


def test_the_client_fetches_a_snapshot_of_a_branch(hub: Hub) -> None:
    from huggingface_hub import snapshot_download

    made = hub.add("dataset", "org/d", {"a/1": "1", "a/2": "2", "b": "3"})
    folder = Path(snapshot_download("org/d", repo_type="dataset", allow_patterns=["a/*"]))
    assert folder.name == made.head
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == ["1", "2"]


def test_the_command_line_starts_in_this_environment(hub: Hub, tmp_path: Path) -> None:
    for endpoint in (hub, NOWHERE):
        done = run_cli(endpoint, tmp_path, "tasks", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)
    assert hub.all_requests == []


def read(hub: Hub, config: str, split: str) -> pa.Table:
    pinned = pin("dataset", "google/xtreme")
    path = f"{config}/{split}-00000-of-00001.parquet"
    return pq.read_table(fetch(pinned, [path]) / path)


def test_every_configuration_is_known() -> None:
    assert len(CONFIGS) == len(set(CONFIGS)) == 183
    for task in get_suite("xtreme").tasks():
        found = [config_name(task.name, language) for language in task.languages]
        assert all(found), task.name
    assert config_name("udpos", "sw") is None
    assert config_name("tatoeba", "en") is None


def test_rows_become_tables_with_the_types_of_the_hub(hub: Hub) -> None:
    question = {"id": "q", "context": "c", "question": "q"}
    answers = {"answer_start": [0, 1], "text": ["a", "b"]}
    xtreme_dataset(
        hub,
        {
            "PAN-X.de": {
                "test": [{"tokens": ["a", "b"], "ner_tags": ["O", "B-LOC"], "langs": ["de", "de"]}]
            },
            "XQuAD.de": {"validation": [question | {"answers": answers}]},
        },
    )
    tags = read(hub, "PAN-X.de", "test")
    assert tags.schema.field("ner_tags").type == pa.list_(pa.int64())
    assert tags.to_pylist()[0]["ner_tags"] == [0, NER_TAGS.index("B-LOC")]
    asked = read(hub, "XQuAD.de", "validation")
    assert asked.schema.field("answers").type == pa.struct(
        [("answer_start", pa.list_(pa.int32())), ("text", pa.list_(pa.string()))]
    )
    assert asked.to_pylist() == [question | {"answers": answers}]
    assert "apache-2.0" in str(pin("dataset", "google/xtreme").licence)
    with pytest.raises(ValueError, match="has the columns"):
        xtreme_dataset(hub, {"XNLI": {"test": [{"language": "de"}]}})


def test_xtreme_from_a_folder_with_labels_apart(hub: Hub, data: Path) -> None:
    xtreme_from_folder(hub, data / "download", data / "labels")
    xnli = read(hub, "XNLI", "test").to_pylist()
    assert {row["language"] for row in xnli} == {"de", "en", "zh"}
    assert xnli[0] == {
        "language": "de",
        "sentence1": 'Anna kauft ein "Auto". 0',
        "sentence2": "Anna kauft etwas.",
        "gold_label": "contradiction",
    }
    pawsx = read(hub, "PAWS-X.zh", "validation")
    assert pawsx.schema.field("label").type == pa.string()
    assert [row["label"] for row in pawsx.to_pylist()] == ["0", "1", "0"]
    assert read(hub, "udpos.German", "test").to_pylist()[0] == {
        "tokens": ["Anna", "wohnt", "in", "Berlin", "."],
        "pos_tags": [0, 1, 2, 3, 4],
    }
    assert read(hub, "PAN-X.en", "test").to_pylist()[0]["langs"] == ["en"] * 5


def test_tags_that_are_not_known_look_like_none(hub: Hub, data: Path) -> None:
    rows = xtreme_rows(data / "download", None, ["panx", "udpos", "xnli"], ["de"])
    assert set(rows["PAN-X.de"]["test"][0]["ner_tags"]) == {"O"}
    assert [list(rows[config]) for config in ("udpos.German", "XNLI")] == [["validation"]] * 2


def questions(*asked: tuple[str, str, str, str, int]) -> str:
    paragraphs = [
        {
            "context": context,
            "qas": [{"id": id, "question": q, "answers": [{"text": text, "answer_start": start}]}],
        }
        for id, context, q, text, start in asked
    ]
    return json.dumps({"data": [{"title": " Title ", "paragraphs": paragraphs}]})


def test_texts_of_questions_are_stripped_and_offsets_stay(tmp_path: Path, hub: Hub) -> None:
    for name, text in {
        "data/tydiqa/tydiqa-goldp-v1.1-dev/tydiqa.goldp.ko.dev.json": questions(
            ("korean-1", "  a b ", " q ", "", 0), ("2", "c", "r", "", 0)
        ),
        "gold/tydiqa/test-ko.json": questions(
            ("korean-1", "  a b ", " q ", "b ", 4), ("2", "c", "r", "c", 0)
        ),
        "data/mlqa/MLQA_V1/dev/dev-context-de-question-de.json": questions(
            ("m", "\u00a0x", "q", "x", 1)
        ),
        "data/xquad/xquad.el.json": questions(("x", "x", "q", "", 0)),
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    xtreme_from_folder(hub, tmp_path / "data", tmp_path / "gold")
    korean = read(hub, "tydiqa", "validation").to_pylist()
    assert [row["id"] for row in korean] == ["korean-1", "korean-2"]
    assert korean[0] == {
        "id": "korean-1",
        "title": "Title",
        "context": "a b",
        "question": "q",
        "answers": {"answer_start": [4], "text": ["b"]},
    }
    german = read(hub, "MLQA.de.de", "validation").to_pylist()
    assert german[0]["context"] == "x"
    assert german[0]["answers"]["answer_start"] == [1]
    # The answers of XQuAD are not at hand, so neither is the configuration.
    assert not any(file.path.startswith("XQuAD") for file in pin("dataset", "google/xtreme").files)


def test_tatoeba_and_bucc_stand_as_pairs(tmp_path: Path) -> None:
    for name, text in {
        "tatoeba/de-en.de": "Hallo.\nAuf Wiedersehen.\nDanke.\n",
        "tatoeba/de-en.en": "Bye.\nHello.\nThanks.\n",
        "tatoeba/test-de.tsv": "1\n0\n2\n",
        "bucc2018/zh-en.dev.zh": "zh-1\t一\nzh-2\t二\n",
        "bucc2018/zh-en.dev.en": "en-1\tone\nen-2\ttwo\n",
        "bucc2018/zh-en.dev.gold": "zh-2\ten-2\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    rows: Any = xtreme_rows(tmp_path, tmp_path)
    pairs = [
        (r["source_sentence"], r["target_sentence"]) for r in rows["tatoeba.deu"]["validation"]
    ]
    assert pairs == [
        ("Hallo.\n", "Hello.\n"),
        ("Auf Wiedersehen.\n", "Bye.\n"),
        ("Danke.\n", "Thanks.\n"),
    ]
    assert rows["bucc18.zh"] == {
        "validation": [
            {
                "source_sentence": "二",
                "target_sentence": "two",
                "source_lang": "zh-2",
                "target_lang": "en-2",
            }
        ]
    }


def test_the_datasets_library_loads_what_lies_there(hub: Hub, tmp_path: Path) -> None:
    xtreme_from_folder(
        hub, miniature.DATA, miniature.LABELS, ["xnli", "panx", "xquad"], ["de", "en"]
    )
    code = (
        "from datasets import get_dataset_config_names, load_dataset\n"
        "print(get_dataset_config_names('google/xtreme'))\n"
        "print(load_dataset('google/xtreme', 'PAN-X.de', split='test').features['ner_tags'])\n"
        "print(load_dataset('google/xtreme', 'XNLI', split='test').unique('language'))\n"
    )
    done = run_python(hub, tmp_path, code)
    assert done.returncode == 0, done.stderr
    names, tags, languages = done.stdout.splitlines()
    assert names.startswith("['XNLI', 'PAN-X.de', 'PAN-X.en'")
    assert "ClassLabel(names=['O', 'B-PER'" in tags
    assert languages == "['de', 'en']"
    assert "malformed" not in done.stderr
