"""``python -m api``: the API alone."""

from api.commands import serve
from corpus.cli import run_command

if __name__ == "__main__":
    run_command(serve)
