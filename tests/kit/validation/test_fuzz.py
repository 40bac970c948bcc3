"""A few hundred mutations of a valid submission; `python -m fuzz` does thousands."""

from pathlib import Path

import pytest

from fuzz import __main__ as fuzzer
from xstilts_kit.sources.folder import FolderSource


@pytest.mark.no_cover
@pytest.mark.slow
def test_no_mutation_ends_in_a_traceback_or_passes_with_another_meaning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("inputs", "gold"):
        monkeypatch.setattr(FolderSource, name, fuzzer._remembered(getattr(FolderSource, name)))
    verdicts = fuzzer.fuzz(300, 2026, tmp_path)
    assert sum(verdicts.values()) == 300
    assert verdicts["problems"] > 100
