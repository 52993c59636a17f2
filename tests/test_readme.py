"""What the README promises is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from fake_archive import REPORT_LINES, TOKEN, pdf
from shell_examples import TOKEN_NAME, run_shell, shell_blocks
from typer.main import get_command

from corpus.cli import build_app
from corpus.commands import case_folders
from corpus.settings import Settings, settings_table
from corpus.statistics import statistics_of, to_markdown
from ingest.records import read_case

pytest_plugins = ("served_archive",)
ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_every_setting_is_described_in_the_readme() -> None:
    assert settings_table() in README, "put the output of `casebook settings` into README.md"
    assert all(field.description for field in Settings.model_fields.values())


def test_every_command_is_in_the_readme_and_has_help() -> None:
    app = get_command(build_app())
    commands = {
        f"{name} {sub}" if sub else name: command
        for name, group in app.commands.items()  # type: ignore[attr-defined]
        for sub, command in (getattr(group, "commands", None) or {"": group}).items()
    }
    documented = set(re.findall(r"^\| `casebook ([a-z]+(?: [a-z-]+)?)", README, re.MULTILINE))
    assert documented == set(commands)
    assert all(command.help for command in commands.values())


def test_the_figures_of_the_readme_are_those_of_the_corpus() -> None:
    figures = to_markdown(statistics_of([read_case(folder, is_ours=True) for folder in case_folders()]))
    assert figures in README, "put the output of `casebook corpus stats --markdown` into README.md"


def test_every_file_that_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_shell_examples_of_the_readme_run(api_url: str, served: str, tmp_path: Path) -> None:
    """Those that change the archive run against that of the tests: the other one is shared."""
    (tmp_path / "plan.pdf").write_bytes(pdf(REPORT_LINES))
    id = ""
    for block in shell_blocks(README):
        if TOKEN_NAME not in block:
            assert run_shell(block, api_url, tmp_path) or "-o " in block
            continue
        for line in block.strip().splitlines():
            printed = run_shell(line.replace("<id>", id), served, tmp_path, TOKEN)
            id = str(json.loads(printed).get("id", id))
