"""``xstilts-submit inputs``."""

from pathlib import Path
from typing import Any

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import (
    PATH,
    as_json,
    quiet_and_debug,
    read_resources,
    resource_options,
    selection_options,
    transform_option,
    yes_option,
)


@click.command(name="inputs")
@selection_options
@transform_option
@resource_options
@click.option(
    "--available", is_flag=True, help="Skip tasks and languages without data, and list them."
)
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The folder to write.")
@yes_option
@as_json
@quiet_and_debug
def command(
    out: Path, available: bool, yes: bool, json_: bool, quiet: bool, **options: Any
) -> None:
    """Write the examples of a suite as JSON lines, for a model that is not on the Hub.

    Writes one file per task and language, with one example per line and no answers; inputs.json
    describes the records that each task needs. `import --format jsonl` reads such records.
    """
    from xstilts_kit.exchange.inputs import INDEX, write_inputs
    from xstilts_kit.exchange.selection import Selection
    from xstilts_kit.transforms import as_resources

    resources = as_resources(read_resources(options))
    written = write_inputs(
        Selection(**options),
        out,
        resources=resources,
        available=available,
        yes=yes,
        say=lambda line: note(line, quiet and yes),
    )
    for line in written.skipped:
        note(f"Skipped {line}", quiet)
    for line in written.warnings[:10]:
        note(f"Warning: {line}", quiet)
    if len(written.warnings) > 10:
        note(f"Warning: and {len(written.warnings) - 10} more.", quiet)
    if json_:
        print_json(written.index.as_json())
        return
    click.echo(str(written))
    note(
        f"Next: predict one record for each example ({out / INDEX} shows the form), then"
        " xstilts-submit import --format jsonl",
        quiet,
    )
