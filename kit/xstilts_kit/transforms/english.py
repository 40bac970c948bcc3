"""Placebo of code-switching: the same words are replaced by others of their own language.

The words have as many letters as the replaced ones, one more, or one fewer, and are keys of the
same lexicon. In English texts they are English words, hence the name.
"""

from xstilts_kit.transforms._codeswitching import switching

TRANSFORM = switching("english", "Placebo: words of the same language", "english")
