"""Rows that cannot be scored, loaded or shown: they are left out without affecting others."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from xstilts_kit.diagnostics.errors import StorageError, XstiltsError
from xstilts_kit.diagnostics.render import clean
from xstilts_kit.scoring.scoring import Invalid
from xstilts_leaderboard.store.submissions import Entry

SCHEMA = "xstilts-failed-v1"
Failure = tuple[Entry, XstiltsError]
OnFailure = Callable[[Entry, XstiltsError], None]


@contextmanager
def kept_apart(entry: Entry, failed: OnFailure | None) -> Iterator[None]:
    """Report an error of one row instead of raising it.

    A `StorageError` is always raised, because a full or read-only disk is not the row's fault.

    Args:
        entry: The row.
        failed: Called with the error; None raises it.
    """
    try:
        yield
    except StorageError:
        raise
    except XstiltsError as error:
        if failed is None:
            raise
        failed(entry, error)
    except Exception as error:
        if failed is None:
            raise
        failed(entry, unexpected(error))


def unexpected(error: Exception) -> XstiltsError:
    """Wrap an unexpected error in one with a remedy."""
    return XstiltsError(
        f"Unexpected {type(error).__name__}: {str(error)[:200]}",
        "`xstilts-leaderboard check --debug` on the row's folder shows where; report it as a bug.",
    )


def first_of_each(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """Return the first failure of each row, in order; a row on two boards may fail twice."""
    found: dict[str, Failure] = {}
    for entry, error in failures:
        found.setdefault(entry.key, (entry, error))
    return tuple(found.values())


def failures_json(failures: Iterable[Failure]) -> dict[str, Any]:
    """Format the rows that were left out as JSON, following the schema ``failed``."""
    return {
        "schema": SCHEMA,
        "rows": [
            {
                "row": entry.key,
                "message": clean(_reason(error)[0])[:1000],
                "remedy": clean(_reason(error)[1])[:1000],
            }
            for entry, error in failures
        ],
    }


def failures_text(failures: Iterable[Failure], form: str) -> str:
    """Format the rows that were left out for a terminal or as GitHub warnings (at most eight)."""
    failures = tuple(failures)
    if form != "github":
        return "\n".join(
            f"{entry.key}: left out. {clean(_reason(error)[0])}\n  {clean(_reason(error)[1])}"
            for entry, error in failures
        )
    lines = [
        "::warning title=Row left out::" + _escaped(f"{entry.key}: {' '.join(_reason(error))}")
        for entry, error in failures[:8]
    ]
    if len(failures) > 8:
        lines.append(f"::warning title=Rows left out::{len(failures) - 8} more")
    return "\n".join(lines)


def _reason(error: XstiltsError) -> tuple[str, str]:
    """Return what is wrong and what to do, each as a self-contained sentence."""
    if not isinstance(error, Invalid):
        return error.what, error.remedy
    first = next(one for one in error.report.problems if one.severity == "error")
    what = f"{error.what} The first: {first.place}: {first.code} {first.message}."
    return what, f"{first.remedy} `xstilts-submit validate` shows all."


def _escaped(text: str) -> str:
    kept = clean(text)[:1000]
    return kept.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
