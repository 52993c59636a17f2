"""Ingestion that is killed many times at random moments ends with the archive that it would have made in peace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from corpus.commands import CASES

SOME_CASES = ("almaty-brt", "kampala-revenue-reform", "lagos-brt-lite", "melbourne-urban-forest", "pontevedra-peatonal")
KILLS = 200


@pytest.mark.long
def test_kills_at_random_moments_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    for name in SOME_CASES:
        shutil.copytree(CASES / name, tmp_path / "cases" / name)
    shutil.copy(CASES / "curitiba-brt" / "page.html", tmp_path / "cases" / "loose.html")
    script = "import kill_rounds; kill_rounds.run()"
    command = [sys.executable, "-c", script, str(tmp_path / "archives"), str(tmp_path / "cases"), str(KILLS), "4"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=3600, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"{found['kills']} kills in {found['rounds']} rounds, by the step that they hit: {found['hits']}")
    assert found["kills"] == KILLS
    assert found["cases"] == len(SOME_CASES) + 1
    assert {"parse", "embed"} <= found["hits"].keys()
    assert found["wrong"] == []
