"""What is printed of a programme: read by other programs, right in five languages, without participants, and the same every time."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import docx
import pytest
from docx.oxml.ns import qn as word_name
from fake_archive import open_fake_archive, settings_in
from pptx import Presentation
from pptx.oxml.ns import qn
from pypdf import PdfReader

from api.archive import Archive
from api.classroom.content import Classroom, classroom
from api.classroom.press import Press
from api.classroom.printed import typesetting
from api.classroom.printed.certificates import certificates_pdf
from api.classroom.printed.day_pdf import day_pdf
from api.classroom.printed.deck import BODY, Point, paged
from api.classroom.printed.labels import LABEL_LANGUAGES, label, labels_of
from api.classroom.printed.measuring import width, wrapped
from api.classroom.printed.pack import reading_pack
from api.classroom.printed.programme import Edition
from api.classroom.printed.programme_pdf import programme_pdf
from api.classroom.printed.programme_word import programme_word
from api.classroom.printed.slides import programme_slides
from api.exports.word import Words
from corpus.errors import NotFound, NotReadyYet
from corpus.fonts import LOST, covered
from corpus.programme.model import Award, Programme
from corpus.programme.roster import Participant, Roster
from index.programmes import ProgrammeStore
from tests.printed_files import (
    HOSTILE,
    as_pdf,
    catalogue_of,
    hostile_programme,
    large_programme,
    text_of_pdf,
    unzipped,
)
from tests.programmes import roster, small_programme

Shown = Callable[..., Classroom]
PARTICIPANTS = Edition.participants

MAKERS: dict[str, Callable[[Classroom], bytes]] = {
    "programme.docx": lambda shown: programme_word(shown, PARTICIPANTS),
    "programme.pdf": lambda shown: programme_pdf(shown, PARTICIPANTS),
    "day.pdf": lambda shown: day_pdf(shown, 1),
    "slides.pptx": lambda shown: programme_slides(shown, PARTICIPANTS),
    "reading-pack.docx": lambda shown: reading_pack(shown, lambda _: ()),
}
"""Files that may be public."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_fake_archive(settings_in(tmp_path_factory.mktemp("archive"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(archive: Archive) -> Shown:
    """A programme, by default the small one with its participants enrolled, in a language."""
    store = ProgrammeStore(archive.opened.catalogue.engine)

    def make(language: str = "en", programme: Programme | None = None) -> Classroom:
        stored, _ = store.create(programme or small_programme())
        store.enrol(stored.id, roster())
        return classroom(archive, stored, language)

    return make


def attended(share: float = 1.0, score: float | None = None) -> Roster:
    changed = {"attendance": share, "score": score}
    return Roster(participants=tuple(each.model_copy(update=changed) for each in roster().participants))


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in document.element.body.iter() if paragraph.tag.endswith("}p"))


def shapes_text(content: bytes) -> list[str]:
    slides = Presentation(io.BytesIO(content)).slides
    return ["\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in slides]


@pytest.mark.parametrize("language", LABEL_LANGUAGES)
def test_pdf_is_tagged_and_tells_its_language_title_and_bookmarks(shown: Shown, language: str) -> None:
    found = catalogue_of(programme_pdf(shown(language), PARTICIPANTS))
    assert (found["tagged"], found["language"], found["is_ua"]) == (True, language, True)
    assert found["title"] in ("Moving people, not cars", "차가 아니라 사람을")
    assert int(str(found["bookmarks"])) >= 6


@pytest.mark.parametrize("language", LABEL_LANGUAGES)
def test_pdf_needs_no_font_of_the_machine(shown: Shown, language: str) -> None:
    """All fonts of the system are out of reach, and the text is there to be read."""
    with patch.object(typesetting, "_with_all_fonts", side_effect=AssertionError("a font of the system was asked for")):
        text = text_of_pdf(programme_pdf(shown(language), PARTICIPANTS))
    assert "2027" in text
    assert "김하늘" in text
    # PDFium gives lines from right to left in the order of the page, so words of one line are looked for one by one.
    for word in ("도로에 값 매기기" if language == "ko" else "Pricing roads").split():
        assert word in text
    assert all(word in text for word in label("timetable", language).split())


def test_every_character_that_fonts_are_said_to_cover_is_set(shown: Shown) -> None:
    """A page with all of them, set with the fonts that ship only; PDF/UA refuses a character without a shape."""
    every = "".join(c for c in map(chr, range(0x21, 0x1FFFF)) if not 0xD800 <= ord(c) < 0xE000 and covered(c) == c)
    assert len(every) > 25_000
    with patch.object(typesetting, "_with_all_fonts", side_effect=AssertionError("not covered")):
        programme_pdf(shown("en", small_programme().model_copy(update={"summary": {"en": every}})), PARTICIPANTS)


def test_text_of_scripts_without_a_font_is_marked_and_the_reader_told(shown: Shown) -> None:
    hieroglyphs = small_programme().model_copy(update={"title": {"en": "Egypt \U00013000\U0001b000"}})
    with patch.object(typesetting, "_with_all_fonts", typesetting._with_shipped_fonts):
        text = text_of_pdf(programme_pdf(shown("en", hieroglyphs), PARTICIPANTS))
    assert f"Egypt {LOST}{LOST}" in text
    assert "no font is at hand" in text


@pytest.mark.parametrize("name", MAKERS)
def test_the_same_version_gives_the_same_bytes(shown: Shown, name: str) -> None:
    once = shown("ko")
    assert MAKERS[name](once) == MAKERS[name](once)


@pytest.mark.parametrize("name", MAKERS)
def test_no_public_file_names_a_participant(shown: Shown, name: str) -> None:
    content = MAKERS[name](shown("ko"))
    read = text_of_pdf(content).encode() if name.endswith("pdf") else unzipped(content)
    for person in roster().participants:
        assert person.name.encode() not in read
        assert person.name.encode() not in content
    assert "김하늘".encode() in read or name == "reading-pack.docx" or name == "day.pdf"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Facilitator’s steps"), ("ko", "진행 순서"), ("ar", "خطوات الميسر")]
)
def test_steps_notes_and_right_answers_are_in_the_edition_of_whoever_facilitates(
    shown: Shown, language: str, expected: str
) -> None:
    ours = words_of(programme_word(shown(language), Edition.facilitator))
    theirs = words_of(programme_word(shown(language), PARTICIPANTS))
    for said in (expected, "Ask who pays today.", "Expect the question about fairness.", "Facilitator’s sheet", "☑"):
        assert said in ours
        assert said not in theirs


def test_word_tells_the_timetable_pages_and_versions(shown: Shown) -> None:
    document = docx.Document(io.BytesIO(programme_word(shown("en"), PARTICIPANTS)))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["09:00–10:00", "Pricing roads", "Lecture", "Ada Berg (City of Stockholm)", "Hall"] in rows
    assert ["12:00–13:00", "Lunch", "", "", ""] in rows
    told = words_of(programme_word(shown("en"), PARTICIPANTS))
    for said in (
        "Evaluation of the charge, p. 12",
        "as of version 1",
        "Compare two ways to price road use, given two cases",
    ):
        assert said in told
    links = {rel.target_ref for rel in document.part.rels.values() if "hyperlink" in rel.reltype}
    assert any(link.endswith("/id/passage/stockholm-charge.aaaaaaaaaaaa.0") for link in links)


def test_arabic_word_runs_from_right_to_left_throughout(shown: Shown) -> None:
    document = docx.Document(io.BytesIO(programme_word(shown("ar"), PARTICIPANTS)))
    body = document.element.body
    assert body.sectPr.find(word_name("w:bidi")) is not None
    assert all(table._tbl.tblPr.find(word_name("w:bidiVisual")) is not None for table in document.tables)
    heading = next(
        p for p in document.paragraphs if p.text == "الجدول الزمني" and p.style and p.style.name == "Heading 1"
    )
    assert heading._p.pPr.find(word_name("w:bidi")) is not None
    assert {run.font.rtl for run in heading.runs} == {True}
    assert {lang.get(word_name("w:bidi")) for lang in heading._p.iter(word_name("w:lang"))} == {"ar-SA"}


def test_slides_have_their_own_theme_numbers_languages_and_notes(shown: Shown) -> None:
    deck = Presentation(io.BytesIO(programme_slides(shown("ko"), Edition.facilitator)))
    content = unzipped(programme_slides(shown("ko"), Edition.facilitator)).decode(errors="ignore")
    assert '<a:srgbClr val="0F4C5C"/>' in content
    assert all('type="slidenum"' in str(slide.shapes._spTree.xml) for slide in deck.slides)
    languages = {run.get("lang") for slide in deck.slides for run in slide._element.iter(qn("a:rPr"))} - {None}
    assert {"ko-KR", "en-GB"} <= languages
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide]
    assert any("10분: Ask who pays today." in each for each in notes)
    assert any("Traffic fell by a fifth" in each for each in notes)
    without = unzipped(programme_slides(shown("ko"), PARTICIPANTS))
    assert b"Ask who pays today" not in without


def test_slides_of_one_session_are_that_session_only(shown: Shown) -> None:
    told = "\n".join(shapes_text(programme_slides(shown("en"), PARTICIPANTS, "s2")))
    assert "Who gains, who pays?" in told
    assert "Pricing roads" not in told
    with pytest.raises(NotFound, match="no session 's99'"):
        programme_slides(shown("en"), PARTICIPANTS, "s99")


def test_case_slides_tell_outcomes_with_who_says_so(shown: Shown) -> None:
    told = "\n".join(shapes_text(programme_slides(shown("en"), PARTICIPANTS, "s1")))
    assert "Stockholm, Sweden · 2006" in told
    assert "Independently evaluated · The Stockholm trial, p. 3" in told


def test_arabic_slides_run_from_right_to_left(shown: Shown) -> None:
    deck = Presentation(io.BytesIO(programme_slides(shown("ar"), PARTICIPANTS)))
    paragraphs = [p for slide in deck.slides for p in slide._element.iter(qn("a:p")) if p.findall(qn("a:r"))]
    assert all(p.pPr.get("rtl") == "1" for p in paragraphs)


def test_long_text_goes_on_to_the_next_slide_and_loses_nothing() -> None:
    words = " ".join(f"word{number}" for number in range(900))
    pages = list(paged([Point(Words(words)), Point(Words("p. 3"), is_quiet=True)]))
    assert len(pages) > 2
    assert " ".join(point.words.text for page in pages for point in page) == f"{words} p. 3"
    assert all(sum(point.height for point in page) <= BODY.height for page in pages)


def test_lines_are_never_wider_than_their_room() -> None:
    for text in (HOSTILE, "도로에값매기기" * 40, "سعر الطريق " * 30):
        assert all(
            width(
                line,
                20,
            )
            <= 300.001
            for line in wrapped(text, 20, 300)
        )


@pytest.mark.parametrize("name", MAKERS)
def test_hostile_words_are_words(shown: Shown, name: str) -> None:
    content = MAKERS[name](shown("en", hostile_programme()))
    if name.endswith("pdf"):
        text = text_of_pdf(content)
        assert catalogue_of(content)["tagged"]
    else:
        text = words_of(content) if name.endswith("docx") else "\n".join(shapes_text(content))
    assert "#let x = 1" in text
    if name not in ("slides.pptx", "reading-pack.docx", "day.pdf"):
        assert "<script>alert(1)</script> ]]> &amp; %s {brace}" in text


def test_day_is_one_landscape_page_with_rooms_side_by_side(shown: Shown) -> None:
    content = day_pdf(shown("en", large_programme()), 10)
    text = text_of_pdf(content)
    assert catalogue_of(content)["pages"] == 1
    assert all(each in text for each in ("Room 2", "Room 3", "Session 54", "Session 59", "16:00–17:00", "Lunch"))
    with pytest.raises(NotFound, match="no day 11; it has 10"):
        day_pdf(shown("en", large_programme()), 11)


def test_certificates_name_those_who_were_there(shown: Shown) -> None:
    content = certificates_pdf(shown("ko"), attended())
    assert catalogue_of(content)["pages"] == 2
    assert all(each.name in text_of_pdf(content) for each in roster().participants)
    assert "참가 증명서" in text_of_pdf(content)


def test_completion_takes_the_points_of_the_test(shown: Shown) -> None:
    awarding = small_programme().model_copy(update={"award": Award.completion})
    assert "Certificate of completion" in text_of_pdf(certificates_pdf(shown("en", awarding), attended(1, 0.8)))
    assert "Certificate of participation" in text_of_pdf(certificates_pdf(shown("en", awarding), attended(1, 0.3)))


@pytest.mark.parametrize("people", [roster(), attended(0.5), Roster(participants=())])
def test_nobody_who_was_not_there_is_certified(shown: Shown, people: Roster) -> None:
    with pytest.raises(NotFound, match="no participant has earned a certificate"):
        certificates_pdf(shown("en"), people)


def test_a_participant_with_a_hostile_name_gets_a_certificate(shown: Shown) -> None:
    people = Roster(participants=(Participant(id="t9", name=f"O'Brien #eval {HOSTILE[:120]}", attendance=1),))
    for language in ("en", "ar"):
        assert "Brien" in text_of_pdf(certificates_pdf(shown(language), people))


def test_reading_pack_holds_the_sections_worked_with(shown: Shown) -> None:
    small = small_programme()
    sessions = tuple(
        session.model_copy(
            update={"cases": tuple(pin.model_copy(update={"sections": ("lessons",)}) for pin in session.cases)}
        )
        for session in small.sessions
    )
    only = small.model_copy(
        update={
            "modules": (small.modules[0].model_copy(update={"sessions": sessions, "objectives": small.objectives}),)
        }
    )
    whole, part = (words_of(reading_pack(shown("en", each), lambda _: ())) for each in (small, only))
    assert "Traffic stood still." in whole
    assert "Traffic stood still." not in part
    assert "Votar después de probar." in part


def test_labels_are_whole_in_every_language() -> None:
    for name in ("programme", "timetable", "certificate_completion", "lost_characters"):
        assert set(labels_of(name)) == set(LABEL_LANGUAGES)
        assert len(set(labels_of(name).values())) == len(LABEL_LANGUAGES)


def test_too_many_at_once_are_asked_to_come_again() -> None:
    press = Press(at_once=1, seconds=0.01)
    with pytest.raises(NotReadyYet, match="many files are being made"):
        press.make(lambda: press.make(lambda: b""))
    assert press.make(lambda: b"file") == b"file"


@pytest.mark.parametrize(
    "name",
    ["programme.pdf", *(pytest.param(name, marks=pytest.mark.long) for name in ("programme.docx", "slides.pptx"))],
)
def test_sixty_sessions_take_seconds(shown: Shown, name: str) -> None:
    whole = shown("ko", large_programme())
    begun = time.process_time()
    content = MAKERS[name](whole)
    assert time.process_time() - begun < 20
    if name == "programme.pdf":
        assert int(str(catalogue_of(content)["pages"])) > 40


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "ko", "ar"])
@pytest.mark.parametrize("name", ["programme.docx", "slides.pptx", "reading-pack.docx"])
def test_libreoffice_opens_what_is_made(shown: Shown, name: str, language: str, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    content = MAKERS[name](shown(language))
    made = as_pdf(content, name, tmp_path)
    expected = {"en": "Moving people, not cars", "ko": "차가 아니라 사람을", "ar": "Moving people, not cars"}[language]
    assert expected in text_of_pdf(made)
    slides = len(Presentation(io.BytesIO(content)).slides) if name.endswith("pptx") else 0
    assert catalogue_of_any(made) == slides if slides else catalogue_of_any(made) >= 3


def catalogue_of_any(content: bytes) -> int:
    """Pages of a PDF that need not be tagged."""
    return len(PdfReader(io.BytesIO(content)).pages)
