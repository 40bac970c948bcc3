"""UD-POS from the CoNLL-U files of Universal Dependencies, release 2.5 (2.7 for lt pl ro uk wo).

Compared (``built and compared``): for the 21 languages whose test treebanks were at hand whole (en
et fa id kk lt mr nl pl pt ro ta te th tl tr uk ur vi wo yo; 38 treebanks) the built
``udpos/test-*.tsv`` equals the official file by SHA-256, and the tags equal those of a copy that
kept them, byte for byte. No dev or training treebank was at hand.

For the other 17 languages nothing was built. That their treebanks are the right ones rests on
counting: the sizes of the treebanks add up to the official number of sentences, in dev and test.
French FTB, whose text is withheld, still gives the twelve test sentences and the one dev sentence
of a single word that stand at its place in the official files. Treebanks without published text
that give no sentence at all (ar NYUAD, en ESL, ja BCCWJ) are not fetched.

The precedence lists of es fr it are those of XTREME's public script. They decide only where words
of one token are equally far from the root; no Spanish, French or Italian CoNLL-U was at hand to
see them at work. XTREME's script would stop at a tag that is in no list; here it ranks last.

Training data are built for English alone: XTREME trains on nothing else.
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
    """The treebanks of a split, in the order in which XTREME joins them: by file name."""
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
                noncommercial=row["noncommercial"] != "no",  # where it is unknown, be careful
                cite=_CITE.format(treebank=treebank, release=release.removeprefix("r")),
            )
        )
    return tuple(sorted(found, key=lambda file: file.name.partition("/")[2]))


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Join the treebanks; tags of a test split go to the gold."""
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
            "Ask for another split.",
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
