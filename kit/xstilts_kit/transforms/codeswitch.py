"""Code-switching: words are replaced by translations from bilingual lexicons.

The ratio is the probability that a word is selected; a word without an entry stays. Clean text is
compared with placebos at the same words, ``wrong``, ``english`` and ``copy``, because a drop may be
due to damaged words and not to mixed languages.
"""

from xstilts_kit.transforms._codeswitching import switching

TRANSFORM = switching("codeswitch", "Code-switching", "translation")
