"""`merge`: joins submissions of one suite."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.scoring.scoring import Invalid
from xstilts_kit.storage import storage_errors, write_atomically
from xstilts_kit.submission.joining import joined
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.submission.naming import submission_name
from xstilts_kit.submission.target import check_free, state_of, work_on
from xstilts_kit.validation.validating import validate


def merge(
    submissions: Sequence[Path],
    out: Path,
    name: str | None = None,
    *,
    overwrite: bool = False,
    say: Say = say_on_stderr,
) -> Manifest:
    """Write a submission with the cells of several submissions.

    Args:
        submissions: Two or more valid submission folders.
        out: The folder to write.
        name: The new submission's name; default: the folder's name.
        overwrite: Replace an existing submission.
        say: Prints a line about fetched data.

    Raises:
        UsageError: The submissions contradict each other, or the output folder is taken.
        Invalid: One of the submissions has errors.
        StorageError: The folder cannot be written.
    """
    if len({folder.resolve() for folder in submissions}) < max(2, len(submissions)):
        raise UsageError(
            "Fewer than two submissions are given, or one of them twice.",
            "Name each folder once, e.g. `xstilts-submit merge A B --out C`.",
        )
    if out.resolve() in {folder.resolve() for folder in submissions}:
        raise UsageError(f"{out} is one of the submissions.", "Give --out another folder.")
    check_free(out, overwrite)
    state = state_of(out)
    called = submission_name(name, out)
    manifests = [(folder, _sound(folder, say)) for folder in submissions]
    whole = joined([(str(folder), manifest) for folder, manifest in manifests])
    whole = replace(whole, name=called, created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    places = {file.path: folder for folder, held in reversed(manifests) for file in held.listed}
    digests = {file.path: file.sha256 for file in whole.listed}
    with work_on(out, {"merged": digests}, state) as work:
        for path in digests:
            with storage_errors(places[path]):
                content = (places[path] / path).read_bytes()
            write_atomically(out / path, content)
        work.close(whole)
    return whole


def _sound(folder: Path, say: Say) -> Manifest:
    report = validate(folder, say=say)
    if not report.valid or report.manifest is None:
        raise Invalid(folder, report)
    return report.manifest
