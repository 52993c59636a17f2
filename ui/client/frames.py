"""Answers as tables for pandas, which is imported when a table is asked for and not before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from corpus.errors import Unavailable
from corpus.results import Answer, Results

if TYPE_CHECKING:
    import pandas as pd


def to_pandas(answers: Results | Iterable[Answer]) -> pd.DataFrame:
    """One row an answer, the cases of `Results`; one column a field, those of nested answers as `city.name`.

    Fields that hold several values stay lists in one cell: `table.explode("topics")` gives one row a topic. Unavailable where pandas is
    not installed.

    >>> table = to_pandas(client.search(SearchQuery(text="bus lanes", limit=3)))
    >>> len(table), "verdict" in table.columns
    (3, True)
    """
    try:
        import pandas as pd
    except ImportError:
        raise Unavailable("a table needs pandas, which is not installed here: pip install pandas") from None
    rows = answers.cases if isinstance(answers, Results) else answers
    return pd.json_normalize([row.model_dump(mode="json") for row in rows], sep=".")
