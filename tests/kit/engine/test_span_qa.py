"""Answers are the context's own characters, whatever the script, tokenizer and window."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import regex

from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Inputs
from xstilts_kit.families.span_qa import predictor as module
from xstilts_kit.families.span_qa.predictor import ContextWindow, Predictor
from xstilts_kit.families.span_qa.records import Question

Open = Callable[..., Any]

TEXTS = {
    "zh": ("安娜住在柏林。她的姐姐在上海大学教书。", "上海大学"),
    "th": ("แอนนาอยู่ที่กรุงเบอร์ลิน น้ำใจและผู้ใหญ่", "กรุงเบอร์ลิน"),
    "ar": ("تسكن آنا في مَدِينَةِ برلين الكبيرة.", "مَدِينَةِ برلين"),
    "hi": ("अन्ना बर्लिन में रहती है और हिन्दी पढ़ती है।", "हिन्दी पढ़ती"),
    "decomposed": ("Zoe\u0308 trinkt Cafe\u0301 in Mu\u0308nchen.", "Cafe\u0301 in Mu\u0308nchen"),
    "emoji": ("Die 👩‍👩‍👧‍👦 Familie mag 🏳️‍🌈 und 👍🏽 sehr.", "👩‍👩‍👧‍👦 Familie mag 🏳️‍🌈"),
    "flags": ("Sie sah 🇩🇪🇫🇷🇨🇳 heute.", "🇫🇷"),
    "no-break space": ("Es kostet 5\xa0000\u202f€ heute.", "5\xa0000\u202f€"),
    "compatibility": ("Der ﬁsche Ⅻ kostet ２０ ㎏.", "Ⅻ kostet ２０"),
}

_SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
_BERT = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_CHARACTERS = sorted({c for text, _ in TEXTS.values() for c in text} | set("abcdefghijklmnop?"))


def _sentence_pieces() -> Any:
    """XLM-R's kind: NFKC, then pieces of single characters behind a mark for the space."""
    import unicodedata

    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    plain = sorted({c for text in _CHARACTERS for c in unicodedata.normalize("NFKC", text)})
    pieces = dict.fromkeys([*_SPECIAL, "▁", *_CHARACTERS, *plain])
    core = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=3))
    core.normalizer = normalizers.NFKC()
    core.pre_tokenizer = pre_tokenizers.Metaspace()
    core.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    names = {"bos": "<s>", "eos": "</s>", "pad": "<pad>", "unk": "<unk>"}
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=core, **{f"{key}_token": text for key, text in names.items()}
    )


def _word_pieces(**options: bool) -> Any:
    """BERT's kind, which lowers case and takes accents off unless told otherwise."""
    import unicodedata

    import transformers

    folded = {d for c in _CHARACTERS for d in unicodedata.normalize("NFD", c.lower())}
    known = sorted({*_CHARACTERS, *folded} - {" "})
    pieces = [*_BERT, *known, *(f"##{c}" for c in known)]
    return transformers.BertTokenizer(vocab={p: i for i, p in enumerate(pieces)}, **options)


def _bytes() -> Any:
    """RoBERTa's kind: every character outside ASCII is several sub-words."""
    import transformers
    from tokenizers import pre_tokenizers

    pieces = [*_SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    return transformers.RobertaTokenizer(vocab={p: i for i, p in enumerate(pieces)}, merges=[])


TOKENIZERS: dict[str, Callable[[], Any]] = {
    "sentence pieces": _sentence_pieces,
    "lower-cased word pieces": _word_pieces,
    "cased word pieces": lambda: _word_pieces(do_lower_case=False),
    "bytes": _bytes,
}
every_tokenizer = pytest.mark.parametrize("name", TOKENIZERS)


def _reader(name: str, max_length: int = 384, *, segments: bool = False) -> Predictor:
    """A predictor without a model: what the model says is given by hand."""
    head: Any = SimpleNamespace(
        tokenizer=TOKENIZERS[name](), max_length=max_length, segments=segments
    )
    return Predictor(head)


def _inputs(*pairs: tuple[str, str]) -> Inputs:
    return Inputs(tuple(Question(f"q{i}", context, q) for i, (context, q) in enumerate(pairs)))


def _offsets(predictor: Predictor, text: str) -> list[tuple[int, int]]:
    encoded = predictor._head.tokenizer(
        text, add_special_tokens=False, return_offsets_mapping=True, verbose=False
    )
    return list(encoded["offset_mapping"])


def _answers_at(
    predictor: Predictor,
    inputs: Inputs,
    monkeypatch: pytest.MonkeyPatch,
    wanted: Sequence[tuple[int, int]],
    batch_tokens: int = 8192,
) -> list[str]:
    """The answers where the model points at characters `wanted` of each example's context."""
    features = predictor.features(inputs)
    monkeypatch.setattr(predictor, "features", lambda _: features)
    window_of = {id(feature.input_ids): feature for feature in features}

    def say(_: object, rows: Sequence[Any], *__: object) -> tuple[Any, Any]:
        longest = max(map(len, rows))
        # What stands behind a row's end looks best of all, and must not be looked at.
        starts = np.full((len(rows), longest), 99.0, dtype=np.float32)
        ends = starts.copy()
        for row, ids in enumerate(rows):
            starts[row, : len(ids)] = ends[row, : len(ids)] = -9.0
            window = window_of[id(ids)]
            here = _covered(window, wanted[window.example])
            if here is not None:
                starts[row, here[0]] = ends[row, here[1]] = 9.0
        return starts, ends

    monkeypatch.setattr(module, "question_logits", say)
    predicted = predict_cell(predictor, inputs, batch_tokens, lambda _: None)
    return [record.answer for record in predicted.records]  # type: ignore[attr-defined]


def _covered(window: ContextWindow, wanted: tuple[int, int]) -> tuple[int, int] | None:
    """Positions in the window of the first and last sub-word that touch some characters."""
    touched = [
        place
        for place, (start, end) in enumerate(window.spans)
        if start < wanted[1] and end > wanted[0] and end > start
    ]
    if not touched:
        return None
    shift = window.offset - window.start
    first, last = touched[0] + shift, touched[-1] + shift
    inside = window.offset <= first and last < window.offset + window.owned.count(
        True
    ) + window.owned.count(False)
    return (first, last) if inside else None


@every_tokenizer
@pytest.mark.parametrize("text", TEXTS)
def test_an_answer_is_the_contexts_own_characters(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, answer = TEXTS[text]
    if name == "bytes":  # an answer has thirty sub-words at most
        answer = regex.findall(r"\X", answer)[0]
    start = context.index(answer)
    found = _answers_at(
        _reader(name), _inputs((context, "abc ?")), monkeypatch, [(start, start + len(answer))]
    )
    assert found == [answer]


@every_tokenizer
@pytest.mark.parametrize("text", TEXTS)
def test_whatever_sub_words_are_chosen_no_grapheme_cluster_is_cut(name: str, text: str) -> None:
    context, _ = TEXTS[text]
    predictor = _reader(name)
    inputs = _inputs((context, "abc ?"))
    (feature,) = predictor.features(inputs)
    offsets = _offsets(predictor, context)
    borders = [0]
    for cluster in regex.findall(r"\X", context):
        borders.append(borders[-1] + len(cluster))
    for first in range(len(offsets)):
        for last in range(first, min(first + 30, len(offsets))):
            (record,) = predictor.records(inputs, [feature], [[(1.0, first, last)]])
            start, end = offsets[first][0], offsets[last][1]
            begin = max(border for border in borders if border <= start)
            finish = min(border for border in borders if border >= end)
            assert record.answer == context[begin:finish].strip()
            assert record.answer in context


@every_tokenizer
@pytest.mark.parametrize("max_length", [384, 128, 100])
def test_an_answer_in_the_last_of_many_windows_is_found(
    name: str, max_length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = "abc de " * 250 + "der Abschluß"
    wanted = (len(context) - 8, len(context))
    predictor, inputs = _reader(name, max_length), _inputs((context, "ab ?"))
    assert len(predictor.features(inputs)) > 3
    (found,) = _answers_at(predictor, inputs, monkeypatch, [wanted])
    assert context.endswith(found)
    assert found.endswith("schluß")


@pytest.mark.parametrize(
    ("max_length", "question", "starts"),
    [
        # 384 sub-words less 10 of the question and 4 special ones hold 370 of the context.
        (384, 10, [0, 128, 256, 384, 512, 640]),
        # 124 - 10 = 114 hold less than a step: half a window.
        (128, 10, [0, 57, 114, 171, 228, 285, 342, 399, 456, 513, 570, 627, 684, 741, 798, 855,
                   912]),
        (100, 64, list(range(0, 1000, 16))),
    ],
)  # fmt: skip
def test_windows_follow_the_step_of_xtremes_scripts(
    max_length: int, question: int, starts: list[int]
) -> None:
    predictor = _reader("sentence pieces", max_length)
    # One sub-word a character, and one for the space before a word.
    inputs = _inputs(("a" * 999, "b" * (question - 1)))
    features = predictor.features(inputs)
    found = [feature.start for feature in features]
    assert found[: len(starts)] == starts[: len(found)]
    room = max_length - question - 4
    assert found[-1] + room >= 1000 > found[-2] + room
    assert max(len(feature.input_ids) for feature in features) <= max_length
    owned = [0] * 1000
    for feature in features:
        for position, mine in enumerate(feature.owned):
            if mine:
                owned[feature.start + position - feature.offset] += 1
    assert owned == [1] * 1000, "every sub-word of the context belongs to exactly one window"


@every_tokenizer
def test_a_question_is_cut_to_64_sub_words(name: str) -> None:
    predictor = _reader(name, 128)
    context = "abc " * 40
    question = "abcdefgh " * 40
    cut = predictor.features(_inputs((context, question)))
    (whole,) = predictor._head.tokenizer([question], add_special_tokens=False)["input_ids"]
    assert len(whole) > 64
    for feature in cut:
        assert len(feature.input_ids) <= 128
        before = feature.input_ids[: feature.offset]
        assert [piece for piece in before if piece in set(whole)][-64:] == whole[:64]
        assert len(before) <= 64 + 3


@every_tokenizer
@pytest.mark.parametrize("context", ["", " ", "\n\xa0\t", "\u200b"])
def test_a_context_without_text_has_an_empty_answer(
    name: str, context: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = _inputs((context, "abc ?"), ("abc", "abc ?"))
    found = _answers_at(_reader(name), inputs, monkeypatch, [(0, 1), (0, 3)])
    assert found[0] in ("", context.strip())
    assert found[1] == "abc"


def test_segments_tell_question_and_context_apart_where_the_model_has_them() -> None:
    predictor = _reader("lower-cased word pieces", segments=True)
    tokenizer = predictor._head.tokenizer
    (feature,) = predictor.features(_inputs(("abc de", "fg hi ?")))
    expected = tokenizer("fg hi ?", "abc de")
    assert list(feature.input_ids) == expected["input_ids"]
    assert list(feature.token_type_ids) == expected["token_type_ids"]
    assert 1 in feature.token_type_ids
    without = _reader("lower-cased word pieces", segments=False)
    assert without.features(_inputs(("abc de", "fg hi ?")))[0].token_type_ids is None


@every_tokenizer
def test_the_input_is_the_tokenizers_own_pair(name: str) -> None:
    predictor = _reader(name)
    for context, _ in TEXTS.values():
        (feature,) = predictor.features(_inputs((context, "abc de ?")))
        expected = predictor._head.tokenizer("abc de ?", context)["input_ids"]
        assert list(feature.input_ids) == expected


def _many(number: int) -> Inputs:
    texts = [context for context, _ in TEXTS.values()]
    return _inputs(*((texts[i % len(texts)] * (1 + i % 5), "ab " * (i % 9)) for i in range(number)))


@pytest.mark.parametrize("batch_tokens", [1, 130, 700, 100_000])
def test_the_batch_size_changes_no_answer(
    batch_tokens: int,
    whole_checkpoint: Path,
    opened: Open,
    predict: Callable[..., list[Any]],
) -> None:
    predictor, _ = opened(whole_checkpoint, "xquad")
    inputs = _many(40)
    expected = predict(predictor, inputs.examples)
    assert predict(predictor, inputs.examples, batch_tokens) == expected
    assert [record.id for record in expected] == [question.id for question in inputs.examples]
    assert len({record.answer for record in expected}) > 5


def test_answers_do_not_depend_on_the_other_questions(
    whole_checkpoint: Path, opened: Open, predict: Callable[..., list[Any]]
) -> None:
    predictor, _ = opened(whole_checkpoint, "xquad")
    questions = _many(30).examples
    together = predict(predictor, questions)
    alone = [predict(predictor, [question])[0] for question in questions]
    assert together == alone


def test_a_candidate_is_kept_only_by_the_window_that_owns_its_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both windows see it; only one may propose it, so the answer comes once and is the same."""
    predictor = _reader("sentence pieces", 128)
    context = "a" * 150
    features = predictor.features(_inputs((context, "b")))
    assert len(features) == 2
    for place in range(len(features[0].spans)):
        seen = [
            feature.owned[feature.offset + place - feature.start]
            for feature in features
            if 0 <= place - feature.start < len(feature.input_ids) - feature.offset - 1
        ]
        assert seen.count(True) == 1
        assert None not in seen
