"""After a course: links to its forms, its results, and the courses in which a case was taught."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from api.addresses import Addresses
from api.archive import Archive
from api.deps import ArchiveDep, CasePath
from api.exports.workbook import MEDIA_TYPE as XLSX
from api.feedback.page import PRIVATE_PAGE
from api.feedback.sheet import links_csv, links_page
from api.feedback.tables import results_csv, results_workbook
from api.feedback.wording import PageLanguage
from api.file_responses import content_disposition
from api.openapi import file_body
from api.parameters import TakesNone
from api.programme_access import EditableDep, KeyDep, ProgrammesDep
from corpus.errors import BadInput
from corpus.programme.forms import FormLink, FormsRequest, IssuedForms, frozen, person_number, window
from corpus.programme.results import CaseTeaching, ProgrammeResults
from corpus.programme.roster import Participant
from index.programmes import ProgrammeStore
from index.programmes.answers import FormStore
from index.programmes.outcome import outcome
from index.programmes.teaching import case_teaching

router = APIRouter(prefix="/v1/programmes/{programme_id}", tags=["programmes"])
taught = APIRouter(prefix="/v1/cases", tags=["cases"])

LangDep = Annotated[
    PageLanguage,
    Query(description="language of headings, and of texts where the programme has them in it", examples=["ko"]),
]


def _forms(archive: ArchiveDep) -> FormStore:
    return FormStore(archive.opened.catalogue.engine)


FormsDep = Annotated[FormStore, Depends(_forms)]


def _file(media_type: str, example: str, **schema: str) -> dict[int | str, dict[str, Any]]:
    return {200: file_body("A file to save.", media_type, example, **schema)}


@dataclass(frozen=True, slots=True)
class Issue:
    """Links that are asked for. They are issued by the route itself, once nothing of the request is wrong any more."""

    asked: FormsRequest
    programme_id: EditableDep
    key: KeyDep
    store: ProgrammesDep
    forms: FormsDep
    archive: ArchiveDep

    def links(self) -> IssuedForms:
        """New links to the form as the programme has it now."""
        stored, asked = self.store.read(self.programme_id), self.asked
        opening = window(stored.programme, asked.form, dt.datetime.now(dt.UTC))
        people = _people(asked, self.store, self.programme_id, self.key)
        form = frozen(stored.programme, stored.version, asked.form)
        wanted: Sequence[str] | int = list(people) if people else asked.count or 0
        made = self.forms.issue(self.programme_id, form, opening, wanted, asked.renew)
        return IssuedForms(
            programme=self.programme_id, form=asked.form, version=stored.version, opens=opening.opens,
            closes=opening.closes, kept=made.kept,
            links=tuple(_link(self.archive, number, token, people.get(number)) for number, token in made.tokens.items()),
        )  # fmt: skip


def _people(asked: FormsRequest, store: ProgrammeStore, programme_id: str, key: str) -> dict[str, Participant]:
    """Number -> participant; nobody where so many links without names are asked for."""
    if (asked.count is None) == (asked.participants is None):
        raise BadInput("say either `count`, for so many links, or `participants`: `all`, for one to each participant")
    if asked.count is not None:
        return {}
    found = {person_number(key, each.id): each for each in store.roster(programme_id).participants}
    if not found:
        raise BadInput("this programme has no participants yet; enrol them first, or ask for links by `count`")
    return found


def _link(archive: Archive, number: str, token: str, person: Participant | None) -> FormLink:
    link = Addresses.of(archive.settings).form(token)
    if person is None:
        return FormLink(number=number, link=link)
    return FormLink(number=number, participant=person.id, name=person.name, email=person.email, link=link)


IssueDep = Annotated[Issue, Depends()]


@router.post("/forms", summary="Issue links to a form")
def issue_forms(issue: IssueDep) -> IssuedForms:
    """Links to the test before or after, the reaction form or the follow-up: each opens the form once, without an account.

    The links are told this once; only digests of them are kept, and nothing of who was given which. The questions are those of the programme
    now and stay so. The `number` is the same on every form of the same person: row by row with `count`, by participant with `participants`
    for as long as the key for changing is not renewed. Tests are kept under it, all other answers under no number. Asked again, only those
    who have no link get one, or with `renew` all who have not answered yet.

    Forms open and close by the dates of the programme: the test before until the end of the first day, the reaction form from the first day
    and the test after from the last day to 30 days later, the follow-up for 60 days from `follow_up_months` on.
    """
    return issue.links()


@router.post(
    "/forms.csv",
    summary="Issue links to a form as a table",
    response_class=Response,
    responses=_file(
        "text/csv", "number,participant,name,email,form,link,opens,closes\r\n001,,,,reaction,https://...\r\n"
    ),
)
def issue_forms_csv(issue: IssueDep) -> Response:
    """The same links as CSV, with names where there are any: for whoever mails them, and to be kept by nobody else."""
    issued = issue.links()
    return _private("".join(links_csv(issued)), "text/csv; charset=utf-8", f"links-{issued.form.value}.csv")


@router.post(
    "/forms.html",
    summary="Issue links to a form as a sheet to print",
    response_class=Response,
    responses=_file("text/html", "<!doctype html>..."),
)
def issue_forms_sheet(issue: IssueDep, lang: LangDep = "en") -> Response:
    """The same links with QR codes, to be printed and cut into slips."""
    issued = issue.links()
    content = links_page(issued, issue.store.read(issued.programme, issued.version).programme, lang)
    return _private(content, "text/html; charset=utf-8", f"links-{issued.form.value}.html")


def _results(programme_id: EditableDep, forms: FormsDep) -> ProgrammeResults:
    return outcome(programme_id, forms.filled(programme_id), forms.counts(programme_id))


ResultsDep = Annotated[ProgrammeResults, Depends(_results)]


@router.get("/results", summary="See what came of a programme")
def programme_results(results: ResultsDep) -> ProgrammeResults:
    """How many answered, how sessions were rated, what was learnt by objective, how items worked, where action plans stand.

    Figures of fewer than `smallest_group` people are left out. The same answers give the same results.
    """
    return results


@router.get(
    "/results.csv",
    summary="Take the results of a programme away as CSV",
    response_class=Response,
    responses=_file("text/csv", "part,id,text,measure,value,n\r\nsession,s1,Pricing roads,mean,4.25,12\r\n"),
)
def programme_results_csv(results: ResultsDep, lang: LangDep = "en") -> Response:
    """One line for each figure and each text, safe to open in a spreadsheet."""
    return _private("".join(results_csv(results, lang)), "text/csv; charset=utf-8", "results.csv")


@router.get(
    "/results.xlsx",
    summary="Take the results of a programme away for Excel",
    response_class=Response,
    responses=_file(XLSX, "PK...", format="binary"),
)
def programme_results_xlsx(results: ResultsDep, lang: LangDep = "en") -> Response:
    """A sheet for each part of the results. The same answers give the same bytes."""
    return _private(results_workbook(results, lang), XLSX, "results.xlsx")


def _private(content: str | bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": content_disposition(name, "attachment"), **PRIVATE_PAGE}
    return Response(content, headers=headers, media_type=media_type)


@taught.get("/{case_id}/teaching", summary="See in which programmes a case was taught")
def teaching(case_id: CasePath, _: TakesNone, archive: ArchiveDep) -> CaseTeaching:
    """Programmes that have ended, or whose forms were answered, and how those who were there rated the sessions on the case.

    Programmes that are not public count and are not named. The rating is told once five people have given one.
    """
    archive.catalogue.case(case_id)
    found = case_teaching(archive.opened.catalogue.engine, case_id, dt.datetime.now(dt.UTC).date())
    at = Addresses.of(archive.settings)
    public = (
        each.model_copy(update={"link": at.page({"page": "programme", "programme": each.id})}) for each in found.public
    )
    return found.model_copy(update={"public": tuple(public)})
