"""Writes ``transforms/letters.txt``: the letters of each language, counted in the real files.

Usage: ``python -m tests.robustness.letters``, with ``XSTILTS_DATA`` set. A letter is a cluster that
starts with a letter, in lower case. The most frequent ones are kept that make up 99.5 % of all, at
most 400, in scripts with at least 2 % of the letters.
"""

import os
from collections import Counter
from itertools import islice
from pathlib import Path

from tests.robustness.lines import LANGUAGES, real_lines

import xstilts_kit
from xstilts_kit.transforms._casing import lower
from xstilts_kit.transforms._clusters import clusters, ends_in_virama, is_letter, script_of

HEAD = """\
# Letters of each language, for random replacement: clusters that start with a letter, in lower
# case, counted in the files of XTREME and XTREME-R; the most frequent that make up 99.5 % of all,
# at most 400. Written by `python -m tests.robustness.letters`.
"""
JOINERS = "\u200c\u200d"
LINES, SHARE, MOST, LEAST = 6000, 0.995, 400, 0.02


def letters(lines: list[str], language: str) -> list[str]:
    """The letters of a language, sorted."""
    found = Counter(
        cluster.rstrip(JOINERS)
        for line in lines
        for cluster in clusters(lower(line, language))
        if is_letter(cluster) and not ends_in_virama(cluster)
    )
    scripts = Counter[str]()
    for cluster, count in found.items():
        scripts[script_of(cluster)] += count
    total = scripts.total()
    own = {script for script, count in scripts.items() if count >= LEAST * total}
    kept, seen = [], 0
    for cluster, count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if script_of(cluster) in own and seen < SHARE * total and len(kept) < MOST:
            kept.append(cluster)
        seen += count
    return sorted(kept)


def main() -> None:
    """Write the file."""
    folder = Path(os.environ["XSTILTS_DATA"]) / "xtreme"
    path = Path(xstilts_kit.__file__).parent / "transforms/letters.txt"
    rows = [
        " ".join([language, *letters(list(islice(real_lines(folder, language), LINES)), language)])
        for language in LANGUAGES
    ]
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
