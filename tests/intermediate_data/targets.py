"""Training data of the targets in XTREME's download layout."""

from pathlib import Path

from xtreme_files import write_pairs, write_questions, write_sentences


def write_download(root: Path) -> Path:
    """A folder as XTREME's download script leaves it, training data in English and German."""
    for language in ("en", "de"):
        for role in ("train", "dev"):
            name = f"{role}-{language}.tsv"
            write_pairs(
                root / "xnli" / name,
                [(f"{role} {language}", "b", "neutral"), ("c", 'd "e"', "entailment")],
            )
            write_pairs(root / "pawsx" / name, [(f"{role} {language}", "b", "1"), ("c", "d", "0")])
            write_sentences(root / "udpos" / name, [["Anna\tPROPN", f"{role}\tVERB"], ['"\tPUNCT']])
            write_sentences(root / "panx" / name, [["Anna\tB-PER", f"{language}\tO"]])
    folder = root / "tydiqa/tydiqa-goldp-v1.1-train"
    questions = {f"The answer is {n}.": [("same", "?", str(n))] for n in range(30)}
    write_questions(folder / "tydiqa.goldp.en.train.json", questions)
    return root
