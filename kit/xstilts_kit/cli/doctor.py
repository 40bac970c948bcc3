"""``xstilts-submit doctor``."""

from typing import TYPE_CHECKING

import click

from xstilts_kit.cli.console import print_json
from xstilts_kit.cli.options import as_json, quiet_and_debug

if TYPE_CHECKING:
    from xstilts_kit.doctor import Device, Diagnosis


@click.command(name="doctor")
@as_json
@quiet_and_debug
def command(json_: bool, quiet: bool) -> int:
    """Show what this machine and this account can and cannot do.

    Nothing is requested over the network, and a token is never shown. Exits with 3 if the default
    suite could not be predicted.
    """
    from xstilts_kit.doctor import diagnose

    found = diagnose()
    if json_:
        print_json(found.as_json())
    else:
        _print(found)
    return 0 if found.can_do_the_main_job else 3


def _print(found: "Diagnosis") -> None:
    commit = f" ({found.commit[:7]})" if found.commit else ""
    cores = "1 core" if found.cores == 1 else f"{found.cores} cores"
    click.echo(f"xstilts    {found.kit}{commit}")
    click.echo(f"Python     {found.python}{_verdict(found.python_fits)}")
    click.echo(f"system     {found.system}, {cores}")
    click.echo("libraries")
    for library in found.libraries:
        wanted = library.found is not None or library.extra is None
        extra = f"  [{library.extra}]" if library.extra else ""
        version = library.found or "not installed"
        click.echo(
            f"  {library.name:<18} {version:<14} {library.wanted:<12}{extra}"
            f"{_verdict(library.fits or not wanted)}"
        )
    click.echo("devices")
    for device in found.devices:
        click.echo(f"  {device.kind:<18} {device.name}, {_memory(device)}, {_bf16(device)}")
    click.echo("disk")
    for space in found.spaces:
        locked = "" if space.writable else "  !! cannot be written"
        click.echo(f"  {space.what:<18} {space.free / 1e9:,.1f} GB free, {space.path}{locked}")
    offline = "; the network is forbidden (XSTILTS_OFFLINE or HF_HUB_OFFLINE)"
    click.echo(f"Hub        {found.endpoint}{offline if found.offline else ''}")
    click.echo(f"token      {'present (not shown)' if found.token else 'none'}")
    if found.launch_problems:
        click.echo(f"torchrun   !! {'; '.join(found.launch_problems)}")
    elif found.processes > 1:
        click.echo(f"torchrun   {found.processes} processes")
    click.echo(f"data       {found.data}")
    click.echo("what can be run")
    for ability in found.abilities:
        reason = f": {ability.reason}" if ability.reason else ""
        click.echo(f"  {'yes' if ability.possible else 'no ':<4} {ability.what}{reason}")
        click.echo(f"       {ability.command}")


def _verdict(fits: bool) -> str:
    return "" if fits else "  !! does not fit"


def _memory(device: "Device") -> str:
    if device.memory is None:
        return "memory unknown"
    free = "" if device.free is None else f", {device.free / 1e9:,.1f} free"
    return f"{device.memory / 1e9:,.1f} GB{free}"


def _bf16(device: "Device") -> str:
    if device.bf16 is None:
        return "bfloat16 not known"
    return "bfloat16" if device.bf16 else "no quick bfloat16"
