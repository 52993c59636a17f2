"""Sending calls over HTTP: one class that waits and one that is awaited, with the same limits, retries and errors.

Asked again are requests that got no answer because of the connection, and answers 429 and 503 that say when to come back. What would do
something twice is sent again only where it never reached the API.
"""

from __future__ import annotations

from io import BytesIO
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar

import httpx
from pydantic import ValidationError
from tenacity import AsyncRetrying, RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from ui.client.calls import Asking, Call, Done, Download, advance, open_body
from ui.client.problems import ApiProblem, problem_of, unanswered, unreadable

CONNECT_SECONDS = 2.0
ATTEMPTS = 3
FIRST_WAIT_SECONDS = 0.5
"""Doubled with each further attempt, where the API says nothing of when to come back."""
LONGEST_WAIT_SECONDS = 30.0
"""Who is told to wait longer learns it at once instead."""

_BROKEN_CONNECTIONS = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.RemoteProtocolError)

_NEVER_REACHED = (httpx.ConnectError, httpx.ConnectTimeout)

Answered = TypeVar("Answered")


def _may_pass(error: BaseException, call: Call[Any]) -> bool:
    """Whether asking again soon may help, and does no harm."""
    if isinstance(error, ApiProblem):
        return error.retry_after is not None and error.retry_after <= LONGEST_WAIT_SECONDS
    return isinstance(error, _BROKEN_CONNECTIONS if call.endpoint.is_repeatable else _NEVER_REACHED)


def _wait(state: RetryCallState) -> float:
    """Seconds before the next attempt."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, ApiProblem) and error.retry_after is not None:
        return error.retry_after
    return float(FIRST_WAIT_SECONDS * 2 ** (state.attempt_number - 1))


def _policy(attempts: int, call: Call[Any]) -> dict[str, Any]:
    stop, retry = stop_after_attempt(max(1, attempts)), retry_if_exception(lambda error: _may_pass(error, call))
    return {"stop": stop, "retry": retry, "wait": _wait, "reraise": True}


def _request(call: Call[Any]) -> dict[str, Any]:
    timeout = httpx.Timeout(call.seconds, connect=CONNECT_SECONDS)
    return {
        "method": call.endpoint.method, "url": call.path, "params": call.params, "json": call.json, "timeout": timeout,
        "headers": dict(call.headers), "content": call.content,
    }  # fmt: skip


def _read(call: Call[Answered], response: httpx.Response, written: BinaryIO, api: str) -> Answered:
    content = written.getvalue() if isinstance(written, BytesIO) else b""
    try:
        return call.read(Download(content, response.headers.get("content-type", "application/octet-stream")))
    except ValidationError as error:
        raise unreadable(error, api) from None


class SyncTransport:
    """Asks the API at `api` and waits. Keeps connections open; may be shared between threads; close it, or use it in a `with`."""

    def __init__(self, api: str, transport: httpx.BaseTransport | None = None, *, attempts: int = ATTEMPTS) -> None:
        self.api = api.rstrip("/")
        self._http = httpx.Client(base_url=self.api, transport=transport)
        self._attempts = attempts

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def run(self, asking: Asking[Answered]) -> Answered:
        """The answer to a call, or to what takes several; ApiProblem where there is none."""
        steps = iter(asking)
        step: Call[Any] | Done[Answered] = advance(steps, None)
        while isinstance(step, Call):
            step = advance(steps, self._outcome(step))
        return step.answer

    def _outcome(self, call: Call[Any]) -> Any:
        try:
            return Retrying(**_policy(self._attempts, call))(self._send, call)
        except httpx.HTTPError as error:
            return unanswered(error, self.api)
        except ApiProblem as problem:
            return problem

    def _send(self, call: Call[Answered]) -> Answered:
        with self._http.stream(**_request(call)) as response:
            if not response.is_success:
                response.read()
                raise problem_of(response, self.api)
            with open_body(call.to) as body:
                for piece in response.iter_bytes():
                    body.write(piece)
        return _read(call, response, body, self.api)


class AsyncTransport:
    """As `SyncTransport`, but awaited; close it with `await aclose()`, or use it in an `async with`."""

    def __init__(
        self, api: str, transport: httpx.AsyncBaseTransport | None = None, *, attempts: int = ATTEMPTS
    ) -> None:
        self.api = api.rstrip("/")
        self._http = httpx.AsyncClient(base_url=self.api, transport=transport)
        self._attempts = attempts

    async def aclose(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self.aclose()

    async def run(self, asking: Asking[Answered]) -> Answered:
        """The answer to a call, or to what takes several; ApiProblem where there is none."""
        steps = iter(asking)
        step: Call[Any] | Done[Answered] = advance(steps, None)
        while isinstance(step, Call):
            step = advance(steps, await self._outcome(step))
        return step.answer

    async def _outcome(self, call: Call[Any]) -> Any:
        try:
            # One for each call: what it counts would be shared by calls that are awaited at the same time.
            return await AsyncRetrying(**_policy(self._attempts, call))(self._send, call)
        except httpx.HTTPError as error:
            return unanswered(error, self.api)
        except ApiProblem as problem:
            return problem

    async def _send(self, call: Call[Answered]) -> Answered:
        async with self._http.stream(**_request(call)) as response:
            if not response.is_success:
                await response.aread()
                raise problem_of(response, self.api)
            with open_body(call.to) as body:
                async for piece in response.aiter_bytes():
                    body.write(piece)
        return _read(call, response, body, self.api)
