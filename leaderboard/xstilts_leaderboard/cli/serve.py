"""``xstilts-leaderboard serve``."""

from pathlib import Path

import click

from xstilts_leaderboard.cli._options import PATH


@click.command(name="serve")
@click.argument("site", type=PATH, default=Path("site"))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback on errors.")
def command(site: Path, port: int) -> None:
    """Serve a built site on this machine only, until interrupted."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    from xstilts_kit.diagnostics.errors import StorageError, UsageError

    if not (site / "index.html").is_file():
        raise UsageError(f"{site} does not contain a site.", "Build it: xstilts-leaderboard build.")
    handler = partial(SimpleHTTPRequestHandler, directory=str(site))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise StorageError(f"Port {port}: {error.strerror}.", "Give another --port.") from error
    click.echo(f"http://127.0.0.1:{server.server_address[1]}/")
    with server:
        server.serve_forever()
