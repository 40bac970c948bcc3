"""`data prepare --lexicons`: the lexicons of GATITOS, which may be used and shared freely.

GATITOS translates about 4,000 frequent English words and phrases; five of its languages are in
XTREME or XTREME-R. The files are fetched from a fixed commit, verified by their SHA-256, and
written under the names that `--lexicons` looks for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xstilts_kit.data.terms import Consent, agree, terms_of
from xstilts_kit.diagnostics.errors import DataError, UsageError, nearest
from xstilts_kit.downloads import Downloads, check_space, digest
from xstilts_kit.editions.builders import PrimaryFile
from xstilts_kit.storage import storage_errors, write_atomically

NAME = "lexicons"
"""Under which the accepted licence is remembered."""

NOTICE = "GATITOS.txt"

_REPOSITORY = "google-research/url-nlp"
_RAW = f"https://raw.githubusercontent.com/{_REPOSITORY}"
_LICENCE = "CC BY 4.0"
_CITE = "GATITOS, Google; Jones et al., arXiv:2303.15265"

_PIVOTS = "9b4d1a4cfbced33d81489e365b2e67b402f2f3bf"
_FILES = {
    "es": (_PIVOTS, 65_664, "02f5bc6d375b3d4314bdedbdfcbd54c3e1d0c99bb000eba977eb86724318d617"),
    "fr": (_PIVOTS, 66_581, "c845c0ad03f1ef62e18bacf2c37b8d66413e61d42bcc1375af5d0ff886a260c9"),
    "hi": (_PIVOTS, 114_948, "bbc19386c6e1140a0949c1d98522d987c365ec2626956e5f51fb44eb9767eccb"),
    "qu": (
        "9653208f85ff64ede68b64e3969c80dc88b467cb",
        63_747,
        "efd0b971e99ecd869915a02c89c53eec6e41dcf073bf3f53716e023d00ce9bf7",
    ),
    "wo": (
        "2c30f316fc3dfaf12e80b286f3cf6341c40c6ab4",
        64_973,
        "6c5ba2cd30526b83d2888fbdeb0e6a197c96b9ee02632ba06c1ab20f25d3ddae",
    ),
}
"""Language → commit, bytes and SHA-256 of ``gatitos/en_<language>.tsv``."""

LANGUAGES = tuple(_FILES)

State = Literal["kept", "written"]


@dataclass(frozen=True, slots=True)
class PreparedLexicons:
    """Result of `prepare_lexicons`: the state of each file."""

    folder: Path
    files: dict[str, State]

    def __str__(self) -> str:
        written = sum(state == "written" for state in self.files.values())
        some = "1 lexicon" if len(self.files) == 1 else f"{len(self.files)} lexicons"
        return (
            f"{self.folder}: {some} ({written} written, {len(self.files) - written} there before)"
        )


def lexicon_file(language: str) -> PrimaryFile:
    """The published lexicon from English to a language.

    Raises:
        UsageError: GATITOS has no lexicon for the language.
    """
    if language not in _FILES:
        listed = f"It has: {', '.join(LANGUAGES)}. For others, give a folder of MUSE's files."
        raise UsageError(
            f"The free lexicon has no language {language!r}.",
            nearest(language, LANGUAGES, otherwise=listed),
        )
    commit, size, sha256 = _FILES[language]
    url = f"{_RAW}/{commit}/gatitos/en_{language}.tsv"
    return PrimaryFile(
        f"gatitos/en_{language}.tsv", url, sha256, size, _LICENCE, noncommercial=False, cite=_CITE
    )


def prepare_lexicons(
    out: Path,
    languages: Sequence[str],
    downloads: Downloads,
    consent: Consent,
    on_file: Callable[[str, State], None] = lambda name, state: None,
) -> PreparedLexicons:
    """Fetch lexicons and write them as ``out/en-es.txt`` and so on, with a notice of their origin.

    Args:
        out: The folder to fill.
        languages: Only these languages; empty: all five.
        downloads: The cache.
        consent: How the user accepts the licence.
        on_file: Called with each file's name and state.

    Raises:
        UsageError: A language that GATITOS does not have, or the licence was declined.
        DataError: A file with another content is in the way, or what was fetched is not the file.
        NetworkError: It cannot be fetched.
        StorageError: There is no space, or no permission.
    """
    wanted = {language: lexicon_file(language) for language in languages or LANGUAGES}
    missing = {
        language: file for language, file in wanted.items() if not _is_there(out, language, file)
    }
    to_fetch = [file for file in missing.values() if not downloads.has(file)]
    if not downloads.offline:
        agree(terms_of((NAME, file) for file in to_fetch), to_fetch, consent)
        needed = sum(file.bytes or 0 for file in to_fetch)
        downloads.check_space(needed)
        check_space(out, needed, "choose another folder with --out")
    states: dict[str, State] = {}
    for language, file in wanted.items():
        name = _name(language)
        if language in missing:
            content = downloads.fetch(file)
            with storage_errors(out):
                write_atomically(out / name, content.read_bytes())
            states[name] = "written"
        else:
            states[name] = "kept"
        on_file(name, states[name])
    write_atomically(out / NOTICE, _notice().encode())
    return PreparedLexicons(out, states)


def _is_there(out: Path, language: str, file: PrimaryFile) -> bool:
    """Whether the lexicon was written before; another file of its name is not overwritten."""
    path = out / _name(language)
    if not path.is_file():
        return False
    if digest(path) != file.sha256:
        raise DataError(
            f"{path} already exists, with other content than GATITOS's.",
            "It was left unchanged: move it away, or choose another folder with --out.",
        )
    return True


def _name(language: str) -> str:
    return f"en-{language}.txt"


def _notice() -> str:
    lines = [
        "GATITOS multilingual lexicon, Google, licensed under CC BY 4.0",
        "(https://creativecommons.org/licenses/by/4.0/). Unchanged copies; cite arXiv:2303.15265.",
        "",
        *(f"{_name(language)}  {lexicon_file(language).url}" for language in LANGUAGES),
    ]
    return "\n".join(lines) + "\n"
