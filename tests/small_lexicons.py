"""Lexicons from English to other languages, made from the lexicon of the bundled miniature."""

from pathlib import Path

from xstilts_baselines.miniature.lexicon import lexicon


def write_lexicons(folder: Path, *languages: str) -> Path:
    """Write ``en-<language>.txt`` for each language, in the MUSE format; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in languages:
        lines = []
        for entry in lexicon().values():
            source, targets = entry.parts("en")[0], entry.parts(language)
            nouns = entry.kind == "noun" and len(targets) > 1  # the gender or class comes first
            lines += [f"{source.lower()}\t{target}\n" for target in targets[nouns:]]
        (folder / f"en-{language}.txt").write_text("".join(lines), encoding="utf-8")
    return folder
