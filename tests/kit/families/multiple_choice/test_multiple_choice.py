"""Multiple choice from end to end: what the head is asked, what it may be, what it answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from tiny_encoders import save_tiny_head
from xstilts_kit.cli import group, run
from xstilts_kit.families import Finding, Inputs, Known, get_family
from xstilts_kit.families.multiple_choice.records import ChoiceGold, ChoiceRecord, Choices
from xstilts_kit.submission.strict_json import parse
from xstilts_kit.tasks import get_task
from xstilts_schemas import validator
from xtreme_files import write_lines

FAMILY, XCOPA = get_family("multiple_choice"), get_task("xcopa")
LANGUAGES = ("et", "th")
QUESTIONS = {"cause": "What was the cause of this?", "effect": "What happened as a result?"}
ROWS = [
    {
        "premise": f"the {thing} fell in the {place}",
        "choice1": f"a {place} by the {thing}",
        "choice2": "some rain",
        "question": question,
        "label": number % 2,
    }
    for number, (thing, place, question) in enumerate(
        (thing, place, question)
        for thing in ("dog", "tree", "big house")
        for place in ("city", "sea", "garden")
        for question in QUESTIONS
    )
]

Told = Callable[..., tuple[int, str]]


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """XTREME-R's files: labels are 0 in the download, and right beside it."""
    root = tmp_path_factory.mktemp("xcopa")
    for language in LANGUAGES:
        hidden = [json.dumps(row | {"label": 0}) for row in ROWS]
        write_lines(root / f"download/xcopa/test-{language}.jsonl", hidden)
        write_lines(root / f"gold/xcopa/test-{language}.jsonl", [json.dumps(row) for row in ROWS])
    return root


@pytest.fixture
def told(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """Runs a command on these files: (exit code, what was printed)."""

    def ask(command: str, *more: object) -> tuple[int, str]:
        source = [] if command in ("score", "export") else ["--source", f"folder:{files}/download"]
        capsys.readouterr()
        code = run(group, "xstilts-submit", [command, *map(str, more), *source])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return ask


def predict(told: Told, model: Path, out: Path, *more: str) -> tuple[int, str]:
    asked = ("--suite", "xcopa", "--available", "--device", "cpu", "--quiet")
    return told("predict", "--model", model, "--out", out, *asked, *more)


def choices_in(submission: Path, language: str) -> list[int]:
    lines = (submission / f"predictions/xcopa/{language}.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(i) for i in range(len(ROWS))]
    return [json.loads(line)["choice"] for line in lines]


def by_transformers(model: Path, ending: str) -> list[int]:
    """What the head chooses when transformers' own tokenizer and model are asked, row by row."""
    import torch
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    kind = getattr(
        transformers, json.loads((model / "config.json").read_text())["architectures"][0]
    )
    head = kind.from_pretrained(model).eval()
    found = []
    for row in ROWS:
        prompt = f"{row['premise']} {QUESTIONS[str(row['question'])]}"
        choices = [str(row["choice1"]), str(row["choice2"])]
        batch = tokenizer([prompt] * 2, choices, padding=True, return_tensors="pt")
        if ending == "ForMultipleChoice":
            batch = {name: values.unsqueeze(0) for name, values in batch.items()}
        with torch.inference_mode():
            found.append(int(head(**batch).logits.flatten().argmax()))
    return found


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        ("xlm-roberta", "ForMultipleChoice"),
        ("bert", "ForMultipleChoice"),
        ("xlm-roberta", "ForSequenceClassification"),
        ("deberta-v2", "ForSequenceClassification"),
    ],
)
def test_a_head_with_one_score_a_choice_answers_as_transformers_does(
    told: Told, files: Path, tmp_path: Path, kind: str, ending: str
) -> None:
    model = save_tiny_head(tmp_path / "model/xcopa", kind, ending).parent
    sub = tmp_path / "sub"
    assert predict(told, model, sub)[0] == 0
    expected = by_transformers(model / "xcopa", ending)
    assert len(set(expected)) == 2, "the test's head always says the same"
    assert all(choices_in(sub, language) == expected for language in LANGUAGES)
    assert told("validate", sub, "--quiet")[0] == 0
    assert told("score", sub, "--gold", files / "gold", "--quiet")[0] == 0
    right = sum(choice == row["label"] for choice, row in zip(expected, ROWS, strict=True))
    scores = json.loads((sub / "scores.json").read_text())
    for cell in scores["cells"]:
        assert cell["metrics"]["accuracy"] == 100 * right / len(ROWS)
    (spread,) = scores["consistency"]
    assert spread["agreement"]["pairwise"] == 1.0, "both languages have the same sentences"
    assert json.loads((sub / "manifest.json").read_text())["models"][0]["label_map"] is None


def test_saved_scores_are_the_probabilities_of_the_choices(told: Told, tmp_path: Path) -> None:
    model = save_tiny_head(tmp_path / "model", "xlm-roberta", "ForMultipleChoice")
    sub, check = tmp_path / "sub", validator("prediction-scores")
    assert predict(told, model, sub, "--save-scores")[0] == 0
    for language in LANGUAGES:
        rows = parquet.read_table(sub / f"scores/xcopa/{language}.parquet").to_pylist()
        assert [fault.message for row in rows for fault in check.iter_errors(row)] == []
        numbers = [row["probabilities"] for row in rows]
        assert [one.index(max(one)) for one in numbers] == choices_in(sub, language)
        assert [sum(one) for one in numbers] == pytest.approx([1] * len(ROWS), rel=1e-5)
        assert [len(one) for one in numbers] == [2] * len(ROWS)
    assert told("validate", sub, "--quiet")[0] == 0


@pytest.mark.parametrize(
    ("ending", "outputs", "more", "says"),
    [
        ("ForSequenceClassification", 3, (), "xcopa needs a head with 1 output"),
        ("ForTokenClassification", 3, (), "xcopa needs a head …ForMultipleChoice"),
        ("Model", 1, (), "xcopa needs a head …ForMultipleChoice"),
        ("ForMultipleChoice", 1, ("--labels", "xcopa=0,1"), "its head are not labels"),
    ],
)
def test_other_heads_are_refused_before_a_weight_is_loaded(
    told: Told,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    outputs: int,
    more: tuple[str, ...],
    says: str,
) -> None:
    model = save_tiny_head(tmp_path / "model", "xlm-roberta", ending, outputs)

    def loaded(*_: object, **__: object) -> None:
        raise AssertionError("weights were loaded")

    monkeypatch.setattr("transformers.PreTrainedModel.from_pretrained", loaded)
    code, printed = told(
        *("predict", "--model", model, "--out", tmp_path / "sub", "--suite", "xcopa"),
        *("--language", "et", "--device", "cpu", "--quiet", *more),
    )
    assert code == 3
    assert says in " ".join(printed.split())


def test_predictions_leave_in_xtreme_rs_layout_and_come_back_the_same(
    told: Told, files: Path, tmp_path: Path
) -> None:
    model = save_tiny_head(tmp_path / "model", "xlm-roberta", "ForMultipleChoice")
    assert predict(told, model, tmp_path / "sub")[0] == 0
    assert told("export", tmp_path / "sub", "--out", tmp_path / "out", "--quiet")[0] == 0
    chosen = choices_in(tmp_path / "sub", "et")
    lines = (tmp_path / "out/xcopa/test-et.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{"label": choice} for choice in chosen]
    for form, folder in (("xtreme", "out"), ("jsonl", "sub/predictions")):
        code, printed = told(
            *("import", "--format", form, tmp_path / folder, "--suite", "xcopa"),
            *("--out", tmp_path / form, "--quiet"),
        )
        assert code == 0, printed
        assert choices_in(tmp_path / form, "et") == chosen


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"label": "0"}', "XS607"),
        ('{"label": 0.0}', "XS607"),
        ('{"label": 2}', "XS405"),
        ('{"label": true}', "XS405"),
        ('{"label": []}', "XS405"),
        ('{"choice": 0}', "XS404"),
        ("0", "XS404"),
        ("{", "XS401"),
        ('{"label": 0, "label": 1}', "XS402"),
    ],
)
def test_what_xtreme_r_would_count_as_wrong_is_a_fault_with_its_line(line: str, code: str) -> None:
    assert FAMILY.exchange is not None
    known = Known(None, (ChoiceGold("0", 0), ChoiceGold("1", 0)))
    text = f'{{"label": 1, "idx": 7}}\n{line}\n'
    read, faults = FAMILY.exchange.from_xtreme(text, XCOPA, known, parse)
    assert [one.record for one in read] == [ChoiceRecord("0", 1)]
    assert [(fault.code, fault.line) for fault in faults] == [(code, 2)]


def test_another_number_of_lines_than_of_examples_reads_none() -> None:
    assert FAMILY.exchange is not None
    known = Known(None, (ChoiceGold("0", 0), ChoiceGold("1", 0)))
    read, faults = FAMILY.exchange.from_xtreme('{"label": 1}\n', XCOPA, known, parse)
    assert (read, [fault.code for fault in faults]) == ([], ["XS609"])


THREE = Choices("0", "It rained.", "Why?", ("a", "b", "c"))


@pytest.mark.parametrize(
    ("example", "choice", "found"),
    [
        (None, 1, []),
        (None, 2, [Finding("XS405", "choice 2; expected 0 to 1", 0)]),
        (THREE, 2, []),
        (THREE, 3, [Finding("XS405", "choice 3; expected 0 to 2", 0)]),
    ],
)
def test_a_choice_is_one_that_the_example_has(
    example: Choices | None, choice: int, found: list[Finding]
) -> None:
    inputs = None if example is None else Inputs((example,))
    assert list(FAMILY.check(XCOPA, [ChoiceRecord("0", choice)], [example], inputs)) == found


@pytest.mark.parametrize(
    ("question", "prompt"),
    [
        ("cause", "It rained. What was the cause of this?"),
        ("effect", "It rained. What happened as a result?"),
        ("Why?", "It rained. Why?"),
        ("", "It rained."),
    ],
)
def test_copas_questions_are_asked_in_full_and_others_as_they_are(
    question: str, prompt: str
) -> None:
    assert Choices("0", "It rained.", question, ("a", "b")).prompt == prompt


def test_gold_and_inputs_have_the_canonical_form_of_the_established_editions() -> None:
    row: Any = Choices("7", "p", "cause", ("a", "b")).canonical()
    assert list(row) == ["id", "premise", "choice1", "choice2", "question"]
    assert ChoiceGold("7", 1).canonical() == {"id": "7", "label": "1"}
    assert ChoiceGold("7", None).canonical() == {"id": "7", "label": None}


def test_xcopas_real_files_score_what_a_count_of_right_lines_says(
    real_data: Path, tmp_path: Path
) -> None:
    model = save_tiny_head(tmp_path / "model", "xlm-roberta", "ForMultipleChoice")
    source = ("--source", f"folder:{real_data / 'xtreme'}")
    for command in (
        ("predict", "--suite", "xcopa", "--model", str(model), "--device", "cpu", *source),
        ("validate", *source),
        ("score", *source, "--gold", str(real_data / "gold")),
    ):
        where = ("--out",) if command[0] == "predict" else ()
        code = run(group, "xstilts-submit", [*command, *where, str(tmp_path / "sub"), "--quiet"])
        assert code == 0, command
    scores = json.loads((tmp_path / "sub/scores.json").read_text())
    assert [cell["language"] for cell in scores["cells"]] == list(XCOPA.languages)
    for cell in scores["cells"]:
        name = f"{cell['language']}.jsonl"
        answers = (tmp_path / "sub/predictions/xcopa" / name).read_text().splitlines()
        labels = (real_data / f"gold/xcopa/test-{name}").read_text(encoding="utf-8").splitlines()
        pairs = zip(map(json.loads, answers), map(json.loads, labels), strict=True)
        right = sum(answer["choice"] == gold["label"] for answer, gold in pairs)
        assert cell["metrics"]["accuracy"] == 100 * right / 500
    assert "edition:xtreme-r" in scores["signature"]
