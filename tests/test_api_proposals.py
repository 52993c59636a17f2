"""Proposals over HTTP: anybody reads them with their quotes; whoever runs the archive decides, and each decision is a new version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import make_settings, run_here
from fastapi.testclient import TestClient

from api.app import create_app
from corpus.settings import Settings
from index.owner import current_owner

PLAN = """# Buses in Medellín

Medellín, in Colombia, opened its bus lanes in 2011. Medellín was glad of it, and so was the whole valley.

## Cost

The city invested 12,500 million pesos in 2010.

## Results

Traffic fell by 22 % in two years. Every day 35,000 passengers ride it.
"""


def ingest(settings: Settings, text: str) -> None:
    path = settings.data_dir.parent / "plan.md"
    path.write_text(text, "utf-8")
    done = run_here(settings, "ingest", str(path))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Settings:
    assert unpacked.is_dir()
    settings = make_settings(tmp_path_factory.mktemp("proposals") / "data")
    ingest(settings, PLAN)
    return settings


def proposed(client: TestClient, address: str, field: str) -> list[dict[str, Any]]:
    groups = client.get(f"{address}/proposals").json()["fields"]
    return next((group["proposals"] for group in groups if group["field"] == field), [])


def decide(settings: Settings, **rulings: str) -> dict[str, Any]:
    """Decide on the first proposal of each field; answers the record and what is then proposed."""
    with TestClient(create_app(settings)) as client:
        (card,) = client.get("/v1/cases").json()["cases"]
        address = f"/v1/cases/{card['id']}"
        owner = current_owner(settings.data_dir)
        assert owner is not None
        for field, ruling in rulings.items():
            first = proposed(client, address, field)[0]
            headers = {"Authorization": f"Bearer {owner.token}"}
            assert client.post(f"{address}/proposals/{first['id']}/{ruling}", headers=headers).is_success
        left = [group["field"] for group in client.get(f"{address}/proposals").json()["fields"]]
        return {"record": client.get(address).json()["record"], "left": left}


def test_decisions_outlive_ingesting_a_file_again(settings: Settings) -> None:
    decide(settings, start_date="confirm", country="reject")
    ingest(settings, f"{PLAN}\nThe lanes carry trams too, and people like them.\n")
    again = decide(settings)
    assert [made["ruling"] for made in again["record"]["decisions"]] == ["confirmed", "rejected"]
    assert again["record"]["start_date"] == "2011"
    assert again["record"].get("country") is None
    assert not {"start_date", "country"} & set(again["left"])
    assert {"city", "cost"} <= set(again["left"])


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="module")
def address(client: TestClient) -> str:
    (card,) = client.get("/v1/cases").json()["cases"]
    return f"/v1/cases/{card['id']}"


@pytest.fixture(scope="module")
def token(settings: Settings, client: TestClient) -> dict[str, str]:
    """What the command line reads from the card of the process that holds the archive."""
    assert client
    card = current_owner(settings.data_dir)
    assert card is not None
    return {"Authorization": f"Bearer {card.token}"}


def test_proposals_are_grouped_by_field_with_passage_and_quote(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}/proposals").json()
    assert {group["field"] for group in answer["fields"]} >= {"title", "city", "cost", "outcomes", "topics"}
    for group in answer["fields"]:
        sure = [proposal["confidence"] for proposal in group["proposals"]]
        assert sure == sorted(sure, reverse=True)
    (cost,) = proposed(client, address, "cost")
    assert (cost["value"]["amount"], cost["section"]) == (12.5e9, "cost")
    assert cost["quote"] == "The city invested 12,500 million pesos in 2010."
    assert client.get(f"/v1/passages/{cost['passage_id']}").json()["document_id"] == cost["document_id"]
    assert [group["is_filled"] for group in answer["fields"] if group["field"] in ("city", "cost")] == [True, False]


@pytest.mark.parametrize("ruling", ["confirm", "reject"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x"}])
def test_only_the_owner_decides(client: TestClient, address: str, ruling: str, headers: dict[str, str]) -> None:
    (cost,) = proposed(client, address, "cost")
    assert client.post(f"{address}/proposals/{cost['id']}/{ruling}", headers=headers).status_code == 404
    assert proposed(client, address, "cost") == [cost]


def test_a_confirmed_value_is_a_fact_in_a_new_version(client: TestClient, address: str, token: dict[str, str]) -> None:
    (cost,) = proposed(client, address, "cost")
    before = client.get(f"{address}/proposals").json()
    answer = client.post(f"{address}/proposals/{cost['id']}/confirm", headers=token)
    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == before["version"] + 1
    assert answer.json()["confirmed"] == before["confirmed"] + 1
    record = client.get(address).json()["record"]
    assert [(money["amount"], money["check"]) for money in record["cost"]] == [(12.5e9, "confirmed")]
    assert record["cost"][0]["source"] == record["sources"][0]["id"]
    assert proposed(client, address, "cost") == []
    again = client.post(f"{address}/proposals/{cost['id']}/confirm", headers=token)
    assert again.json()["version"] == answer.json()["version"]


def test_a_rejected_city_is_no_longer_found_by(client: TestClient, address: str, token: dict[str, str]) -> None:
    assert client.get("/v1/cases", params={"city": "3674962"}).json()["total"] == 1
    for city in proposed(client, address, "city"):
        answer = client.post(f"{address}/proposals/{city['id']}/reject", headers=token)
        assert answer.status_code == 200, answer.text
    assert client.get("/v1/cases", params={"city": "3674962"}).json()["total"] == 0
    assert client.get(address).json()["record"].get("city") is None
    hits = client.get("/v1/search", params={"q": "bus lanes"}).json()
    assert hits["total"] == 1


def test_a_proposal_that_is_not_there_is_a_problem(client: TestClient, address: str, token: dict[str, str]) -> None:
    unknown = client.post(f"{address}/proposals/0123456789ab/confirm", headers=token)
    assert unknown.status_code == 404
    assert "no proposal" in unknown.json()["detail"]
    assert client.post(f"{address}/proposals/nonsense/confirm", headers=token).status_code == 422
    assert client.get("/v1/cases/nothing/proposals").status_code == 404
