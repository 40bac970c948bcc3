"""Bilingual lexicons: word → translations, read from a folder that the user gives.

Files are in the MUSE format, ``en-de.txt``, one pair a line. None is distributed with this package:
MUSE's licence forbids commercial use. `xstilts-submit data prepare --lexicons` fetches the five
languages of GATITOS (CC BY 4.0) that XTREME-R has.
"""

from xstilts_kit.lexicons.folder import LexiconFolder, open_lexicons
from xstilts_kit.lexicons.lexicon import Counts, Lexicon, lexicon_of, read_lexicon
from xstilts_kit.lexicons.words import Word, find_words, lower, with_case_of

__all__ = [
    "Counts",
    "Lexicon",
    "LexiconFolder",
    "Word",
    "find_words",
    "lexicon_of",
    "lower",
    "open_lexicons",
    "read_lexicon",
    "with_case_of",
]
