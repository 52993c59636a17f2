"""A set of cases as one Word document that a trainer hands out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.archive import Archive
from api.exports.cases import case_url
from api.exports.chapters import Chapter, label, place_of, title_of
from api.exports.word import EPOCH, WordFile, Words
from corpus.case import Case, CaseId
from corpus.results import InterfaceLanguage

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_CASES = 30


class ReadingPackRequest(BaseModel):
    """The cases of a reading pack, in the order of its chapters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cases: tuple[CaseId, ...] = Field(
        min_length=1,
        max_length=MOST_CASES,
        json_schema_extra={"uniqueItems": True},
        description="ids of cases, each once; chapters keep this order",
    )
    language: InterfaceLanguage = Field(
        default="en", description="language of headings, and of texts where a case has them in it"
    )

    @field_validator("cases")
    @classmethod
    def _each_once(cls, cases: tuple[str, ...]) -> tuple[str, ...]:
        if repeated := sorted({case for case in cases if cases.count(case) > 1}):
            raise ValueError(f"each case can be in the pack once; named more often: {', '.join(repeated)}")
        return cases


def reading_pack(archive: Archive, request: ReadingPackRequest) -> bytes:
    """The pack as .docx; NotFound names a case that the archive does not have. The same request and archive give the same bytes."""
    cases = [archive.catalogue.case(case_id).case for case_id in request.cases]
    language = request.language
    word = WordFile(language, label("reading_pack", language))
    word.document.core_properties.created = word.document.core_properties.modified = last_verified(cases)
    _title_page(word, cases, language, archive.catalogue.snapshot())
    for number, case in enumerate(cases):
        Chapter(word, case, language, case_url(archive, case.id)).write(_bookmark(number))
    word.page_numbers()
    return word.content()


def _title_page(word: WordFile, cases: Sequence[Case], language: str, snapshot: str) -> None:
    word.title(label("reading_pack", language))
    places = " · ".join(dict.fromkeys(filter(None, (place_of(case, language) for case in cases))))
    state = label("state", language, snapshot=snapshot)
    for line in (label("made_by", language), places, state, label("how_to_read", language)):
        word.text(Words(line, language))
    entries = [(_bookmark(number), _entry(case, number + 1, language)) for number, case in enumerate(cases)]
    word.contents(label("contents", language), entries)


def _entry(case: Case, number: int, language: str) -> Words:
    title = title_of(case, language)
    return Words(f"{number}. {title.text} – {place_of(case, language)}", title.language)


def _bookmark(number: int) -> str:
    """Names that begin with _Toc are those that Word itself gives to headings of a table of contents."""
    return f"_Toc{number + 1:08d}"


def last_verified(cases: Sequence[Case]) -> dt.datetime:
    """The latest day on which an editor checked one of the cases: the date that the file carries."""
    days = [case.last_verified for case in cases if case.last_verified]
    if not days:
        return EPOCH
    year, month, day = (*(int(part) for part in max(days).split("-")), 1, 1)[:3]
    return dt.datetime(year, month, day)
