"""Whether a server may listen on a port, asked before it starts: its own failure would be a traceback."""

from __future__ import annotations

import socket

from corpus.errors import Unavailable


def check_port(host: str, port: int, setting: str) -> None:
    """Unavailable, naming the setting to change, when something else listens on that port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as failure:
            raise Unavailable(
                f"port {port} on {host} cannot be used ({failure.strerror}); stop what uses it"
                f" (is Casebook running already?), or set {setting} to another port"
            ) from None
