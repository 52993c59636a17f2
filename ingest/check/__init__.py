"""Whether case folders keep the promises of corpus/AUTHORING.md: `check_corpus` reads every record and every file of theirs."""

from ingest.check.check import CaseReport, CorpusReport, check_corpus

__all__ = ["CaseReport", "CorpusReport", "check_corpus"]
