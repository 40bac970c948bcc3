"""Code-switching of real lines with real lexicons, where ``XSTILTS_DATA`` has them."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.families import Inputs, family_of
from xstilts_kit.lexicons import open_lexicons
from xstilts_kit.sources import open_sources
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import Resources, lacking, measured, refusal, transformed

pytestmark = [pytest.mark.slow, pytest.mark.no_cover]


def _embedded(language: str) -> str:
    return "+fr+hi" if language == "en" else "+same"


def _cells(data: Path, task: str) -> Iterator[tuple[Cell, Inputs]]:
    """The first lines of each language to which code-switching applies."""
    resources = Resources(lexicons=data / "lexicons")
    source = open_sources([f"folder:{data / 'xtreme'}"], [get_task(task)])[task]
    for language in get_task(task).languages:
        cell = Cell(task, language, "test", f"codeswitch:0.5{_embedded(language)}")
        if refusal(cell) is None and lacking(cell, resources) is None and source.has(cell.clean):
            clean = source.inputs(cell.clean).first(30)
            yield cell, Inputs(clean.examples, clean.candidates[:30])


@pytest.mark.parametrize("task", ["xnli", "udpos", "xquad", "tatoeba"])
def test_real_lines_of_all_languages(task: str, real_data: Path) -> None:
    resources = Resources(lexicons=real_data / "lexicons")
    tested = 0
    for cell, clean in _cells(real_data, task):
        levels = [f"{ratio}{_embedded(cell.language)}" for ratio in ("0.25", "0.5", "1")]
        cells = [Cell(task, cell.language, "test", f"codeswitch:{level}") for level in levels]
        found = [transformed(one, clean, resources) for one in cells]
        assert transformed(cells[1], clean, resources) == found[1]
        side = family_of(cell).changed_side
        alone = Inputs(clean.examples[7:8], clean.candidates[7:8])
        assert transformed(cells[1], alone, resources).side(side) == found[1].side(side)[7:8]
        for changed in found:
            assert [row.id for row in changed.rows()] == [row.id for row in clean.rows()]
            if side == "candidates":
                assert changed.examples == clean.examples
            if get_task(task).family == "tagging":
                for before, after in zip(clean.examples, changed.examples, strict=True):
                    assert len(before.texts) == len(after.texts)
                    assert all(" " not in token and token for token in after.texts)
        shares = [measured(one, clean, new) for one, new in zip(cells, found, strict=True)]
        words = [share.changed_words or 0 for share in shares if share is not None]
        assert all(a <= b for a, b in pairwise(words))
        assert words[-1] > 0, cell
        wrong = Cell(task, cell.language, "test", f"wrong:{levels[1]}")
        placebo = transformed(wrong, clean, resources)
        for before, real, other in zip(
            clean.side(side), found[1].side(side), placebo.side(side), strict=True
        ):
            for text, switched, fake in zip(before.texts, real.texts, other.texts, strict=True):
                assert (text == switched) == (text == fake)
        tested += 1
    assert tested >= 4


def test_real_lexicons_are_read_with_their_traps(real_data: Path) -> None:
    folder = open_lexicons(real_data / "lexicons")
    assert len(folder.targets("en")) == 34
    german = folder.lexicon("en", "de")
    assert german.counts.identical == 48_738
    assert german.counts.pairs + german.counts.identical + german.counts.repeated == 101_931
    gatitos = open_lexicons(real_data / "lexicons" / "gatitos")
    assert gatitos.targets("en") == ("es", "fr", "hi", "qu", "wo")
    assert gatitos.lexicon("en", "hi").translations("Monday") == ("सोमवार",)
