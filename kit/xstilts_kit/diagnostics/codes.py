"""The registry of problem codes. A code never changes its meaning and is never used again.

1xx the folder · 2xx the manifest · 3xx a prediction file as text · 4xx its records ·
5xx the submission beside the data
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
)

CODES = {code.code: code for code in _ALL}
"""Every problem code."""
