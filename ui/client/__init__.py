"""A typed client of the API over HTTP: the front end's only way to the archive, and a researcher's.

`ArchiveClient` waits for its answers, `AsyncArchiveClient` is awaited; both have the same methods, which `ui.client.operations` lists
and `ui.client.plans` describes. Every call returns a type of `corpus` or raises `ApiProblem`, whose sentence can be shown to a reader
as it is.

>>> from ui.client import ArchiveClient, SearchQuery
>>> with ArchiveClient(api) as client:
...     results = client.search(SearchQuery(text="bus rapid transit", filters={"country": ("CO",)}))
>>> [case.id for case in results.cases][:1]
['bogota-transmilenio']
>>> results.cases[0].hits[0].page is not None
True
"""

from corpus.results import SearchQuery
from ui.client.addresses import Params, PublicAddresses, comparison_params, query_params
from ui.client.archive import ArchiveClient, AsyncArchiveClient
from ui.client.calls import Download
from ui.client.frames import to_pandas
from ui.client.problems import ApiProblem, ArchiveChanged

__all__ = [
    "ApiProblem",
    "ArchiveChanged",
    "ArchiveClient",
    "AsyncArchiveClient",
    "Download",
    "Params",
    "PublicAddresses",
    "SearchQuery",
    "comparison_params",
    "query_params",
    "to_pandas",
]
