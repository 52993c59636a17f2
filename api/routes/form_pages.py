"""The pages of forms that participants fill in: for people with a link, so not in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, cast
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.addresses import Addresses
from api.archive import Archive
from api.feedback.gate import FormGate
from api.feedback.page import PRIVATE_PAGE, error_page, form_page, thanks_page
from api.feedback.sheet import qr_png, qr_svg
from api.feedback.wording import LANGUAGES, page_language
from api.negotiation import HTML, JSON, chosen_form
from api.problems import MEDIA_TYPE
from corpus.errors import BadInput, CasebookError, NotFound, Unavailable
from corpus.programme.answering import filled
from index.programmes.answers import FormStore, OpenForm

router = APIRouter(include_in_schema=False)

LONGEST_TOKEN = 40
MOST_FIELDS = 4000
"""Fields of a body: more than 200 questions with 12 choices each, all of them chosen."""
_NO_FORM = "there is no such form; check that the whole link was copied"


async def _body(request: Request) -> bytes:
    return await request.body()


@router.get("/f/{token}.svg")
def form_code_svg(token: str, request: Request) -> Response:
    """A QR code of the link, for a slide or a sheet."""
    return Response(qr_svg(_link(token, request)), media_type="image/svg+xml", headers=PRIVATE_PAGE)


@router.get("/f/{token}.png")
def form_code_png(token: str, request: Request) -> Response:
    """The same as a picture."""
    return Response(qr_png(_link(token, request)), media_type="image/png", headers=PRIVATE_PAGE)


@router.get("/f/{token}")
def form(token: str, request: Request) -> Response:
    """The form, or why there is none to fill in."""
    return _told(request, lambda: form_page(opened := _open(token, request), _language(opened, request)))


@router.post("/f/{token}")
def send_form(token: str, request: Request, body: Annotated[bytes, Depends(_body)]) -> Response:
    """Keep what was filled in, once; what is wrong or cannot be kept comes back filled in, and the link stays open."""
    return _told(request, lambda: _sent(_open(token, request), request, body))


def _sent(opened: OpenForm, request: Request, body: bytes) -> Response:
    language, sent = _language(opened, request), filled(opened.form, _fields(body))
    if sent.faults or sent.is_empty:
        complaint = "empty" if sent.is_empty else None
        return form_page(opened, language, sent.answers, sent.faults, complaint, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        _store(request).keep(opened, sent.answers)
    except Unavailable:
        return form_page(opened, language, sent.answers, {}, "not_kept", HTTPStatus.SERVICE_UNAVAILABLE)
    return thanks_page(opened.form, language, sent.answers)


def _fields(body: bytes) -> dict[str, list[str]]:
    """The fields of a form (application/x-www-form-urlencoded); BadInput for more than any form has."""
    try:
        return parse_qs(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise BadInput(f"a form has at most {MOST_FIELDS} fields") from error


def _told(request: Request, answer: Callable[[], Response]) -> Response:
    """The answer; an error as a page for a browser, and as a problem document for a program that asks for JSON."""
    try:
        return answer()
    except CasebookError as error:
        if chosen_form(request, (HTML, MEDIA_TYPE, JSON)) != HTML:
            raise
        return error_page(error, page_language(request, LANGUAGES))


def _open(token: str, request: Request) -> OpenForm:
    """The form of a token, unless too much was asked from this address or with this link."""
    gate = _let(request)
    if len(token) > LONGEST_TOKEN:
        raise NotFound(_NO_FORM)
    opened = _store(request).open(token)
    gate.let_link(opened.digest)
    return opened


def _link(token: str, request: Request) -> str:
    _let(request)
    if len(token) > LONGEST_TOKEN or not _store(request).is_issued(token):
        raise NotFound(_NO_FORM)
    return Addresses.of(_archive(request).settings).form(token)


def _let(request: Request) -> FormGate:
    """Count the request. Behind a proxy on this machine the address is the one that it forwards: uvicorn trusts no other proxy."""
    gate = cast(FormGate, request.state.form_gate)
    gate.let_address(request.client.host if request.client else "")
    return gate


def _language(opened: OpenForm, request: Request) -> str:
    return page_language(request, opened.form.languages)


def _archive(request: Request) -> Archive:
    return cast(Archive, request.state.archive)


def _store(request: Request) -> FormStore:
    return FormStore(_archive(request).opened.catalogue.engine)
