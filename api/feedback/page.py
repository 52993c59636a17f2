"""The page of a form: plain HTML that needs no script, no account and no cookie.

Whoever has the link may send the form, and nothing else opens it: there is no session that another page could borrow, so a token against
forged requests would protect nothing.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from functools import cache, partial
from http import HTTPStatus
from importlib import resources
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.feedback import wording
from api.negotiation import VARY
from corpus.case import Text, in_language
from corpus.errors import AnsweredAlready, CasebookError, Closed, NotFound, NotOpenYet, TooManyRequests
from corpus.programme.answering import Fault, allowed, share
from corpus.programme.forms import LONGEST_ANSWER, Answers, Form, Question, QuestionKind
from index.programmes.answers import OpenForm

LAST_MINUTE = dt.timedelta(minutes=1)
"""Forms close at midnight, and who reads "until midnight" of a day may take it for the wrong one."""


@cache
def _stylesheet() -> str:
    return resources.files("api").joinpath("static", "forms.css").read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api.feedback"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _headers() -> Mapping[str, str]:
    """Nobody keeps the page, finds it, frames it or learns its address; it may load its own style and send to itself, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_stylesheet().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    return {
        **PRIVATE_PAGE, "Content-Security-Policy": policy, "Referrer-Policy": "no-referrer", "Vary": VARY,
    }  # fmt: skip


PRIVATE_PAGE: Mapping[str, str] = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
"""Headers of what is for one person alone."""


def render(template: str, language: str, **values: object) -> str:
    """A template with the words of a language and the style of forms."""
    say = partial(_said, language)
    frame = wording.frame_language(language)
    return _environment().get_template(template).render(
        say=say, language=frame, direction=wording.direction(frame), dir_of=wording.direction,
        told=partial(_told, language), stylesheet=Markup(_stylesheet()), **values,
    )  # fmt: skip


def _said(language: str, name: str, **values: object) -> str:
    return wording.say(name, language, **values)


def _told(language: str, text: Text) -> Mapping[str, str]:
    """Words of a text with the language that they are in: the page's where it has them."""
    tag, words = in_language(text, language, *text) or (language, "")
    return {"lang": tag, "dir": wording.direction(tag), "words": words}


def _answer(content: str, language: str, status: int, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    sent = {**_headers(), "Content-Language": wording.frame_language(language), **(headers or {})}
    return HTMLResponse(content.encode("utf-8", "replace"), status, headers=sent)


def form_page(
    opened: OpenForm,
    language: str,
    answers: Answers | None = None,
    faults: Mapping[str, Fault] | None = None,
    complaint: str | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """The form to be filled in, or with what was filled in and what is wrong with it. `complaint` names words about the whole of it."""
    form = opened.form
    content = render(
        "form.html", language, form=form, number=opened.number, answers=answers or {}, faults=faults or {},
        complaint=complaint, options=partial(_options, language), most=LONGEST_ANSWER, kinds=QuestionKind,
        sessions={session.id: session.title for session in form.sessions},
        until=wording.moment(opened.closes - LAST_MINUTE, language),
        tongues={tag: wording.own_name(tag) for tag in form.languages}, chosen=language,
    )  # fmt: skip
    return _answer(content, language, status)


def _options(language: str, question: Question) -> list[tuple[str, Mapping[str, str]]]:
    """Each answer that can be chosen with its words."""
    if question.options:
        return [(option.id, _told(language, option.text)) for option in question.options]
    prefix = "rate_" if question.kind is QuestionKind.rating else ""
    frame = wording.frame_language(language)
    return [
        (value, {"lang": frame, "dir": wording.direction(frame), "words": wording.say(prefix + value, language)})
        for value in allowed(question)
    ]


def thanks_page(form: Form, language: str, answers: Answers) -> HTMLResponse:
    """What is said once the form has been kept, with the score where the participant needs it."""
    reached = share(form.questions, answers) if form.tells_score else None
    values: dict[str, Any] = {"heading": wording.say("thanks", language), "sentences": [wording.say("close", language)]}
    if reached is not None:
        shares = (wording.percent(each, language) for each in (reached, form.pass_share))
        told = dict(zip(("share", "needed"), shares, strict=True))
        values["sentences"].insert(0, wording.say("score", language, **told))
    return _answer(render("said.html", language, **values), language, HTTPStatus.OK)


_SAID: tuple[tuple[type[CasebookError], str, int], ...] = (
    (NotOpenYet, "early", HTTPStatus.NOT_FOUND),
    (Closed, "closed", HTTPStatus.GONE),
    (AnsweredAlready, "answered", HTTPStatus.GONE),
    (TooManyRequests, "busy", HTTPStatus.TOO_MANY_REQUESTS),
    (NotFound, "no_form", HTTPStatus.NOT_FOUND),
    (CasebookError, "unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
)
"""What a reader is told of each error, the narrower ones first."""


def error_page(error: CasebookError, language: str) -> HTMLResponse:
    """Why there is no form to fill in, and what to do."""
    name, status = next((name, status) for kind, name, status in _SAID if isinstance(error, kind))
    values: dict[str, object] = {}
    if isinstance(error, NotOpenYet | Closed):
        values = {"moment": wording.moment(error.moment, language)}
    if isinstance(error, TooManyRequests):
        values = {"seconds": error.seconds}
    content = render(
        "said.html",
        language,
        heading=wording.say(name, language),
        sentences=[wording.say(f"{name}_do", language, **values)],
    )
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooManyRequests) else {}
    return _answer(content, language, status, headers)
