"""Manners of the model libraries: what they send out and print unless told not to."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


def forbid_calls_home() -> None:
    """Keep OpenVINO from sending usage data; must run before it is first imported.

    OpenVINO takes a missing consent file for a yes, writes an id below the home directory and reports each import. No
    variable turns that off; but it falls back to a silent stub where its telemetry package cannot be imported.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]


@contextmanager
def only_errors() -> Iterator[None]:
    """Hold back what loading and exporting warn of (tracing, files about to be made): a person can do nothing with it."""
    import optimum.intel.openvino  # type: ignore[import-untyped]  # noqa: F401
    import sentence_transformers  # noqa: F401

    # Imported first, because each sets its level when imported; not `logging.disable`, which optimum undoes in the export.
    loggers = [logging.getLogger(name) for name in ("transformers", "optimum", "sentence_transformers")]
    before = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def first_line(error: BaseException) -> str:
    """What an error of theirs says first, which is what went wrong; the rest is advice to programmers. Its type where it says nothing."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
