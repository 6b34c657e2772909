"""Taking the port on which a process answers, and telling where that is."""

import errno
import os
import socket

from api.platform.faults import Fault

# Addresses that one can listen on but not open in a browser, and what to show instead.
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
ADVICE = {
    errno.EACCES: "Ports below 1024 need a right of their own: try --port with a larger number.",
    errno.EADDRNOTAVAIL: "Try --host with an address of this machine.",
}


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens: early callers wait, and a second process is refused.

    A name with both kinds of addresses stands for its IPv4 one. Raises Fault.
    """
    try:
        found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, *_, address = min(found, key=lambda each: each[0] != socket.AF_INET)
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise _refused(error, host, port) from None


def url_of(listener: socket.socket) -> str:
    """Return the address under which this machine reaches what listens, as a URL."""
    host, port = listener.getsockname()[:2]
    host = ANYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _refused(error: OSError, host: str, port: int) -> Fault:
    if isinstance(error, socket.gaierror):
        why, advice = error.strerror, ADVICE[errno.EADDRNOTAVAIL]
    else:
        why = os.strerror(error.errno or 0)
        advice = ADVICE.get(error.errno or 0, "Try --port with another number.")
    return Fault(f"Cannot listen on {host}:{port} ({why}). {advice}")
