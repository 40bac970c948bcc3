"""``predict --slurm``: the array job for the options of a command line."""

from typing import Any

import click

from xstilts_kit.diagnostics.errors import UsageError

_NOT_PASSED_ON = ("slurm", "out", "tasks", "name", "json_", "dry_run")


def array_script(context: click.Context) -> str:
    """Write the options that the user gave into the script of an array job."""
    from xstilts_kit.definitions import in_use
    from xstilts_kit.prediction.array_job import array_job, array_tasks

    options: dict[str, Any] = context.params
    given: dict[str, tuple[str, ...]] = {}
    if options["out"] is None:
        raise UsageError("No --out is given.", "Name the folder of the joined submission.")
    folder = in_use().folder
    if folder is not None:
        given["--tasks"] = (str(folder),)
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if (
            name not in options
            or name in _NOT_PASSED_ON
            or source is not click.core.ParameterSource.COMMANDLINE
        ):
            continue
        value = options[name]
        values = value if isinstance(value, tuple | list) else (value,)
        given[max(parameter.opts, key=len)] = () if value is True else tuple(map(str, values))
    tasks = array_tasks(options["suite"], options["tasks"], options["languages"])
    return array_job(tasks, given, options["out"], options["name"])
