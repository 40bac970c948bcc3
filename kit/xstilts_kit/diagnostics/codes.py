"""The registry of problem codes. A code never changes its meaning and is never used again.

1xx the folder · 2xx the manifest · 3xx a prediction file as text · 4xx its records ·
5xx the submission beside the data · 6xx predictions that are imported · 7xx a row of a board
"""

from dataclasses import dataclass

from xstilts_kit.diagnostics.problem import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of problem."""

    code: str
    title: str
    remedy: str
    severity: Severity = "error"


_ALL = (
    # the folder
    Code("XS101", "no manifest", "Name the folder that `predict` wrote; it holds manifest.json."),
    Code(
        "XS102",
        "not a plain file or folder",
        "Replace links, pipes and devices by the file itself; a submission holds plain files only.",
    ),
    Code(
        "XS103",
        "a file the manifest does not list",
        "Remove the file, or run `predict` again so that the manifest lists it.",
    ),
    Code(
        "XS104",
        "a listed file is missing",
        "Copy the file into the folder again, or run `predict` for this task and language.",
    ),
    Code(
        "XS105",
        "size or digest differs from the manifest",
        "The file was changed after `predict`: restore it, or predict again.",
    ),
    Code("XS106", "a file cannot be read", "Make the file readable, then validate again."),
    Code(
        "XS107",
        "too many files",
        "A submission holds one file for each task and language; remove the others.",
    ),
    # the manifest
    Code("XS201", "the manifest is not JSON", "Restore manifest.json as `predict` wrote it."),
    Code(
        "XS202",
        "the manifest does not fit its schema",
        "Correct the field named; `xstilts-submit` writes every field, null where unknown.",
    ),
    Code(
        "XS203",
        "another version of the contract",
        "Use the version of xstilts that wrote it, or predict again with this one.",
    ),
    Code("XS204", "an unknown task or language", "Take a name that `xstilts-submit tasks` lists."),
    Code(
        "XS205",
        "the manifest contradicts itself",
        "`data`, `files` and `models` must name the same tasks and languages: predict again.",
    ),
    Code("XS206", "an unknown suite", "Take a suite that `xstilts-submit tasks` lists."),
    # a prediction file as text
    Code("XS301", "the file is empty", "Predict this task and language again."),
    Code("XS302", "not UTF-8", "Save the file as UTF-8 without changing its text."),
    Code("XS303", "a byte-order mark", "Save the file as UTF-8 without a byte-order mark."),
    Code("XS304", "a carriage return at a line's end", "Save the file with LF line ends."),
    Code("XS305", "a NUL or other control character", "Write the file again; it is damaged."),
    Code("XS306", "a line is too long", "A record is one line of at most 1 MiB; write it again."),
    Code("XS307", "an empty line", "Remove it: every line is one record."),
    Code("XS308", "the last line is not ended", "The file was cut off; predict again."),
    # its records
    Code("XS401", "a line is not JSON", "Write one JSON object a line; a cut-off file: predict."),
    Code("XS402", "a key twice in one object", "Keep one of the two."),
    Code("XS403", "NaN or Infinity", "JSON has no such number; write a finite one or null."),
    Code("XS404", "a record does not fit its schema", "Give each record the fields of its family."),
    Code(
        "XS405",
        "a label outside the task's set",
        "Use the task's labels letter for letter; `xstilts-submit tasks --json` lists them.",
    ),
    Code("XS406", "an id twice", "Give every example one record."),
    Code("XS407", "an unknown id", "Use the ids of the inputs; remove records of other data."),
    Code("XS408", "examples without a record", "Predict every example of the split."),
    Code("XS409", "records out of order", "Write the records in the order of the inputs."),
    Code(
        "XS410",
        "another number of tags than tokens",
        "Write one tag for every token of the input, also for those the model cut off.",
    ),
    Code(
        "XS411",
        "another number of records than the manifest says",
        "The file was changed after `predict`: restore it, or predict again.",
    ),
    Code("XS412", "a match that is no candidate", "Give the zero-based row of a candidate."),
    Code("XS413", "a pair twice", "Write each pair once."),
    Code(
        "XS414",
        "an answer that is not in its context",
        "Give the context's own characters; normalised or joined tokens may score less.",
        "warning",
    ),
    # the submission beside the data
    Code(
        "XS501",
        "predicted on other inputs",
        "Validate with the data that `predict` used, or predict again on this data.",
    ),
    Code(
        "XS502",
        "the inputs belong to no known edition",
        "Scores on them compare only with scores on the same files.",
        "warning",
    ),
    Code(
        "XS503",
        "the edition's fingerprint is another",
        "The manifest names an edition that these inputs are not: predict again.",
    ),
    # predictions that are imported
    Code(
        "XS601",
        "a file or folder under another name",
        "Rename it as expected; predictions under other names would be passed over.",
    ),
    Code(
        "XS602",
        "not imported",
        "If it holds predictions, name it as the format does and choose a suite with its task.",
        "warning",
    ),
    Code(
        "XS603",
        "a byte-order mark or carriage returns, left out",
        "Nothing to do here; XTREME's own script keeps a byte-order mark as part of a label.",
        "warning",
    ),
    Code(
        "XS604",
        "empty lines, left out",
        "Nothing to do here; XTREME's own script counts each as an example and stops.",
        "warning",
    ),
    Code(
        "XS605",
        "a word instead of a tag",
        "Write the tag alone; for tokens that the model cut off, write O or its commonest tag.",
    ),
    Code(
        "XS606",
        "a column beside the label",
        "Keep the column of the labels alone, e.g. `cut -f2`; the tokens stand in the inputs.",
    ),
    Code(
        "XS607",
        "another spelling of a label",
        "Spell it letter for letter; labels are compared as text, so another spelling is wrong.",
    ),
    Code(
        "XS608",
        "an array instead of a number",
        "Remove the brackets; XTREME's retrieval script writes them.",
    ),
    Code(
        "XS609",
        "another number of answers than of examples",
        "Write one answer for each example, in the order of the inputs; or give the answers their"
        " ids, with --format jsonl.",
    ),
    Code(
        "XS610",
        "a sentence of another length",
        "Write one tag for every token of the input, also for those the model cut off.",
    ),
    Code(
        "XS611",
        "an answer that is no text",
        "Write a string for every question; an empty one where there is no answer.",
    ),
    Code("XS612", "a space instead of a tab", "Separate the two ids by one tab."),
    Code(
        "XS613",
        "not two sentence ids",
        "Write two ids and a tab between them; drop other columns, e.g. `cut -f1,2`.",
    ),
    Code(
        "XS614",
        "a pair twice, taken once",
        "Nothing to do here; pairs are a set, so the score is the same.",
        "warning",
    ),
    Code(
        "XS615",
        "matches that are their own lines' numbers",
        "Give the row of the other language's file; line numbers alone score near chance.",
        "warning",
    ),
    Code(
        "XS616",
        "not an object of answers",
        "Write one JSON object with the questions' ids as keys and the answers as strings.",
    ),
    # a row of a board
    Code(
        "XS701",
        "a pointer or a withdrawal that cannot be read",
        "Let `xstilts-submit submit` write it.",
    ),
    Code(
        "XS702",
        "more than one submission's folder is changed",
        "Put everything else into a pull request of its own.",
    ),
    Code(
        "XS703",
        "a file or folder that has no place in the store",
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
        "Keep predictions in a data set repository on the Hub: `xstilts-submit submit`.",
    ),
    Code(
        "XS706",
        "deleted without a withdrawal",
        "Use `xstilts-submit submit --withdraw`, which leaves the name to its owner.",
    ),
    Code(
        "XS707",
        "somebody else's submission",
        "Only the accounts in the merged manifest's author.github may change it; ask them, or open"
        " an issue.",
    ),
    Code(
        "XS708",
        "the author of the pull request is no owner",
        "Put your own account into author.github: --github LOGIN:ID.",
    ),
    Code(
        "XS709",
        "the predictions of another row",
        "Each row needs predictions of its own; the one filed first keeps them.",
    ),
    Code(
        "XS710",
        "nearly the predictions of another row",
        "Say in the notes how the two models are related; a maintainer looks at it.",
        "warning",
    ),
    Code(
        "XS711",
        "predictions that cannot be had",
        "Point to a whole commit of a public data set repository on the Hub that has them.",
    ),
    Code(
        "XS712",
        "it cannot be ranked",
        "Mend what the message says, or keep the submission to yourself.",
    ),
    Code(
        "XS713",
        "its pages cannot be made",
        "Look for the value that the message names; if the manifest is right, report it as a bug.",
    ),
)

CODES = {code.code: code for code in _ALL}
"""Every problem code."""
