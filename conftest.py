"""Settings of all tests and notebooks: user data thrown away, the same examples every time, no network."""

import atexit
import os
import shutil
import sys
import tempfile

from hypothesis import settings

# The first process makes the folder; the workers of pytest-xdist and notebook kernels inherit its name.
if "PYTEST_XDIST_WORKER" not in os.environ:
    _home = tempfile.mkdtemp(prefix="frugal-twin-tests-")
    os.environ["FRUGAL_TWIN_HOME"] = _home
    atexit.register(shutil.rmtree, _home, ignore_errors=True)

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def _is_here(host: object) -> bool:
    text = host.decode(errors="replace") if isinstance(host, bytes) else host
    return text in {None, "", "localhost", "::1"} or str(text).startswith("127.")


def _refuse_the_network(event: str, args: tuple[object, ...]) -> None:
    """Audit hook: the kit works offline, so a test that looks up or calls another machine fails."""
    if event == "socket.getaddrinfo" and not _is_here(args[0]):
        raise PermissionError(f"a test looked up {args[0]!r}; the kit reaches no network")
    if event == "socket.connect" and isinstance(args[1], tuple) and not _is_here(args[1][0]):
        raise PermissionError(f"a test called {args[1]!r}; the kit reaches no network")


sys.addaudithook(_refuse_the_network)
