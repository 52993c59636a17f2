"""Examples for a shell in Markdown, run as a reader would run them, against a server of the tests."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.site.guides import LOCAL

TOKEN_NAME = "CASEBOOK_API_TOKEN"


def shell_blocks(markdown: str) -> list[str]:
    """Blocks of Markdown that are for a shell and use curl, without the indentation of a list."""
    blocks = re.findall(r"^( *)```sh\n(.*?)^ *```", markdown, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in blocks if "curl " in text]


def run_shell(block: str, api: str, folder: Path, token: str = "") -> str:
    """Run a block in a folder, with curl failing where the API refuses; what it prints."""
    if not shutil.which("curl"):
        pytest.fail("the examples need curl: apt-get install curl")
    script = 'set -eu\ncurl() { command curl -sS --fail-with-body "$@"; }\n' + block.replace(LOCAL, api)
    environment = {**os.environ, TOKEN_NAME: token}
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    return done.stdout
