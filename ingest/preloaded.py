"""Imported by the fork server of `ingest.sandbox`, and by nothing else.

A fork server can only be told what to import, so this is the one module that works at import: it loads the readers of
formats once, and every child that is forked to parse a file has them.
"""

from ingest.convert import preload
from ingest.prepare import prepare_unstructured

prepare_unstructured()
preload()
