"""The two clients: the same operations over a transport that waits, or over one that is awaited."""

from __future__ import annotations

from ui.client.operations import Operations, PlanningOperations
from ui.client.transports import AsyncTransport, SyncTransport


class ArchiveClient(Operations, PlanningOperations, SyncTransport):
    """Asks the archive at an address and waits for the answer.

    `ArchiveClient("https://casebook.example.org")`; `attempts` bounds how often a request is sent when the connection fails or the
    API says that it is busy.
    """


class AsyncArchiveClient(Operations, PlanningOperations, AsyncTransport):
    """As `ArchiveClient`, for asyncio: many cases can be asked for at the same time.

    `async with AsyncArchiveClient(api) as client: found = await client.case("almaty-brt")`.
    """
