"""The nine intermediate tasks (and the parts of ANLI+) from their publishers' own files."""

import json
from pathlib import Path

import pytest

from intermediate_data import CONTEXT, NAMES, TAGS, hub_rows, write_original
from xstilts_baselines.data.intermediate import all_intermediate
from xstilts_baselines.data.opening import open_intermediate, read_places
from xstilts_baselines.data.samples import ChoiceSample, PairSample, SpanSample, TagSample
from xstilts_baselines.data.task import TrainingData
from xstilts_kit.diagnostics.errors import DataError, UsageError


def opened(name: str, root: Path) -> TrainingData:
    folder = write_original(root, name)
    return open_intermediate(name, {name: f"folder:{folder}"})


def test_there_are_nine_tasks_and_two_that_are_parts() -> None:
    parts = {part for task in all_intermediate().values() for part in task.parts}
    assert set(all_intermediate()) - {"anli", "snli"} == {
        *("anli_plus", "mnli", "qqp", "squad", "squad_v2", "hellaswag", "ccg"),
        *("cosmos_qa", "commonsense_qa"),
    }
    assert parts == {"anli", "mnli", "snli"}


@pytest.mark.parametrize("task", all_intermediate().values(), ids=lambda task: task.name)
def test_a_task_says_what_a_card_needs(task: object) -> None:
    found = task.task  # type: ignore[attr-defined]
    assert found.licence
    assert found.citation
    assert found.title
    assert (found.kind == "choice") == (found.choices is not None)
    assert (found.kind == "pair") == bool(found.labels)


def test_pairs_keep_their_text_to_the_character(tmp_path: Path) -> None:
    train = opened("mnli", tmp_path).samples("train")
    assert train == [
        PairSample(str(i), row["premise"], row["hypothesis"], label)
        for i, (row, label) in enumerate(
            zip(
                hub_rows("mnli"),
                ("entailment", "neutral", "contradiction", "entailment"),
                strict=True,
            )
        )
    ]
    assert (train[3].text_a, train[3].text_b) == ("n/a", "n/a")
    assert "\u2028" in train[2].text_a


def test_rounds_of_anli_are_joined_with_ids_of_their_own(tmp_path: Path) -> None:
    data = opened("anli", tmp_path)
    train = data.samples("train")
    assert len(train) == 12
    assert len({sample.id for sample in train}) == 12
    assert [file.path for file in data.provenance.files] == [
        f"anli_v1.0/R{n}/{split}.jsonl" for split in ("train", "dev") for n in (1, 2, 3)
    ]


def test_pairs_of_snli_without_a_majority_are_left_out(tmp_path: Path) -> None:
    train = opened("snli", tmp_path).samples("train")
    assert len(train) == len(hub_rows("snli")) - 1
    assert "No majority." not in {sample.text_a for sample in train}


def test_a_label_stands_last_where_rows_are_longer_than_their_header(tmp_path: Path) -> None:
    header = ["index", "sentence1", "sentence2", "label1", "gold_label"]
    rows = [
        ["0", "a", "b", "neutral", "neutral"],
        ["1", "c", "d", *["neutral"] * 5, "contradiction"],
    ]
    path = tmp_path / "train.tsv"
    path.write_text("".join("\t".join(cells) + "\n" for cells in (header, *rows)))
    data = open_intermediate("snli", read_places([f"files:{path},{path}"]))
    assert [sample.label for sample in data.samples("train")] == ["neutral", "contradiction"]


def test_questions_of_qqp_have_named_labels(tmp_path: Path) -> None:
    train = opened("qqp", tmp_path).samples("train")
    assert [sample.label for sample in train] == ["not_duplicate", "duplicate"] * 2


def test_answers_stand_where_they_are_said_to_and_contexts_are_not_stripped(tmp_path: Path) -> None:
    for sample in opened("squad", tmp_path).samples("train"):
        assert isinstance(sample, SpanSample)
        assert sample.answers
        for text, start in sample.answers:
            assert sample.context[start : start + len(text)] == text
    first = opened("squad", tmp_path).samples("train")[0]
    assert first.context == CONTEXT
    assert first.question.startswith(" ")


def test_a_question_without_an_answer_has_none_though_a_plausible_one_is_given(
    tmp_path: Path,
) -> None:
    train = opened("squad_v2", tmp_path).samples("train")
    assert [bool(sample.answers) for sample in train] == [True, True, True, False]


def test_stories_lose_their_markers_and_endings_keep_their_comma(tmp_path: Path) -> None:
    first, second = opened("hellaswag", tmp_path).samples("train")
    assert first == ChoiceSample(
        "0",
        "A man sits.",
        "",
        ("he eats.", "he, then eats.", "he sings [loud].", "he goes."),
        0,
    )
    assert second.context == "How to eat. Sit. On a chair."
    assert second.options[0] == "Take one. Eat."
    assert second.answer == 1


def test_a_story_without_its_parts_is_continued_as_a_whole(tmp_path: Path) -> None:
    row = {"ctx": "A man sits. he", "label": 2, "endings": ["a", "b", "c", "d"]}
    path = tmp_path / "val.jsonl"
    path.write_text(json.dumps(row) + "\n")
    data = open_intermediate("hellaswag", read_places([f"files:{path},{path}"]))
    assert data.samples("dev") == [ChoiceSample("0", "A man sits. he", "", ("a", "b", "c", "d"), 2)]


def test_every_option_of_cosmos_stays_at_its_place(tmp_path: Path) -> None:
    train = opened("cosmos_qa", tmp_path).samples("train")
    assert [sample.answer for sample in train] == [0, 1, 2]
    assert train[0].options[0] == "None of the above choices ."
    assert train[0].question == 'Why did I stay , or "not" ?'


def test_the_right_choice_is_found_by_its_letter_where_two_texts_are_equal(tmp_path: Path) -> None:
    first, second = opened("commonsense_qa", tmp_path).samples("train")
    assert first.options[1] == first.options[2] == "bank"
    assert (first.answer, second.answer) == (2, 0)
    assert first.question == "Where  is it 0?"
    assert first.context == ""


def test_categories_of_ccg_come_with_their_numbers(tmp_path: Path) -> None:
    data = opened("ccg", tmp_path)
    assert data.task.labels == TAGS
    assert data.samples("train")[0] == TagSample(
        "0", ("Anna", "buys", "cars", "."), ("NP", "(S[dcl]\\NP)/NP", "NP", ".")
    )


def test_categories_without_numbers_are_those_that_occur(tmp_path: Path) -> None:
    folder = write_original(tmp_path, "ccg")
    (folder / "tags_to_id.json").unlink()
    data = open_intermediate("ccg", {"": f"folder:{folder}"})
    assert data.task.labels == tuple(sorted(TAGS))


def test_anli_plus_is_its_three_parts_under_one_label_set(tmp_path: Path) -> None:
    for name in ("anli", "mnli", "snli"):
        write_original(tmp_path, name)
    places = read_places([f"{name}=folder:{tmp_path / name}" for name in ("anli", "mnli", "snli")])
    data = open_intermediate("anli_plus", places)
    train = data.samples("train")
    assert len(train) == 12 + 4 + 4
    assert {sample.id.partition("/")[0] for sample in train} == {"anli", "mnli", "snli"}
    assert {sample.label for sample in train} == set(data.task.labels)
    assert len(data.samples("train", 6)) == 6
    assert {sample.id.partition("/")[0] for sample in data.samples("train", 6)} == {
        *("anli", "mnli", "snli")
    }
    assert len(data.provenance.parts) == 3


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_takes_the_first_samples(name: str, tmp_path: Path) -> None:
    data = opened(name, tmp_path)
    assert data.samples("train", 2) == data.samples("train")[:2]


@pytest.mark.parametrize("name", NAMES)
def test_files_are_recorded_by_content_and_never_by_their_place(name: str, tmp_path: Path) -> None:
    provenance = opened(name, tmp_path).provenance
    assert provenance.source == "folder"
    assert provenance.files
    for file in provenance.files:
        assert len(file.sha256) == 64
        assert file.bytes == (tmp_path / name / file.path).stat().st_size


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_without_the_data_names_the_files_that_it_lacks(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        open_intermediate(name, {"": f"folder:{tmp_path}"})
    assert str(tmp_path) in caught.value.what
    assert "train" in caught.value.what
    assert all_intermediate()[name].source in caught.value.remedy


def test_ccg_is_never_asked_of_the_hub() -> None:
    with pytest.raises(DataError, match="LDC2005T13") as caught:
        open_intermediate("ccg", {})
    assert "--data ccg=folder:PATH" in caught.value.remedy


def test_a_task_that_does_not_exist_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean squad"):
        open_intermediate("sqad", {})


def test_auto_has_no_intermediate_task() -> None:
    with pytest.raises(UsageError, match="auto has no MNLI"):
        open_intermediate("mnli", {"": "auto"})
