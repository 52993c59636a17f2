"""Making the documents of the shipped cases from their sources: the same source gives the same bytes.

A document `report.pdf` of a case is made from `source/report.pdf.md`, Markdown as `corpus/AUTHORING.md` describes it.
"""

from corpus.build.build import build_case, build_document

__all__ = ["build_case", "build_document"]
