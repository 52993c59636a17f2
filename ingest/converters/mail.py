"""Converters of mails: as they are sent (EML), and as Outlook keeps them (MSG)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.conversion import title_element
from ingest.converters.plain import text_elements
from ingest.converters.web import html_elements, part_text

if TYPE_CHECKING:
    from unstructured.documents.elements import Element

_HEADERS = ("From", "To", "Cc", "Date")
MOST_NAMED = 20


def convert_eml(path: Path) -> list[Element]:
    """A mail: its subject as heading, who wrote to whom and when, and its text; `eml_notes` names what hangs on it."""
    mail = _mail(path)
    said = [f"{name}: {value}" for name in _HEADERS if (value := _header(mail, name))]
    body = mail.get_body(("html", "plain"))
    text = part_text(body) if body is not None else ""
    is_html = body is not None and body.get_content_type() == "text/html"
    return _elements(_header(mail, "Subject"), said, html_elements(text) if is_html else _plain(text))


def eml_notes(path: Path) -> Iterator[str]:
    """A sentence on the attachments of a mail, which are not read."""
    parts = list(_mail(path).iter_attachments())
    # Pictures within the text are part of how it looks.
    names = [
        part.get_filename() or part.get_content_type() for part in parts if part.get_content_disposition() != "inline"
    ]
    yield from _attachments(names)


def convert_msg(path: Path) -> list[Element]:
    """A mail of Outlook, by python-oxmsg; as `convert_eml`."""
    mail = _outlook_mail(path)
    given = {"From": mail.sender, "Date": mail.sent_date.isoformat(" ", "minutes") if mail.sent_date else None}
    said = [f"{name}: {value}" for name, value in (mail.message_headers | given).items() if name in _HEADERS and value]
    body = html_elements(mail.html_body) if mail.html_body else _plain(mail.body or "")
    return _elements(mail.subject, said, body)


def msg_notes(path: Path) -> Iterator[str]:
    """As `eml_notes`."""
    yield from _attachments(
        [attachment.file_name or "one without a name" for attachment in _outlook_mail(path).attachments]
    )


def _mail(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _header(mail: EmailMessage, name: str) -> str:
    """The value of a header; where it is too broken to be understood, as a date of the year 99999, what stands there."""
    try:
        return str(mail[name] or "")
    # The parser of headers raises whatever it stumbles over, and the rest of the mail is worth reading.
    except Exception:
        return next((str(value) for key, value in mail.raw_items() if key.lower() == name.lower()), "")


def _outlook_mail(path: Path) -> Any:
    from oxmsg import Message

    return Message.load(str(path))


def _plain(text: str) -> list[Element]:
    return text_elements(text, has_headings=False)


def _elements(subject: str, said: Sequence[str], body: Sequence[Element]) -> list[Element]:
    from unstructured.documents.elements import NarrativeText

    heading = [title_element(subject, 0)] if subject.strip() else []
    for element in body if heading else ():
        if element.category == "Title":
            element.metadata.category_depth = (element.metadata.category_depth or 0) + 1
    return [*heading, *([NarrativeText("\n".join(said))] if said else []), *body]


def _attachments(names: Sequence[str]) -> Iterator[str]:
    if names:
        listed = ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")
        yield f"Attachments that were not read: {listed}. Save them from the mail and ingest them by themselves."
