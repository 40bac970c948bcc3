"""The registry of problem codes. A code is never reused and never changes its meaning.

1xx folder · 2xx manifest · 3xx text of a prediction file · 4xx records ·
5xx match with the data · 6xx imported predictions · 7xx rows of a board
"""

from dataclasses import dataclass

from xstilts_kit.diagnostics.problem import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of problem."""

    code: str
    title: str
    remedy: str
    severity: Severity = "error"


_ALL = (
    # the folder
    Code("XS101", "no manifest", "Give the folder that `predict` wrote; it holds manifest.json."),
    Code(
        "XS102",
        "not a plain file or folder",
        "Replace links, pipes and devices with the file itself; only plain files are allowed.",
    ),
    Code(
        "XS103",
        "file not listed in the manifest",
        "Remove the file, or run `predict` again so that the manifest lists it.",
    ),
    Code(
        "XS104",
        "listed file is missing",
        "Copy the file into the folder again, or run `predict` for this task and language.",
    ),
    Code(
        "XS105",
        "size or digest differs from the manifest",
        "The file was changed after `predict`: restore it, or predict again.",
    ),
    Code("XS106", "file cannot be read", "Make the file readable, then validate again."),
    Code(
        "XS107",
        "too many files",
        "A submission holds one file per task and language; remove the others.",
    ),
    # the manifest
    Code("XS201", "manifest is not JSON", "Restore manifest.json as `predict` wrote it."),
    Code(
        "XS202",
        "manifest does not fit its schema",
        "Correct the named field; `xstilts-submit` writes every field, null where unknown.",
    ),
    Code(
        "XS203",
        "another version of the contract",
        "Convert an older version with `xstilts-submit upgrade`; for a newer one, update xstilts.",
    ),
    Code(
        "XS204",
        "unknown task or language",
        "Use a name listed by `xstilts-submit tasks`; for a lab's own task, give --tasks.",
    ),
    Code(
        "XS205",
        "manifest contradicts itself",
        "`data`, `files` and `models` must name the same tasks and languages: predict again.",
    ),
    Code(
        "XS206",
        "unknown suite",
        "Use a suite listed by `xstilts-submit tasks`; for a lab's own suite, give --tasks.",
    ),
    Code(
        "XS207",
        "predicted with another definition of a task",
        "Rows are comparable only with equal definitions: use the board's --tasks and predict"
        " again.",
    ),
    # text of a prediction file
    Code("XS301", "file is empty", "Predict this task and language again."),
    Code("XS302", "not UTF-8", "Save the file as UTF-8 without changing its text."),
    Code("XS303", "byte-order mark", "Save the file as UTF-8 without a byte-order mark."),
    Code("XS304", "carriage return at the end of a line", "Save the file with LF line endings."),
    Code("XS305", "a NUL or other control character", "Write the file again; it is damaged."),
    Code("XS306", "line too long", "A record is one line of at most 1 MiB; write it again."),
    Code("XS307", "empty line", "Remove it: every line is one record."),
    Code("XS308", "no newline at the end of the file", "The file is truncated; predict again."),
    # records
    Code("XS401", "line is not JSON", "Write one JSON object per line; if cut off, predict."),
    Code("XS402", "duplicate key in an object", "Keep one of the two."),
    Code("XS403", "NaN or Infinity", "JSON has no such number; write a finite one or null."),
    Code("XS404", "record does not fit its schema", "Give each record the fields of its family."),
    Code(
        "XS405",
        "label not in the task's label set",
        "Use the task's labels letter for letter; `xstilts-submit tasks --json` lists them.",
    ),
    Code("XS406", "duplicate id", "Write one record per example."),
    Code("XS407", "unknown id", "Use the ids of the inputs; remove records of other data."),
    Code("XS408", "examples without a record", "Predict every example of the split."),
    Code("XS409", "records out of order", "Write the records in the order of the inputs."),
    Code(
        "XS410",
        "number of tags differs from number of tokens",
        "Write one tag per token of the input, including tokens that the model truncated.",
    ),
    Code(
        "XS411",
        "number of records differs from the manifest",
        "The file was changed after `predict`: restore it, or predict again.",
    ),
    Code(
        "XS412",
        "match is not a candidate",
        "Give the candidate's id, which for Tatoeba is its zero-based row.",
    ),
    Code("XS413", "duplicate pair", "Write each pair once."),
    Code(
        "XS414",
        "answer is not in its context",
        "Copy the answer from the context; normalised or joined tokens may score lower.",
        "warning",
    ),
    # match with the data
    Code(
        "XS501",
        "predicted on different inputs",
        "Validate with the data that `predict` used, or predict again on this data.",
    ),
    Code(
        "XS502",
        "inputs belong to no known edition",
        "Their scores are comparable only with scores on the same files.",
        "warning",
    ),
    Code(
        "XS503",
        "fingerprint differs from the edition's",
        "The manifest names an edition, but these inputs differ from it: predict again.",
    ),
    # imported predictions
    Code(
        "XS601",
        "misnamed file or folder",
        "Rename it as expected; predictions under other names would be ignored.",
    ),
    Code(
        "XS602",
        "not imported",
        "If it holds predictions, use the file names of the format and a suite with its task.",
        "warning",
    ),
    Code(
        "XS603",
        "byte-order mark or carriage returns, removed",
        "No action needed; XTREME's own script keeps a byte-order mark as part of a label.",
        "warning",
    ),
    Code(
        "XS604",
        "empty lines, removed",
        "No action needed; XTREME's own script counts each as an example and stops.",
        "warning",
    ),
    Code(
        "XS605",
        "word instead of a tag",
        "Write only the tag; for truncated tokens, write O or the most frequent tag.",
    ),
    Code(
        "XS606",
        "extra column beside the label",
        "Keep only the label column, e.g. `cut -f2`; the tokens are in the inputs.",
    ),
    Code(
        "XS607",
        "different spelling of a label",
        "Spell it letter for letter; labels are compared as text, so a variant counts as wrong.",
    ),
    Code(
        "XS608",
        "array instead of a number",
        "Remove the brackets; XTREME's retrieval script writes them.",
    ),
    Code(
        "XS609",
        "number of answers differs from number of examples",
        "Write one answer for each example, in the order of the inputs; or give the answers their"
        " ids, with --format jsonl.",
    ),
    Code(
        "XS610",
        "sentence of a different length",
        "Write one tag per token of the input, including tokens that the model truncated.",
    ),
    Code(
        "XS611",
        "answer is not a string",
        "Write a string for every question, empty if there is no answer.",
    ),
    Code("XS612", "space instead of a tab", "Separate the two ids with one tab."),
    Code(
        "XS613",
        "not two sentence ids",
        "Write two ids separated by a tab; drop other columns, e.g. `cut -f1,2`.",
    ),
    Code(
        "XS614",
        "duplicate pair, kept once",
        "No action needed; pairs are a set, so the score is the same.",
        "warning",
    ),
    Code(
        "XS615",
        "matches equal their own line numbers",
        "Give rows of the other language's file; line numbers alone score near chance.",
        "warning",
    ),
    Code(
        "XS616",
        "not an object with answers",
        "Write one JSON object with question ids as keys and answers as strings (for rankings:"
        " lists of candidate ids).",
    ),
    # rows of a board
    Code(
        "XS701",
        "unreadable pointer or withdrawal",
        "Create it with `xstilts-submit submit`.",
    ),
    Code(
        "XS702",
        "more than one submission changed",
        "Put all other changes into a separate pull request.",
    ),
    Code(
        "XS703",
        "file or folder not allowed in the store",
        "A submission is leaderboard/submissions/<suite>/<name>/ with manifest.json and"
        " predictions.json, or for mini the predictions; `xstilts-submit submit` writes it.",
    ),
    Code(
        "XS704",
        "not a plain file in git",
        "Commit the file itself, not executable: no link, no submodule.",
    ),
    Code(
        "XS705",
        "too large for the repository",
        "Keep predictions in a data set repository on the Hub with `xstilts-submit submit`.",
    ),
    Code(
        "XS706",
        "deleted without a withdrawal",
        "Use `xstilts-submit submit --withdraw`, which reserves the name for its owner.",
    ),
    Code(
        "XS707",
        "submission owned by somebody else",
        "Only the accounts in the merged manifest's author.github may change it; ask them, or open"
        " an issue.",
    ),
    Code(
        "XS708",
        "author of the pull request is not an owner",
        "Add your own account to author.github: --github LOGIN:ID.",
    ),
    Code(
        "XS709",
        "same predictions as another row",
        "Each row needs its own predictions; the row filed first keeps them.",
    ),
    Code(
        "XS710",
        "nearly the same predictions as another row",
        "Explain in the notes how the two models are related; a maintainer will review it.",
        "warning",
    ),
    Code(
        "XS711",
        "predictions cannot be fetched",
        "Point to a full commit hash of a public data set repository on the Hub that holds them.",
    ),
    Code(
        "XS712",
        "not eligible for ranking",
        "Fix what the message says, or do not file the submission.",
    ),
    Code(
        "XS713",
        "site pages cannot be built",
        "Check the value named in the message; if the manifest is right, report a bug.",
    ),
    Code(
        "XS714",
        "definitions of tasks changed",
        "Leave leaderboard/benchmark as it is: the board runs it, and only its maintainers change"
        " it, with a commit of their own.",
    ),
)

CODES = {code.code: code for code in _ALL}
"""Problem codes by name."""
