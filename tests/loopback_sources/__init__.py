"""A web server on 127.0.0.1 that plays the publishers of the benchmark's primary files.

`loopback_sources` starts one; a file lies at ``/<host>/<path>`` of its real address, so that the
server is what ``--mirror`` names. `made` has a small invented edition with builders and primary
files; `real` has the published form of the real files. Faults are made on demand.
"""

from loopback_sources.server import PAGE, Fault, Request, Sources, loopback_sources

__all__ = ["PAGE", "Fault", "Request", "Sources", "loopback_sources"]
