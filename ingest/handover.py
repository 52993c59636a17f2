"""Handing work to the running API, which owns the archive: the same updates come back as if it were done here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from corpus.errors import Unavailable
from index.owner import Owner
from ingest.following import follow
from ingest.jobs.progress import JobState, Progress, Update
from ingest.outcomes import Outcome, Result


def hand_over(owner: Owner, paths: Sequence[Path], *, is_pruning: bool) -> Iterator[Update]:
    """Have the owner ingest these paths, and follow the job."""
    work = {"paths": [str(path.resolve()) for path in paths], "prune": is_pruning}
    return _followed(owner, _ask(owner, "POST", "/v1/jobs", json=work))


def hand_over_removal(owner: Owner, case_ids: Sequence[str]) -> Iterator[Update]:
    """Have the owner remove these cases."""
    return _followed(owner, _ask(owner, "POST", "/v1/jobs", json={"remove": list(case_ids)}))


def hand_over_retry(owner: Owner, job_id: str) -> Iterator[Update]:
    """Have the owner do again what a job did not do."""
    return _followed(owner, _ask(owner, "POST", f"/v1/jobs/{job_id}/retry"))


def _followed(owner: Owner, job: Mapping[str, Any]) -> Iterator[Update]:
    def ask(after: int) -> tuple[Update, int]:
        state = _ask(owner, "GET", f"/v1/jobs/{job['id']}", params={"after": after})
        return Update(_progress(state), tuple(map(_outcome, state["outcomes"]))), int(state["last"])

    return follow(ask)


def _progress(state: Mapping[str, Any]) -> Progress:
    numbers = ("files", "files_done", "failed", "pages", "passages", "passages_done", "seconds_left", "error")
    created = dt.datetime.fromisoformat(state["created"])
    known = {name: state[name] for name in numbers}
    return Progress(id=state["id"], kind=state["kind"], state=JobState(state["state"]), created=created, **known)


def _outcome(row: Mapping[str, Any]) -> Outcome:
    return Outcome(Path(row["path"]), Result(row["result"]), row["case_id"], row["passages"], row["reason"])


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
