"""``python -m ui``: serves the front end where the settings say."""

from __future__ import annotations

import uvicorn

from corpus.cli import run_command
from corpus.ports import check_port
from corpus.settings import Settings
from ui.server import build_app


def main() -> None:
    """Serve until stopped; Unavailable where somebody else listens on the port."""
    settings = Settings()
    check_port(settings.host, settings.ui_port, "CASEBOOK_UI_PORT")
    uvicorn.run(build_app(settings), host=settings.host, port=settings.ui_port, log_level="warning")


if __name__ == "__main__":
    run_command(main)
