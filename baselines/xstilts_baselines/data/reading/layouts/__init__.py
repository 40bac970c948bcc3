"""Row layouts of the data sets: which columns to read, and how a row becomes a sample.

A row may use the column names of the original file or of the Hub's table; both yield the same
sample. Unlabelled rows, such as rows of test files or SNLI's without a majority, yield none.
"""

from collections.abc import Mapping
from types import MappingProxyType

from xstilts_baselines.data.reading.benchmark_rows import pair_rows, tag_rows
from xstilts_baselines.data.reading.layouts._layout import Layout, text_in
from xstilts_baselines.data.reading.layouts.choices import commonsense, copa, cosmos, hellaswag
from xstilts_baselines.data.reading.layouts.own import (
    FIRST,
    own_choice,
    own_pair,
    own_span,
    own_span_rows,
    own_tag_rows,
    own_tags,
)
from xstilts_baselines.data.reading.layouts.pairs import nli, pawsx, qqp
from xstilts_baselines.data.reading.layouts.spans import article, span, span_by_row
from xstilts_baselines.data.reading.layouts.tags import joined_tokens, tagged
from xstilts_baselines.data.reading.reserved import is_free
from xstilts_baselines.data.reading.rows import squad_rows
from xstilts_baselines.data.reading.tagged_lines import ccg_rows

__all__ = ["LAYOUTS", "Layout"]

_FREE = "without the questions on paragraphs that XQuAD tests on"
_QUESTION = ("id", "context", "question", "answers")

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "nli": Layout(
            ("premise", "hypothesis", "label"), nli, text_in("premise", "sentence1", "context")
        ),
        "qqp": Layout(("question1", "question2", "label"), qqp, text_in("question1"), broken=3),
        "xnli": Layout(
            ("premise", "hypothesis", "label"),
            nli,
            text_in("premise"),
            pair_rows("xnli", "premise", "hypothesis"),
        ),
        "pawsx": Layout(
            ("sentence1", "sentence2", "label"),
            pawsx,
            text_in("sentence1"),
            pair_rows("pawsx", "sentence1", "sentence2"),
        ),
        "squad": Layout((*_QUESTION, "title"), span, article, squad_rows, is_free, _FREE),
        "squad_v2": Layout((*_QUESTION, "title"), span, article, squad_rows, is_free, _FREE),
        "tydiqa": Layout(_QUESTION, span_by_row, text_in("context"), squad_rows),
        "hellaswag": Layout(
            ("ctx_a", "ctx_b", "ctx", "endings", "label"), hellaswag, text_in("ctx")
        ),
        "cosmos_qa": Layout(
            ("context", "question", "answer0", "answer1", "answer2", "answer3", "label"),
            cosmos,
            text_in("context"),
        ),
        "xcopa": Layout(
            ("premise", "choice1", "choice2", "question", "label"), copa, text_in("premise")
        ),
        "commonsense_qa": Layout(
            ("question", "choices", "answerKey"), commonsense, lambda row: row.place
        ),
        "ccg": Layout((), tagged("tags"), joined_tokens, ccg_rows),
        "panx": Layout(
            ("tokens", "ner_tags"),
            tagged("ner_tags"),
            joined_tokens,
            tag_rows("panx", "ner_tags"),
        ),
        "udpos": Layout(
            ("tokens", "pos_tags"),
            tagged("pos_tags"),
            joined_tokens,
            tag_rows("udpos", "pos_tags"),
        ),
        "own-pair": Layout((), own_pair, text_in(*FIRST)),
        "own-tags": Layout((), own_tags, joined_tokens, own_tag_rows),
        "own-span": Layout((), own_span, article, own_span_rows),
        "own-choice": Layout((), own_choice, lambda row: row.place),
    }
)
"""All layouts, by the name used in tasks."""
