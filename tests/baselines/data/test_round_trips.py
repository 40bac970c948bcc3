"""Whatever text a publisher writes is read back to the character, and divided once."""

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from intermediate_data import MNLI_HEADER, NLI
from xstilts_baselines.data.opening import open_intermediate
from xstilts_baselines.data.reading.layouts import LAYOUTS
from xstilts_baselines.data.reading.rows import Row
from xstilts_baselines.data.reading.samples_of import divider
from xstilts_baselines.data.samples import ChoiceSample, PairSample, Sample, SpanSample, TagSample

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
TEXT = st.text(CHARACTERS, max_size=30)
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\t"), max_size=30)
WORD = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\t \ufeff"),
    min_size=1,
    max_size=8,
)


def read(name: str, file: str, content: str) -> list[Sample]:
    """The samples of a training file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_bytes(content.encode())
        return list(open_intermediate(name, {"": f"files:{path},{path}"}).samples("train"))


PAIRS = st.lists(st.tuples(CELL, CELL, st.sampled_from(NLI)), min_size=1, max_size=5)


@given(PAIRS)
def test_pairs_in_a_table(pairs: list[tuple[str, str, str]]) -> None:
    rows = [(*MNLI_HEADER, "label1", "gold_label")]
    rows += [(*["x"] * 8, a, b, label, label) for a, b, label in pairs]
    content = "".join("\t".join(cells) + "\n" for cells in rows)
    assert read("mnli", "train.tsv", content) == [
        PairSample(str(i), *pair) for i, pair in enumerate(pairs)
    ]


@given(st.lists(st.tuples(TEXT, TEXT, st.sampled_from(NLI)), min_size=1, max_size=5), st.booleans())
def test_pairs_in_json_lines(pairs: list[tuple[str, str, str]], escaped: bool) -> None:
    rows = [{"sentence1": a, "sentence2": b, "gold_label": label} for a, b, label in pairs]
    content = "".join(json.dumps(row, ensure_ascii=escaped) + "\n" for row in rows)
    assert read("mnli", "train.jsonl", content) == [
        PairSample(str(i), *pair) for i, pair in enumerate(pairs)
    ]


@given(
    st.lists(
        st.tuples(TEXT, TEXT, st.lists(TEXT, min_size=4, max_size=4), st.integers(0, 3)),
        min_size=1,
        max_size=4,
    )
)
def test_choices_in_csv(rows: list[tuple[str, str, list[str], int]]) -> None:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["id", "context", "question", *(f"answer{n}" for n in range(4)), "label"])
    writer.writerows([f"c{i}", a, b, *options, n] for i, (a, b, options, n) in enumerate(rows))
    assert read("cosmos_qa", "train.csv", file.getvalue()) == [
        ChoiceSample(str(i), a, b, tuple(options), n) for i, (a, b, options, n) in enumerate(rows)
    ]


@given(TEXT, TEXT.filter(bool), TEXT, TEXT, st.booleans())
def test_answers_in_squad(before: str, answer: str, after: str, ask: str, escaped: bool) -> None:
    context = before + answer + after
    entry = {
        "id": "q",
        "question": ask,
        "answers": [{"text": answer, "answer_start": len(before)}],
    }
    document = {"data": [{"paragraphs": [{"context": context, "qas": [entry]}]}]}
    content = json.dumps(document, ensure_ascii=escaped)
    assert read("squad", "train.json", content) == [
        SpanSample("q", context, ask, ((answer, len(before)),))
    ]


CATEGORY = WORD.filter(lambda word: word not in ("-", "-1"))
"""Published test sets have a dash where they hide a label."""


@given(
    st.lists(st.lists(st.tuples(WORD, CATEGORY), min_size=1, max_size=6), min_size=1, max_size=4)
)
def test_categories_of_words(sentences: list[list[tuple[str, str]]]) -> None:
    lines = [[" ".join(side) for side in zip(*sentence, strict=True)] for sentence in sentences]
    content = "".join("\t".join(line) + "\n" for line in lines)
    assert read("ccg", "ccg.train", content) == [
        TagSample(str(i), *(tuple(side) for side in zip(*sentence, strict=True)))
        for i, sentence in enumerate(sentences)
    ]


@given(st.lists(st.integers(0, 30), min_size=2, max_size=80), st.randoms())
def test_every_row_is_of_one_side_and_its_group_with_it(groups: list[int], rng: object) -> None:
    if len(set(groups)) < 2:
        return
    layout = LAYOUTS["cosmos_qa"]
    rows = [Row("", i, {"context": f"story {group}"}) for i, group in enumerate(groups)]
    shuffled = list(rows)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    side, again = (divider(iter(order), layout, "x") for order in (rows, shuffled))
    train, dev = ([row for row in rows if side(split)(row)] for split in ("train", "dev"))  # type: ignore[arg-type]
    assert sorted(row.number for row in (*train, *dev)) == list(range(len(rows)))
    assert not {row.values["context"] for row in train} & {row.values["context"] for row in dev}
    assert train
    assert dev
    assert [again("dev")(row) for row in rows] == [side("dev")(row) for row in rows]
