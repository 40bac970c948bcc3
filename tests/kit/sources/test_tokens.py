"""Token files: one token a line, an empty line between sentences, no quoting at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families.tagging import layout as tokens
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.tasks import get_task

LAYOUT = LAYOUTS["token-lines"]
PANX, UDPOS = get_task("panx"), get_task("udpos")

TOKEN = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\t\n\r"), min_size=1, max_size=6
).filter(lambda token: token.strip(" ") != "" and not token.startswith("\ufeff"))
SENTENCES = st.lists(st.lists(TOKEN, min_size=1, max_size=5), min_size=1, max_size=4)


def _read(path: Path, content: bytes | str) -> list[list[str]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    sentences = LAYOUT.inputs([path]).examples
    assert [sentence.id for sentence in sentences] == [str(i) for i in range(len(sentences))]
    assert all(type(sentence) is Sentence for sentence in sentences)
    return [list(sentence.tokens) for sentence in sentences]


@given(sentences=SENTENCES, end=st.sampled_from(["\n", "\r\n"]))
def test_tokens_are_read_as_they_are_written(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[list[str]], end: str
) -> None:
    path = tmp_path_factory.mktemp("tokens") / "test-de.tsv"
    content = end.join(end.join([*tokens, ""]) for tokens in sentences)
    assert _read(path, content) == sentences
    tagged = end.join(end.join([*(f"{t}\tO" for t in tokens), ""]) for tokens in sentences)
    assert _read(path, tagged) == sentences


@pytest.mark.parametrize(
    "content",
    [
        "Anna\nlebt\n\nHier\n",
        "Anna\nlebt\n\nHier",
        "Anna\r\nlebt\r\n\r\nHier\r\n",
        "\ufeffAnna\nlebt\n\nHier\n",
        "\n\nAnna\nlebt\n\n\n\nHier\n\n\n",
        "Anna\nlebt\n \t\nHier\n",
    ],
)
def test_empty_lines_line_ends_and_byte_order_mark_make_no_sentences(
    tmp_path: Path, content: str
) -> None:
    assert _read(tmp_path / "a.tsv", content) == [["Anna", "lebt"], ["Hier"]]


def test_quotes_are_tokens(tmp_path: Path) -> None:
    tokens = ['"', "Ja", '""', '"a', 'b"', '"', "'"]
    assert _read(tmp_path / "a.tsv", "\n".join(tokens) + "\n") == [tokens]
    tagged = "".join(f"{token}\tO\n" for token in tokens)
    assert _read(tmp_path / "a.tsv", tagged) == [tokens]


@pytest.mark.parametrize(
    "token",
    [
        *("\xa0", "\u3000", "a\xa0b", "a\u3000b", "a b", "\u200f", "\ufeffx", "\u0301", "\u200c"),
        *("a\x1db", "a\u2028b", "a\x85b", "\x0c", "#", "?"),
    ],
)
def test_only_tabs_and_line_feeds_separate(tmp_path: Path, token: str) -> None:
    expected = [["x", token, "y"]]
    assert _read(tmp_path / "a.tsv", f"x\n{token}\ny\n") == expected
    assert _read(tmp_path / "a.tsv", f"x\tO\n{token}\tO\ny\tO\n") == expected


def test_inputs_of_a_labelled_file_hold_no_tags(tmp_path: Path) -> None:
    _read(tmp_path / "dev.tsv", "Anna\tB-PER\nlebt\tO\n")
    (sentence,) = LAYOUT.inputs([tmp_path / "dev.tsv"]).rows()
    assert sentence.canonical() == {"id": "0", "tokens": ("Anna", "lebt")}


def _gold(path: Path, content: str) -> list[TagsGold]:
    path.write_bytes(content.encode())
    return list(LAYOUT.gold(path, PANX))


@pytest.mark.parametrize(
    "content",
    [
        "B-PER\nO\n\nO\n",
        "B-PER\r\nO\r\n\r\nO",
        "\n\nB-PER\nO\n\n\nO\n\n",
        "Anna\tB-PER\nlebt\tO\n\nHier\tO\n",
        '"\tB-PER\n\xa0\tO\n\n\u3000\tO\n',
    ],
)
def test_gold_is_read_from_tags_alone_and_from_a_labelled_split(
    tmp_path: Path, content: str
) -> None:
    assert _gold(tmp_path / "g.tsv", content) == [
        TagsGold("0", ("B-PER", "O")),
        TagsGold("1", ("O",)),
    ]


def test_a_sentence_with_one_unknown_tag_is_unknown(tmp_path: Path) -> None:
    gold = _gold(tmp_path / "g.tsv", "B-PER\n?\n\nO\n")
    assert [answer.known for answer in gold] == [False, True]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a\nb\tO\n", "a.tsv:2"),
        ("a\tO\n\nb\n", "a.tsv:3"),
        ("a\tO\tx\n", "a.tsv:1"),
        (b"a\n\n\xc3\n", "a.tsv:3"),
        (b"a\n" + b"b" * ((1 << 20) + 1) + b"\n", "a.tsv:2"),
    ],
    ids=["a tag in one line", "a tag lacking", "three columns", "not UTF-8", "over 1 MiB"],
)
def test_a_damaged_file_is_refused_with_its_place(
    tmp_path: Path, content: bytes | str, place: str
) -> None:
    with pytest.raises(DataError) as caught:
        _read(tmp_path / "a.tsv", content)
    assert place in caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize("content", ["Anna\nlebt\n", "b-per\n", "B-PER\nO\tO\tO\n", "NOUN\n"])
def test_what_holds_no_tags_of_the_task_is_no_gold(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match=r"g\.tsv:[12]"):
        _gold(tmp_path / "g.tsv", content)


@pytest.mark.parametrize(
    ("task", "language", "sentences", "tokens"),
    [
        ("udpos", "kk", 1047, 9_872),
        ("udpos", "th", 1000, 22_322),
        ("udpos", "fa", 600, 15_925),
        ("udpos", "ar", 1680, 44_952),
        ("panx", "my", 100, None),
        ("panx", "ur", 1000, None),
    ],
)
def test_real_sentences_have_the_published_numbers_and_tags_fit_tokens(
    real_data: Path, task: str, language: str, sentences: int, tokens: int | None
) -> None:
    if task == "udpos":
        inputs = real_data / f"xtreme/udpos/test-{language}.tsv"
        answers = real_data / f"gold/udpos/test-{language}.tsv"
    else:
        inputs = answers = real_data / f"xtreme/panx/dev-{language}.tsv"
    read = LAYOUT.inputs([inputs]).examples
    gold = list(LAYOUT.gold(answers, get_task(task)))
    assert len(read) == len(gold) == sentences
    assert [len(s.tokens) for s in read] == [len(g.tags) for g in gold]
    if tokens is not None:
        assert sum(len(s.tokens) for s in read) == tokens


_CELLS = st.lists(
    st.sampled_from(["O", "B-PER", "wo", "?", " ", "\t", "\n", "\n\n", "\r"]), max_size=12
)


@given(cells=_CELLS, tagged=st.lists(st.sampled_from(["O", "B-PER"]), max_size=4))
def test_tags_read_together_are_those_read_line_by_line(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str], tagged: list[str]
) -> None:
    path = tmp_path_factory.mktemp("tags") / "test-de.tsv"
    path.write_text("".join(f"wo\t{tag}\n" for tag in tagged) + "".join(cells), newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "_plain_gold", lambda text, labels: None)
        expected = _gold_or_error(path)
    assert _gold_or_error(path) == expected


def _gold_or_error(path: Path) -> object:
    try:
        return list(LAYOUT.gold(path, PANX))
    except DataError as error:
        return str(error)
