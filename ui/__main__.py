"""``python -m ui``: serves the front end where the settings say."""

from __future__ import annotations

import socket
import sys

import uvicorn

from corpus.errors import CasebookError, Unavailable
from corpus.settings import Settings
from ui.server import build_app


def check_port(host: str, port: int) -> None:
    """Raises Unavailable where somebody else listens: uvicorn would only print a traceback of the system's words."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Unavailable(
                f"the front end cannot listen on {host} port {port} ({error.strerror}); choose another with CASEBOOK_UI_PORT"
            ) from None


def main() -> int:
    settings = Settings()
    try:
        check_port(settings.host, settings.ui_port)
    except CasebookError as error:
        print(f"casebook: {error}", file=sys.stderr)
        return 1
    uvicorn.run(build_app(settings), host=settings.host, port=settings.ui_port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
