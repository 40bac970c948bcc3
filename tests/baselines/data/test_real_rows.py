"""Real rows of every task: how many there are, with which labels, is what others have counted."""

import io
import json
from collections import Counter
from pathlib import Path

import pytest

from loopback_hub import Hub
from xstilts_baselines.data.intermediate import get_intermediate
from xstilts_baselines.data.opening import open_intermediate, open_target
from xstilts_baselines.data.reading.layouts import LAYOUTS
from xstilts_baselines.data.samples import ChoiceSample, SpanSample

NLI = ("entailment", "neutral", "contradiction")


@pytest.fixture(scope="module")
def rows(real_data: Path) -> Path:
    return real_data / "intermediate"


@pytest.mark.parametrize(
    ("name", "train", "dev", "counts"),
    [
        ("mnli", "train_sample.train.jsonl", "train_sample.heldout.jsonl", (3061, 2980, 2958)),
        ("mnli", "train_sample.train.jsonl", "dev_matched.subset.jsonl", (3061, 2980, 2958)),
        ("mnli", "train.tsv", "train_sample.heldout.jsonl", (160, 160, 160)),
        ("qqp", "train_sample.train.jsonl", "train_sample.heldout.jsonl", (5747, 3252)),
        ("qqp", "train.tsv", "train_sample.heldout.jsonl", (160, 160)),
        ("snli", "train_sample.train.jsonl", "snli_dev.tokenised.tsv", (2981, 2994, 3024)),
        ("snli", "snli_dev.tokenised.tsv", "train_sample.heldout.jsonl", (3329, 3235, 3278)),
        ("snli", "train.tsv", "train_sample.heldout.jsonl", (160, 160, 160)),
    ],
)
def test_labels_of_pairs(
    name: str, train: str, dev: str, counts: tuple[int, ...], rows: Path
) -> None:
    data = open_intermediate(name, {"": f"files:{rows / name / train},{rows / name / dev}"})
    found = Counter(sample.label for sample in data.samples("train"))  # type: ignore[union-attr]
    assert tuple(found[label] for label in data.task.labels) == counts
    assert data.samples("dev")


def test_labels_of_anli(rows: Path) -> None:
    data = open_intermediate("anli", {"": f"divided:{rows / 'anli'}"})
    both = (*data.samples("train"), *data.samples("dev"))
    found = Counter(sample.label for sample in both)  # type: ignore[union-attr]
    assert tuple(found[label] for label in NLI) == (
        334 + 334 + 402,
        333 + 333 + 402,
        333 + 333 + 396,
    )
    assert {sample.id.partition(".")[0] for sample in both} == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("name", "place", "counts"),
    [
        ("hellaswag", "hellaswag_val.recovered.jsonl", (2515, 2485, 2584, 2458)),
        ("cosmos_qa", "valid.csv", (744, 729, 761, 751)),
    ],
)
def test_right_options_of_a_dev_set_that_is_divided(
    name: str, place: str, counts: tuple[int, ...], rows: Path
) -> None:
    data = open_intermediate(name, {"": f"divided:{rows / name / place}"})
    both = (*data.samples("train"), *data.samples("dev"))
    found = Counter(sample.answer for sample in both)  # type: ignore[union-attr]
    assert tuple(found[n] for n in range(4)) == counts


def test_right_options_of_commonsense_qa(rows: Path) -> None:
    data = open_intermediate("commonsense_qa", {"": f"folder:{rows / 'commonsense_qa'}"})
    train, dev = data.samples("train"), data.samples("dev")
    found = [Counter(sample.answer for sample in split) for split in (train, dev)]  # type: ignore[union-attr]
    assert [found[0][n] for n in range(5)] == [1909, 1973, 1946, 1985, 1928]
    assert [found[1][n] for n in range(5)] == [239, 255, 241, 251, 235]
    assert sum(len(set(sample.options)) < 5 for sample in train) == 122  # type: ignore[union-attr]


def test_wikihow_markers_are_all_gone_and_nothing_else_is(rows: Path) -> None:
    """The recovered rows were cleaned by somebody else; blanks aside, ours are the same."""
    folder = rows / "hellaswag"
    raw_path, plain_path = (
        folder / f"hellaswag_val.{name}.jsonl" for name in ("raw_markup_sample", "recovered")
    )
    layout, task = LAYOUTS["hellaswag"], get_intermediate("hellaswag").task
    plain = {
        row.values["row"]: layout.sample(row, "", task) for row in layout.rows(plain_path, "plain")
    }
    same = compared = 0
    for row in layout.rows(raw_path, "raw"):
        mine, other = layout.sample(row, "", task), plain[row.values["row"]]
        assert isinstance(mine, ChoiceSample)
        assert isinstance(other, ChoiceSample)
        assert mine.answer == other.answer
        for text in (mine.context, *mine.options):
            assert not any(f"[{m}]" in text for m in ("header", "title", "step", "substeps"))
        compared += 1
        same += _squeezed(mine.context) == _squeezed(other.context)
    assert compared == 689
    assert same > 0.98 * compared


def _squeezed(text: str) -> str:
    """Letters and digits alone: full stops around markers are a matter of taste."""
    return "".join(character for character in text.lower() if character.isalnum())


@pytest.mark.parametrize(
    ("name", "file", "questions", "tested"),
    [("squad", "dev-v1.1.json", 10_570, 1_190), ("squad_v2", "dev-v2.0.json", 11_873, 1_699)],
)
def test_questions_whose_paragraphs_xquad_tests_on_are_left_out(
    name: str, file: str, questions: int, tested: int, rows: Path
) -> None:
    data = open_intermediate(name, {"": f"divided:{rows / name / file}"})
    train, dev = data.samples("train"), data.samples("dev")
    assert len(train) + len(dev) == questions - tested
    none = sum(not sample.answers for sample in (*train, *dev))  # type: ignore[union-attr]
    assert (none > 0) == (name == "squad_v2")
    for sample in (*train, *dev):
        assert isinstance(sample, SpanSample)
        for text, start in sample.answers:
            assert sample.context[start : start + len(text)] == text
    articles = json.loads((rows / name / file).read_text(encoding="utf-8"))["data"]
    title = {p["context"]: a["title"] for a in articles for p in a["paragraphs"]}
    sides = [{title[s.context] for s in split} for split in (train, dev)]  # type: ignore[union-attr]
    assert not sides[0] & sides[1]
    assert len(sides[1]) == len(sides[0] | sides[1]) // 10


def test_no_paragraph_of_xquad_is_left_in_squads_dev_set(rows: Path, real_data: Path) -> None:
    articles = json.loads((real_data / "xtreme/xquad/xquad.en.json").read_text())["data"]
    tested = {paragraph["context"] for article in articles for paragraph in article["paragraphs"]}
    data = open_intermediate("squad", {"": f"divided:{rows / 'squad'}"})
    left = {s.context for split in ("train", "dev") for s in data.samples(split)}  # type: ignore[union-attr, arg-type]
    assert len(tested) == 240
    assert not left & tested


def test_made_sentences_of_ccg(rows: Path) -> None:
    data = open_intermediate("ccg", {"": f"folder:{rows / 'ccg'}"})
    assert (len(data.samples("train")), len(data.samples("dev"))) == (8, 2)
    assert len(data.task.labels) == 20
    assert data.task.labels[0] == "NP"


FEW = ("anli", "mnli", "snli", "qqp", "hellaswag", "cosmos_qa", "commonsense_qa")


@pytest.mark.parametrize("name", FEW)
def test_rows_in_the_exact_layout_of_their_publisher(name: str, rows: Path) -> None:
    data = open_intermediate(name, {"": f"folder:{rows / name / 'few_rows_original_layout'}"})
    assert data.samples("train")
    assert data.samples("dev")


@pytest.mark.parametrize("name", (*FEW, "squad", "squad_v2"))
def test_rows_in_the_form_of_the_hub(name: str, rows: Path, hub: Hub) -> None:
    """Tables without names of labels: their numbers mean what the Hub's cards say."""
    import datasets

    table = get_intermediate(name).hub
    assert table is not None
    lines = (rows / name / "hub_form_head.jsonl").read_text(encoding="utf-8").split("\n")
    found = [json.loads(line) for line in lines if line]
    buffer = io.BytesIO()
    datasets.Dataset.from_list(found).to_parquet(buffer)
    splits = [split for names in table.splits.values() for split in names]
    files = {f"{table.config}/{s}-00000-of-00001.parquet": buffer.getvalue() for s in splits}
    hub.add("dataset", table.id, files)
    data = open_intermediate(name, {})
    samples = data.samples("train")
    labelled = [row for row in found if row.get("label", row.get("answerKey", 0)) not in (-1, "")]
    parts = len(table.splits["train"])
    if name in ("squad", "squad_v2"):
        assert 0 < len(samples) <= len(labelled)
    else:
        assert len(samples) == parts * len(labelled)
    if name in ("anli", "mnli", "snli"):
        expected = [NLI[row["label"]] for row in labelled] * parts
        assert [sample.label for sample in samples] == expected  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "train", "dev"), [("udpos", 21_253, 3_974), ("panx", 20_000, 10_000)]
)
def test_tagged_sentences_in_english(name: str, train: int, dev: int, real_data: Path) -> None:
    data = open_target(name, {"": f"folder:{real_data / 'xtreme'}"})
    assert (len(data.samples("train")), len(data.samples("dev"))) == (train, dev)


def test_english_questions_of_tydiqa(real_data: Path) -> None:
    data = open_target("tydiqa", {"": f"folder:{real_data / 'xtreme'}"})
    train, dev = data.samples("train"), data.samples("dev")
    assert len(train) + len(dev) == 3_696
    assert len({sample.id for sample in (*train, *dev)}) == 3_696
    assert not {s.context for s in train} & {s.context for s in dev}  # type: ignore[union-attr]


def test_english_pairs_of_xnli(real_data: Path) -> None:
    folder = real_data / "xtreme/xnli"
    files = f"files:{folder / 'train-en.first15001.tsv'},{folder / 'dev-en.tsv'}"
    data = open_target("xnli", {"": files})
    found = Counter(sample.label for sample in data.samples("train"))  # type: ignore[union-attr]
    assert found == {"contradiction": 5504, "entailment": 5100, "neutral": 4397}
    assert len(data.samples("dev")) == 2_490
