"""Handing work to the running API, which owns the archive: the same outcomes come back as if it were done here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from corpus.errors import Unavailable
from index.owner import Owner
from ingest.outcomes import Outcome, Result

POLL_SECONDS = 0.5


def hand_over(owner: Owner, paths: Sequence[Path], *, is_pruning: bool) -> Iterator[tuple[Outcome, int]]:
    """Have the owner ingest these paths; yields each outcome as it is known, with the number of files in all."""
    work = {"paths": [str(path.resolve()) for path in paths], "prune": is_pruning}
    return _outcomes(owner, _ask(owner, "POST", "/v1/ingest", json=work))


def hand_over_removal(owner: Owner, case_ids: Sequence[str]) -> Iterator[tuple[Outcome, int]]:
    """Have the owner remove these cases."""
    return _outcomes(owner, _ask(owner, "POST", "/v1/remove", json={"cases": list(case_ids)}))


def _outcomes(owner: Owner, job: Mapping[str, Any]) -> Iterator[tuple[Outcome, int]]:
    seen = 0
    while True:
        state = _ask(owner, "GET", f"/v1/ingest/{job['id']}", params={"after": seen})
        for row in state["outcomes"]:
            seen += 1
            yield Outcome(**row | {"path": Path(row["path"]), "result": Result(row["result"])}), state["total"]
        if state["error"]:
            raise Unavailable(f"the running Casebook could not finish: {state['error']}")
        if state["is_done"]:
            return
        time.sleep(POLL_SECONDS)


def _ask(owner: Owner, method: str, path: str, **given: Any) -> dict[str, Any]:
    try:
        headers = {"Authorization": f"Bearer {owner.token}"}
        answer = httpx.request(method, f"{owner.url}{path}", headers=headers, timeout=60, **given)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
    except httpx.HTTPStatusError as failure:
        detail = failure.response.json().get("detail", failure.response.reason_phrase)
        raise Unavailable(f"the running Casebook refused the work: {detail}") from failure
    except httpx.HTTPError as failure:
        raise Unavailable(
            f"`{owner.command}` (process {owner.pid}) holds the archive but does not answer at {owner.url}: {failure}"
        ) from failure
    return body
