"""The pipeline that Casebook's ingestion is compared with: Haystack with unstructured, called as their guides say.

Two things are kinder to it than to a stock user. Its classification of paragraphs, which would download a spaCy model for English, is
replaced by our rules, which are faster. And it runs in one warm process without any guard, where ours forks a child for every file.
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from haystack import Document, Pipeline, component
from haystack.components.converters import PyPDFToDocument

from ingest.prepare import prepare_unstructured

_PDF_PACKAGES = ("pdfminer", "pikepdf", "pi_heif", "pdf2image", "cv2", "onnxruntime", "unstructured_inference")
"""What `unstructured.partition.pdf` needs; without one of them it reads nothing, and some it misses without a word."""

UNSTRUCTURED_PDF = "unstructured's partition_pdf(strategy='fast')"
HAYSTACK_PDF = (
    "Haystack's PyPDFToDocument, because packages of unstructured's PDF reader are missing (eval/stock-packages.txt)"
)


@component
class UnstructuredFile:
    """A file by unstructured's own choice of partitioner, a PDF by its fast strategy; one Haystack document an element."""

    @component.output_types(documents=list[Document])
    def run(self, sources: list[str]) -> dict[str, list[Document]]:
        return {"documents": [_document(element) for source in sources for element in _partition(source)]}


def pdf_reader() -> str:
    """What reads PDF here, as a phrase for the report."""
    return UNSTRUCTURED_PDF if all(map(find_spec, _PDF_PACKAGES)) else HAYSTACK_PDF


def open_stock() -> tuple[Pipeline, Pipeline]:
    """Pipelines for PDF and for everything else; loads unstructured, which takes seconds."""
    _keep_titles()
    others = Pipeline()
    others.add_component("convert", UnstructuredFile())
    if pdf_reader() == UNSTRUCTURED_PDF:
        return others, others
    pdf = Pipeline()
    pdf.add_component("convert", PyPDFToDocument())
    return pdf, others


def run_stock(pipelines: tuple[Pipeline, Pipeline], path: Path) -> list[Document]:
    """The documents that the stock pipeline makes of a file; raises whatever its parts raise."""
    pipeline = pipelines[0 if path.suffix.lower() == ".pdf" else 1]
    documents: list[Document] = pipeline.run({"convert": {"sources": [str(path)]}})["convert"]["documents"]
    return documents


def _partition(source: str) -> list[Any]:
    if source.lower().endswith(".pdf"):
        elements: list[Any] = importlib.import_module("unstructured.partition.pdf").partition_pdf(
            filename=source, strategy="fast"
        )
        return elements
    return list(importlib.import_module("unstructured.partition.auto").partition(filename=source))


def _document(element: Any) -> Document:
    return Document(
        content=element.text, meta={"category": element.category, "page_number": element.metadata.page_number}
    )


def _keep_titles() -> None:
    """Prepare unstructured for a machine without network, but let it guess titles as it does out of the box."""
    sys.modules.setdefault("spacy", ModuleType("spacy"))
    text_type = importlib.import_module("unstructured.partition.text_type")
    guess = text_type.is_possible_title
    prepare_unstructured()
    text_type.is_possible_title = guess  # type: ignore[attr-defined]
