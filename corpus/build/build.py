"""From the sources of a case to its files, and their page counts and digests into its record."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
from pptx import Presentation
from ruamel.yaml import YAML

from corpus.build.render_docx import render_docx
from corpus.build.render_html import render_html
from corpus.build.render_pdf import render_pdf
from corpus.build.render_pptx import render_pptx
from corpus.build.scan import scan
from corpus.case import SCAN
from corpus.errors import BadInput

Renderer = Callable[[str, str, str, str], bytes]
"""Text, title, language, footer -> file."""

RENDERERS: dict[str, Renderer] = {".html": render_html, ".docx": render_docx, ".pptx": render_pptx, ".pdf": render_pdf}


def build_document(source: Path, title: str, language: str, footer: str) -> bytes:
    """The bytes of the document that `source` (`<name>.<format>.md`) describes; BadInput for a format that is not made."""
    suffix = Path(source.stem).suffix
    if suffix not in RENDERERS:
        raise BadInput(f"{source.name}: a source is called <name>.<format>.md, with a format of {', '.join(RENDERERS)}")
    made = RENDERERS[suffix](source.read_text("utf-8"), title, language, footer)
    return scan(made) if source.stem.endswith(SCAN) else made


def build_case(folder: Path) -> list[str]:
    """Make every document of the case that has a source; returns the names of the files that changed."""
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096
    record_file = folder / "case.yaml"
    before = record_file.read_text("utf-8")
    record = yaml.load(before)
    changed = [name for entry in record.get("documents", ()) if (name := _build_entry(folder, record, entry))]
    out = io.StringIO()
    yaml.dump(record, out)
    if changed or out.getvalue() != before:
        record_file.write_text(out.getvalue(), "utf-8")
    return changed


def _build_entry(folder: Path, record: Any, entry: Any) -> str | None:
    """Make one document and note its pages and digest in its entry; the name if its bytes changed."""
    target = folder / entry["file"]
    source = folder / "source" / f"{entry['file']}.md"
    is_changed = False
    if source.is_file():
        footer = f"{record['rights_holder']} · {record['licence']}"
        made = build_document(source, str(entry["title"]), str(entry["language"]), footer)
        is_changed = not target.is_file() or target.read_bytes() != made
        target.write_bytes(made)
        entry["made_from"] = f"source/{source.name}"
    entry["sha256"] = hashlib.sha256(target.read_bytes()).hexdigest()
    if pages := _count_pages(target):
        entry["pages"] = pages
    return target.name if is_changed else None


def _count_pages(file: Path) -> int | None:
    if file.suffix == ".pdf":
        with pypdfium2.PdfDocument(file) as document:
            return len(document)
    if file.suffix == ".pptx":
        return len(Presentation(str(file)).slides)
    return None
