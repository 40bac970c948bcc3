"""Lexicons of the miniature's words, as the transform ``codeswitch`` reads them."""

from pathlib import Path

from xstilts_baselines.miniature.lexicon import LANGUAGES, UNSPACED
from xstilts_baselines.miniature.lexicons import write_lexicons
from xstilts_kit.lexicons import open_lexicons


def test_every_pair_of_languages_has_a_lexicon_of_single_words(tmp_path: Path) -> None:
    folder = open_lexicons(write_lexicons(tmp_path / "lexicons"))
    for source in set(LANGUAGES) - set(UNSPACED):
        assert set(folder.targets(source)) == set(LANGUAGES) - {source}
        for target, lexicon in folder.lexicons(source).items():
            assert len(lexicon) > 30, (source, target)
            assert not any(" " in word for word in lexicon.entries)
    assert folder.lexicon("en", "de").entries["car"] == ("Auto",)
