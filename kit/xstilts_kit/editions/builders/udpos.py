"""UD-POS from the CoNLL-U files of Universal Dependencies, release 2.5 (2.7 for lt pl ro uk wo).

Compared (``built and compared``): for the 21 languages whose test treebanks were all available (en
et fa id kk lt mr nl pl pt ro ta te th tl tr uk ur vi wo yo; 38 treebanks) the built
``udpos/test-*.tsv`` equals the official file by SHA-256, and the tags equal those of a labelled
copy, byte for byte. No dev or training treebank was available.

For the other 17 languages nothing was built. The choice of treebanks was checked by counting: their
sizes add up to the official number of sentences, in dev and test. French FTB, whose text is
withheld, still yields the twelve test sentences and the one dev sentence of a single word found at
its position in the official files. Treebanks without published text that yield no sentence at all
(ar NYUAD, en ESL, ja BCCWJ) are not fetched.

The precedence lists of es fr it are those of XTREME's public script. They only matter where words
of one token are equally far from the root; no Spanish, French or Italian CoNLL-U was available to
test them. XTREME's script would stop at a tag that is in no list; here it ranks last.

Training data are built for English only: XTREME trains on nothing else.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files, _tagged
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._conllu import NotConllu, TaggedSentence, read_conllu
from xstilts_kit.editions.builders._primary import primary_file, table
from xstilts_kit.tasks import get_task

_NAMES: Mapping[Split, str] = {"train": "train", "validation": "dev", "test": "test"}
_ADDRESS = "https://raw.githubusercontent.com/UniversalDependencies"
_CITE = "Nivre et al. 2020, Universal Dependencies v2; {treebank}, release {release}"


@cache
def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """The treebanks of a split, joined by XTREME in order of file name."""
    found = []
    for row in table("treebanks.tsv"):
        if row["language"] != language or _NAMES[split] not in row["splits"].split(" "):
            continue
        treebank, release = row["treebank"], row["release"]
        code = treebank.rpartition("-")[2].lower()
        file = f"{language}_{code}-ud-{_NAMES[split]}.conllu"
        found.append(
            primary_file(
                "udpos",
                f"{treebank}/{file}",
                f"{_ADDRESS}/{treebank}/{release}/{file}",
                licence=row["licence"],
                noncommercial=row["noncommercial"] != "no",  # unknown counts as noncommercial
                cite=_CITE.format(treebank=treebank, release=release.removeprefix("r")),
            )
        )
    return tuple(sorted(found, key=lambda file: file.name.partition("/")[2]))


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Join the treebanks; tags of a test split become the gold."""
    sentences: list[TaggedSentence] = []
    for file in primary(language, split):
        path = _files.local(files, file.name)
        lines = _files.lines(_files.plain(path, file.name), path, file.name)
        try:
            sentences.extend(read_conllu(lines, language))
        except NotConllu as error:
            raise DataError(
                f"udpos/{language}: {path}: {error}.", f"Fetch {file.name} again."
            ) from error
    if not sentences:
        raise DataError(
            f"udpos/{language}: no treebank of release 2.5 has a {split} split.",
            "Choose another split.",
        )
    task = get_task("udpos")
    (inputs,) = task.paths(split, language)
    if split != "test":
        return (_files.write(out, inputs, _tagged.labelled(sentences)),)
    gold = task.answer_paths(split, language)[0]
    return (
        _files.write(out, inputs, _tagged.tokens(sentences)),
        _files.write(out / "gold", gold, _tagged.tags(sentences)),
    )


BUILDER = Builder("udpos", primary, build, "built and compared")
