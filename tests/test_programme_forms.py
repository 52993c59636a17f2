"""Forms of a programme: who may answer, when, how often, and that nothing of it is lost, told or run."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient
from form_programmes import BROWSER, RIGHT, Course, course, held, opened, today
from lxml import html
from sqlalchemy import text

from api.feedback import wording
from api.feedback.gate import FormGate
from corpus.errors import AnsweredAlready, BadInput, TooManyRequests, Unavailable
from corpus.programme.forms import FormKind, frozen, person_number, window
from corpus.programme.model import Award
from index.catalogue.tables import Base
from index.programmes import ProgrammeStore
from index.programmes.answers import FormStore
from tests.programmes import roster

Archive = tuple[TestClient, ProgrammeStore]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("forms")) as found:
        yield found


@pytest.fixture
def held_course(archive: Archive) -> Course:
    return course(*archive)


def said(content: str) -> str:
    """The text of a page, without its style."""
    return " ".join(" ".join(html.fromstring(content).find(".//main").itertext()).split())


def everything(store: ProgrammeStore) -> str:
    """Every cell of the catalogue's tables about programmes but the list of participants."""
    names = [name for name in Base.metadata.tables if name.startswith(("programme", "form", "case_ratings"))]
    with store._engine.connect() as connection:
        rows = [row._asdict() for name in names for row in connection.execute(text(f"SELECT * FROM {name}"))]
    return "\n".join(str({key: value for key, value in row.items() if key != "roster"}) for row in rows)


def test_a_link_takes_one_answer_and_says_so_afterwards(held_course: Course) -> None:
    (link,) = held_course.issue("after")
    page = held_course.client.get(link, headers=BROWSER)
    assert page.status_code == 200
    assert "You can send this form once" in said(page.text)
    sent = held_course.client.post(link, data=RIGHT, headers=BROWSER)
    assert (sent.status_code, "have been kept" in said(sent.text)) == (200, True)
    for again in (
        held_course.client.get(link, headers=BROWSER),
        held_course.client.post(link, data=RIGHT, headers=BROWSER),
    ):
        assert (again.status_code, "has been answered" in said(again.text)) == (410, True)
    as_json = held_course.client.get(link, headers={"Accept": "application/json"})
    assert (as_json.status_code, as_json.json()["type"]) == (410, "/problems/gone")


def test_of_two_answers_at_the_same_moment_exactly_one_is_kept(held_course: Course) -> None:
    (link,) = held_course.issue("reaction")
    store = FormStore(held_course.store._engine)
    form = store.open(link.rpartition("/")[2])

    def send(words: str) -> bool:
        try:
            store.keep(form, {"q3": ("4",), "q2": (words,)})
        except AnsweredAlready:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(send, [f"answer {n}" for n in range(8)]))
    assert kept.count(True) == 1
    filled = store.filled(held_course.id)
    assert [answer.answers["q2"] for answer in filled] == [(f"answer {kept.index(True)}",)]


def test_links_are_told_once_and_only_their_digests_are_kept(held_course: Course) -> None:
    held_course.store.enrol(held_course.id, roster())
    issued = held_course.ask("forms", {"form": "reaction", "participants": "all"})
    assert [link["name"] for link in issued["links"]] == ["Zubaida Quillfeather", "홍길동참가자"]
    kept = everything(held_course.store)
    tokens = [link["link"].rpartition("/")[2] for link in issued["links"]]
    for secret in (*tokens, "Quillfeather", "홍길동", "zq@example.org", "'t1'", held_course.keys.edit):
        assert secret not in re.sub(r"'presenters': \[[^]]*\]|\"presenters\": \[[^]]*\]", "", kept), secret
    assert all(len(token) == 22 for token in tokens)
    assert issued["links"][0]["number"] == person_number(held_course.keys.edit, "t1")


def test_nobody_who_has_a_link_gets_another_unless_it_is_renewed(held_course: Course) -> None:
    held_course.store.enrol(held_course.id, roster())
    asked = {"form": "after", "participants": "all"}
    first = held_course.ask("forms", asked)
    again = held_course.ask("forms", asked)
    assert (len(first["links"]), again["links"], len(again["kept"])) == (2, [], 2)
    old = first["links"][0]["link"].partition("8000")[2]
    held_course.client.post(old, data=RIGHT, headers=BROWSER)
    renewed = held_course.ask("forms", {**asked, "renew": True})
    assert [link["participant"] for link in renewed["links"]] == ["t2"], "who has answered keeps what was answered"
    lost = first["links"][1]["link"].partition("8000")[2]
    assert held_course.client.get(lost, headers=BROWSER).status_code == 404


def test_people_without_names_are_numbered_alike_on_every_form(held_course: Course) -> None:
    numbers = [
        [link["number"] for link in held_course.ask("forms", {"form": form, "count": count})["links"]]
        for form, count in (("after", 3), ("reaction", 3), ("after", 2))
    ]
    assert numbers == [["001", "002", "003"], ["001", "002", "003"], ["004", "005"]]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"form": "reaction"}, "either"),
        ({"form": "reaction", "count": 1, "participants": "all"}, "either"),
        ({"form": "reaction", "participants": "all"}, "no participants yet"),
        ({"form": "reaction", "count": 1001}, "1000"),
        ({"form": "sleep", "count": 1}, "form"),
    ],
)
def test_what_cannot_be_issued_is_refused_with_a_reason(held_course: Course, asked: object, sentence: str) -> None:
    assert sentence in held_course.ask("forms", asked, 422)["detail"]
    assert held_course.results()["forms"] == []


def test_only_the_key_for_changing_issues_links_and_reads_results(held_course: Course) -> None:
    for key in (held_course.keys.read, ""):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        at = f"/v1/programmes/{held_course.id}"
        asked = {"form": "reaction", "count": 1}
        assert held_course.client.post(f"{at}/forms", json=asked, headers=headers).status_code == 404
        assert held_course.client.get(f"{at}/results", headers=headers).status_code == 404


def test_a_form_stays_as_it_was_when_the_programme_changes(held_course: Course) -> None:
    (link,) = held_course.issue("reaction")
    held_course.store.change(
        held_course.id,
        1,
        held().model_copy(update={"evaluation": held().evaluation.model_copy(update={"reaction": ()})}),
    )
    assert "The session was useful." in said(held_course.client.get(link, headers=BROWSER).text)
    assert "no questions" in held_course.ask("forms", {"form": "reaction", "count": 1}, 422)["detail"]


def test_forms_open_and_close_by_the_dates_of_the_programme() -> None:
    programme = held(dt.date(2027, 8, 31)).model_copy(update={"time_zone": "Asia/Seoul"})
    now = dt.datetime(2027, 8, 1, tzinfo=dt.UTC)
    spans = {kind: window(programme, kind, now) for kind in FormKind}
    told = {kind.value: (f"{span.opens:%m-%d %H:%M}", f"{span.closes:%y-%m-%d %H:%M}") for kind, span in spans.items()}
    assert told == {
        "before": ("08-01 00:00", "27-08-30 15:00"),
        "reaction": ("08-29 15:00", "27-09-30 15:00"),
        "after": ("08-30 15:00", "27-09-30 15:00"),
        "follow-up": ("02-28 15:00", "28-04-29 15:00"),
    }, "midnight in Seoul is 15:00 of the day before; six months after the 31st of August is the 29th of February"
    with pytest.raises(BadInput, match="closed on 2027-08-30"):
        window(programme, FormKind.before, dt.datetime(2027, 9, 1, tzinfo=dt.UTC))


def test_a_form_before_and_after_its_time_says_when(archive: Archive) -> None:
    early = course(*archive, held(today() + dt.timedelta(days=40)))
    (link,) = early.issue("after")
    page = early.client.get(f"{link}?lang=ko", headers=BROWSER)
    assert (page.status_code, "아직 열리지 않은" in said(page.text)) == (404, True)
    assert early.client.post(link, data=RIGHT, headers=BROWSER).status_code == 404
    with early.store._engine.begin() as connection:
        connection.execute(text("UPDATE form_tokens SET opens = '2020-01-01', closes = '2020-02-01 00:00:00.000000'"))
    late = early.client.post(link, data=RIGHT, headers=BROWSER)
    assert (late.status_code, "It closed on" in said(late.text)) == (410, True)
    assert early.results()["people"] == []


def test_what_is_missing_or_wrong_comes_back_filled_in_and_the_link_stays_open(held_course: Course) -> None:
    (link,) = held_course.issue("reaction")
    nothing = held_course.client.post(link, data={}, headers=BROWSER)
    assert nothing.status_code == 422
    wrong = held_course.client.post(link, data={"q1": "9", "q2": "too <b>warm</b>"}, headers=BROWSER)
    page = html.fromstring(wrong.text)
    assert wrong.status_code == 422
    assert [each.get("href") for each in page.iterfind(".//div[@role='alert']//a")] == ["#q-q1", "#q-q3"]
    assert page.find(".//textarea").text_content().strip() == "too <b>warm</b>"
    assert page.find(".//title").text.startswith("Error:")
    for field in page.iterfind(".//fieldset[@aria-invalid]"):
        assert page.get_element_by_id(field.get("aria-describedby")).text_content().startswith("Error:")
    assert held_course.client.post(link, data={"q3": "4"}, headers=BROWSER).status_code == 200


def test_hostile_words_are_shown_as_words(archive: Archive) -> None:
    hostile = "<script>alert(1)</script>\"'>"
    programme = held().model_copy(update={"title": {"en": hostile}, "organiser": hostile})
    made = course(*archive, programme)
    (link,) = made.issue("reaction")
    for page in (
        made.client.get(link, headers=BROWSER),
        made.client.post(link, data={"q2": hostile * 200}, headers=BROWSER),
    ):
        assert "<script" not in page.text
        assert html.fromstring(page.text).find(".//script") is None
    assert made.client.get(f"{link}?lang={hostile}", headers=BROWSER).status_code == 200


def test_the_page_is_kept_by_nobody_and_may_run_nothing(held_course: Course) -> None:
    (link,) = held_course.issue("after")
    page = held_course.client.get(link, headers=BROWSER)
    policy = page.headers["content-security-policy"]
    assert {"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert "script-src" not in policy
    assert "set-cookie" not in page.headers
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert "noindex" in page.headers["x-robots-tag"]
    assert (
        "access-control-allow-origin"
        not in held_course.client.get(link, headers={**BROWSER, "Origin": "https://example.org"}).headers
    )


def test_what_is_right_never_reaches_the_page(held_course: Course) -> None:
    (link,) = held_course.issue("after")
    page = held_course.client.get(link, headers=BROWSER).text
    values = [each.get("value") for each in html.fromstring(page).iterfind(".//input")]
    assert values == ["a", "b", "a", "b"], "options in the order of the programme, and nothing beside them"
    assert not re.search("is_key|keys|points", page)


def test_the_score_is_told_where_completion_needs_it(archive: Archive) -> None:
    made = course(*archive, held().model_copy(update={"award": Award.completion}))
    half = made.client.post(made.issue("after")[0], data={"i1": "a"}, headers=BROWSER)
    assert "You reached 25% of the points; 60% are needed." in said(half.text)
    plain = course(*archive)
    told = plain.client.post(plain.issue("after")[0], data={"i1": "a"}, headers=BROWSER)
    assert "%" not in said(told.text)


def test_an_answer_that_cannot_be_kept_is_not_lost(held_course: Course) -> None:
    (link,) = held_course.issue("reaction")
    with patch.object(FormStore, "keep", side_effect=Unavailable("the catalogue cannot be written: disk full")):
        page = held_course.client.post(link, data={"q3": "5", "q2": "Long thoughts"}, headers=BROWSER)
    assert page.status_code == 503
    assert "could not be kept just now" in said(page.text)
    assert html.fromstring(page.text).find(".//textarea").text_content().strip() == "Long thoughts"
    assert held_course.client.post(link, data={"q3": "5"}, headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    ("language", "words", "direction"),
    [("es", "Enviar", "ltr"), ("fr", "Envoyer", "ltr"), ("ko", "보내기", "ltr"), ("ar", "إرسال", "rtl")],
)
def test_the_page_speaks_the_language_of_the_participant(
    archive: Archive, language: str, words: str, direction: str
) -> None:
    made = course(*archive, held().model_copy(update={"languages": ("en", language)}))
    (link,) = made.issue("after")
    for address, headers in (
        (f"{link}?lang={language}", BROWSER),
        (link, {**BROWSER, "Accept-Language": f"{language}-XX,en;q=0.5"}),
    ):
        page = html.fromstring(made.client.get(address, headers=headers).text)
        assert (page.get("lang"), page.get("dir")) == (language, direction)
        assert page.find(".//button").text_content() == words
    question = page.find(".//legend/span")
    assert question.get("lang") == (language if language == "ko" else "en"), (
        "a question that is not translated says its language"
    )


def test_every_word_of_the_pages_is_there_in_every_language() -> None:
    assert {tuple(told) for told in wording._words().values()} == {wording.LANGUAGES}
    names = [
        {tuple(sorted(re.findall(r"{(\w+)}", each))) for each in told.values()} for told in wording._words().values()
    ]
    assert all(len(each) == 1 for each in names)


def test_too_many_requests_are_held_off_with_a_page_and_with_a_problem(tmp_path: Path) -> None:
    with opened(tmp_path, "3/minute") as (client, _):
        for _ in range(3):
            assert client.get("/f/nothing", headers=BROWSER).status_code == 404
        page = client.get("/f/nothing", headers=BROWSER)
        problem = client.get("/f/nothing", headers={"Accept": "application/json"})
        for answer in (page, problem):
            assert answer.status_code == 429
            assert 0 < int(answer.headers["retry-after"]) <= 60
        assert "Please wait a moment" in said(page.text)
        assert problem.json()["type"] == "/problems/too-many-requests"


def test_addresses_are_counted_apart_and_subnets_of_ipv6_together() -> None:
    gate = FormGate("1/minute")
    for address in ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1", "testclient"):
        gate.let_address(address)
    for address in ("192.0.2.1", "2001:db8::ffff"):
        with pytest.raises(TooManyRequests):
            gate.let_address(address)


def test_unknown_links_open_nothing(held_course: Course) -> None:
    for token in ("x", "x" * 22, "x" * 4000, "%00"):
        assert held_course.client.get(f"/f/{token}", headers=BROWSER).status_code == 404, token
    assert held_course.client.get("/f/unknown.svg").status_code == 404


def test_a_qr_code_leads_to_the_link(held_course: Course) -> None:
    (link,) = held_course.issue("reaction")
    svg, png = held_course.client.get(f"{link}.svg"), held_course.client.get(f"{link}.png")
    assert (svg.headers["content-type"], png.content[:4]) == ("image/svg+xml", b"\x89PNG")
    assert svg.headers["cache-control"] == "no-store"


def test_links_leave_as_a_table_and_as_a_sheet_with_names_for_the_trainer_alone(held_course: Course) -> None:
    held_course.store.enrol(held_course.id, roster())
    headers = {"Authorization": f"Bearer {held_course.keys.edit}"}
    at, asked = f"/v1/programmes/{held_course.id}", {"form": "after", "participants": "all"}
    table = held_course.client.post(f"{at}/forms.csv", json=asked, headers=headers)
    assert table.headers["cache-control"] == "no-store"
    assert table.text.splitlines()[1].split(",")[1:4] == ["t1", "Zubaida Quillfeather", "zq@example.org"]
    refused = held_course.client.post(
        f"{at}/forms.html?lang=xx", json={"form": "reaction", "count": 9}, headers=headers
    )
    assert refused.status_code == 422
    assert [each["form"] for each in held_course.results()["forms"]] == ["after"], "a wrong request issues nothing"
    sheet = held_course.client.post(f"{at}/forms.html?lang=ko", json={**asked, "renew": True}, headers=headers)
    page = html.fromstring(sheet.text)
    assert len(page.findall(".//svg")) == len(page.findall(".//section")) == 2
    assert "홍길동참가자" in said(sheet.text)


def test_all_that_was_answered_goes_with_the_programme(tmp_path: Path) -> None:
    with opened(tmp_path) as (client, store):
        made = course(client, store)
        made.fill("reaction", [{"q1": "5", "q3": "4"}] * 2)
        made.fill("after", [RIGHT])
        assert "form_id" in everything(store)
        store.remove(made.id)
        assert everything(store) == ""


def test_tests_are_kept_under_a_number_and_other_answers_under_none(held_course: Course) -> None:
    held_course.fill("after", [RIGHT])
    held_course.fill("reaction", [{"q3": "4"}])
    kept = FormStore(held_course.store._engine).filled(held_course.id)
    assert {answer.form.kind.value: answer.number for answer in kept} == {"after": "001", "reaction": None}


def test_forms_that_ask_nothing_are_not_made() -> None:
    empty = held().model_copy(update={"assessment": held().assessment.model_copy(update={"items": ()})})
    with pytest.raises(BadInput, match="add items that are asked before"):
        frozen(empty, 1, FormKind.before)
