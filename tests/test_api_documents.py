"""Files by HTTP: byte ranges, types, names and safety; pages of PDFs as pictures, with a passage marked; passages."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake_archive import CONTENTS, HOSTILE_FILE, REPORT_LINES, document_of_kind, pdf
from fastapi.testclient import TestClient
from PIL import Image

from api.answers import passage_answer, table_html
from api.file_responses import content_disposition
from api.page_images import MARK_COLOUR, MOST_PIXELS, PageJob, draw_page
from api.renderer import PageRenderer
from corpus.errors import BadInput, NotFound, Unavailable
from corpus.passage import Box, Passage, PassageKind, PassageRole, Span

pytest_plugins = ("archive_client",)

Json = dict[str, Any]
Picture = Image.Image


@pytest.fixture(scope="module")
def report(client: TestClient) -> str:
    """Path of the PDF with two pages."""
    return f"/v1/documents/{document_of_kind(client, 'report.pdf')}"


def test_document_is_described(client: TestClient, report: str) -> None:
    document = client.get(report).json()
    assert (document["file"], document["pages"], document["passages"]) == ("report.pdf", 2, 2)
    assert document["media_type"] == "application/pdf"


def test_whole_file_comes_unchanged(client: TestClient, report: str) -> None:
    answer = client.get(f"{report}/file")
    assert answer.content == CONTENTS["pdf"]
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["accept-ranges"] == "bytes"
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-disposition"].startswith('inline; filename="report.pdf"')


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-20", -20, None), ("bytes=5-5", 5, 6)],
)
def test_byte_ranges(client: TestClient, report: str, asked: str, start: int, end: int | None) -> None:
    answer = client.get(f"{report}/file", headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == CONTENTS["pdf"][start:end]
    assert answer.headers["content-range"].endswith(f"/{len(CONTENTS['pdf'])}")


def test_range_holds_only_for_the_same_content(client: TestClient, report: str) -> None:
    etag = client.get(f"{report}/file").headers["etag"]
    assert client.get(f"{report}/file", headers={"Range": "bytes=0-9", "If-Range": etag}).status_code == 206
    assert client.get(f"{report}/file", headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200


def test_range_outside_the_file_is_a_problem_that_gives_its_size(client: TestClient, report: str) -> None:
    answer = client.get(f"{report}/file", headers={"Range": "bytes=999999-"})
    assert (answer.status_code, answer.headers["content-type"]) == (416, "application/problem+json")
    assert answer.headers["content-range"] == f"bytes */{len(CONTENTS['pdf'])}"
    assert "range" in answer.json()["detail"]


def test_malformed_range_is_a_problem(client: TestClient, report: str) -> None:
    answer = client.get(f"{report}/file", headers={"Range": "pages=1"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_head_gives_the_headers_alone(client: TestClient, report: str) -> None:
    answer = client.head(f"{report}/file")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(CONTENTS["pdf"]))


def test_known_file_is_not_sent_again(client: TestClient, report: str) -> None:
    etag = client.get(f"{report}/file").headers["etag"]
    answer = client.get(f"{report}/file", headers={"If-None-Match": f'"x", W/{etag}'})
    assert (answer.status_code, answer.content) == (304, b"")


def test_html_is_shown_in_a_sandbox_without_script(client: TestClient) -> None:
    answer = client.get(f"/v1/documents/{document_of_kind(client, 'page.html')}/file")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox;")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_formats_that_browsers_do_not_show_are_saved(client: TestClient) -> None:
    answer = client.get(f"/v1/documents/{document_of_kind(client, 'brief.docx')}/file")
    assert answer.headers["content-disposition"].startswith('attachment; filename="brief.docx"')
    assert answer.headers["content-type"].endswith("wordprocessingml.document")


def test_download_saves_what_would_be_shown(client: TestClient, report: str) -> None:
    assert client.get(f"{report}/file?download=1").headers["content-disposition"].startswith("attachment")


def test_text_that_is_not_utf8_is_not_said_to_be(client: TestClient) -> None:
    markdown = client.get(f"/v1/documents/{document_of_kind(client, 'note.md', 'found-file')}/file")
    assert markdown.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "ménages" in markdown.text.casefold()


def test_hostile_file_name_stays_in_its_header(client: TestClient) -> None:
    answer = client.get(f"/v1/documents/{document_of_kind(client, HOSTILE_FILE, 'hostile-title')}/file")
    assert "set-cookie" not in answer.headers
    value = answer.headers["content-disposition"]
    assert value.count('"') == 2
    assert value.endswith("filename*=UTF-8''a%22%3B%0D%0ASet-Cookie%3A%20x%3D1%3B%20%22%EB%B3%B4%EA%B3%A0%EC%84%9C.pdf")


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "", "a\x00b", "é" * 500])
def test_no_file_name_leads_out_of_its_folder(name: str) -> None:
    value = content_disposition(name, "attachment")
    assert value.isascii()
    assert "/" not in value.removeprefix("attachment")
    assert "\\" not in value
    assert 'filename=""' not in value


def test_lost_file_is_a_problem_that_says_what_to_do(client: TestClient) -> None:
    answer = client.get("/v1/documents/stockholm-charge.000000000000/file")
    assert answer.status_code == 404
    assert "stockholm-charge.000000000000" in answer.json()["detail"]


def test_passages_of_a_document_come_in_order(client: TestClient, report: str) -> None:
    passages = client.get(f"{report}/passages?lang=ko").json()
    assert [(passage["position"], passage["page"], passage["section_label"]) for passage in passages] == [
        (0, 1, "결과"),
        (1, 2, "결과"),
    ]


def test_sentences_of_a_passage_are_offsets_into_its_text(client: TestClient, report: str) -> None:
    id = client.get(f"{report}/passages").json()[1]["id"]
    passage = client.get(f"/v1/passages/{id}").json()
    assert tuple(passage["text"][start:end] for start, end in passage["sentences"]) == REPORT_LINES[1]


def test_unknown_passage_is_named(client: TestClient) -> None:
    answer = client.get("/v1/passages/stockholm-charge.000000000000.7")
    assert answer.status_code == 404
    assert "stockholm-charge.000000000000.7" in answer.json()["detail"]


def picture_of(content: bytes) -> Picture:
    return Image.open(io.BytesIO(content)).convert("RGB")


def marked(picture: Picture) -> int:
    """Pixels in the colour of the mark."""
    colours = picture.getcolors(picture.width * picture.height)
    return sum(count for count, colour in colours or () if colour == MARK_COLOUR)


def test_page_is_drawn_as_wide_as_asked(client: TestClient, report: str) -> None:
    answer = client.get(f"{report}/pages/1.png?width=400")
    assert answer.headers["content-type"] == "image/png"
    picture = picture_of(answer.content)
    assert picture.size == (400, 518)
    assert marked(picture) == 0


def test_passage_is_marked_on_its_page_and_on_no_other(client: TestClient, report: str) -> None:
    passage = client.get(f"{report}/passages").json()[0]["id"]
    first, second = (picture_of(client.get(f"{report}/pages/{page}.png?passage={passage}").content) for page in (1, 2))
    assert marked(first) > 2000
    assert marked(second) == 0


def test_mark_lies_on_the_lines_of_the_passage(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(pdf([["First line stands here.", "Second line stands here."]]))
    picture = picture_of(draw_page(PageJob(path, 1, 612, ("SECOND line\nstands here",))))
    assert marked(picture.crop((0, 70, 612, 100))) == 0
    assert marked(picture.crop((0, 115, 612, 140))) > 500


def test_passage_with_boxes_is_marked_in_them_and_its_words_are_not_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(pdf([["First line stands here.", "Second line stands here."]]))
    job = PageJob(path, 1, 612, ("Second line stands here",), (Box(1, 0.1, 0.5, 0.4, 0.05),))
    picture = picture_of(draw_page(job))
    assert marked(picture.crop((0, 0, 612, 380))) == 0
    assert marked(picture.crop((61, 396, 306, 436))) == 245 * 40


def test_cells_of_a_table_are_escaped() -> None:
    assert table_html([["Year", "<b>"], ['"2004"', "a & b"]]) == (
        "<table><thead><tr><th>Year</th><th>&lt;b&gt;</th></tr></thead>"
        "<tbody><tr><td>&quot;2004&quot;</td><td>a &amp; b</td></tr></tbody></table>"
    )


def test_passage_is_sent_with_its_role_its_cells_and_its_places() -> None:
    table = Passage(
        "d", 0, "Year", (Span(0, 4),), "en", "results", (), 1, 1, PassageKind.table, PassageRole.caption,
        (Box(1, 0.1, 0.2, 0.3, 0.4),), (("Year",),), section_is_guessed=True,
    )  # fmt: skip
    sent = passage_answer(table, "en").model_dump()
    assert (sent["role"], sent["kind"], sent["rows"], sent["section_is_guessed"]) == (
        "caption",
        "table",
        (("Year",),),
        True,
    )
    assert sent["boxes"] == ({"page": 1, "x": 0.1, "y": 0.2, "width": 0.3, "height": 0.4},)
    assert passage_answer(replace(table, rows=(), kind=PassageKind.text), "en").html is None


def test_passages_of_a_case_are_chosen_by_role(client: TestClient) -> None:
    address = "/v1/cases/stockholm-charge/passages"
    assert client.get(address).json()["total"] == 5
    assert client.get(f"{address}?role=body&role=footnote").json()["total"] == 5
    assert client.get(f"{address}?role=furniture").json()["total"] == 0
    assert client.get(f"{address}?role=table").status_code == 422


def test_known_page_is_not_drawn_again(client: TestClient, report: str) -> None:
    first = client.get(f"{report}/pages/1.png?width=200")
    assert "max-age" in first.headers["cache-control"]
    again = client.get(f"{report}/pages/1.png?width=200", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert client.get(f"{report}/pages/1.png?width=201").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("pages/3.png", 404, "2 pages"), ("pages/0.png", 422, "page"), ("pages/x.png", 422, "page"), ("pages/1.png?width=5000", 422, "width"),
        ("pages/1.png?passage=a.b.9", 404, "a.b.9"),
    ],
)  # fmt: skip
def test_page_that_cannot_be_shown(client: TestClient, report: str, path: str, status: int, said: str) -> None:
    answer = client.get(f"{report}/{path}")
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_passage_of_another_document_is_refused(client: TestClient, report: str) -> None:
    other = document_of_kind(client, "page.html")
    answer = client.get(f"{report}/pages/1.png?passage={other}.0")
    assert answer.status_code == 422
    assert other in answer.json()["detail"]


def test_only_pages_of_pdfs_are_drawn(client: TestClient) -> None:
    answer = client.get(f"/v1/documents/{document_of_kind(client, 'page.html')}/pages/1.png")
    assert answer.status_code == 404
    assert "html" in answer.json()["detail"]


def test_broken_pdf_is_a_problem_and_the_next_page_is_drawn(client: TestClient, report: str) -> None:
    answer = client.get(f"/v1/documents/{document_of_kind(client, 'broken.pdf')}/pages/1.png")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-input")
    assert client.get(f"{report}/pages/2.png?width=150").status_code == 200


def test_page_of_odd_shape_is_drawn_smaller(tmp_path: Path) -> None:
    path = tmp_path / "strip.pdf"
    path.write_bytes(pdf([["x"]]).replace(b"/MediaBox[0 0 612 792]", b"/MediaBox[0 0 10 14400]"))
    picture = picture_of(draw_page(PageJob(path, 1, 2000)))
    assert picture.width * picture.height < MOST_PIXELS * 1.1


def test_page_that_kills_the_child_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "two.pdf"
    path.write_bytes(CONTENTS["pdf"])
    renderer = PageRenderer()
    try:
        assert renderer.draw(PageJob(path, 1, 100)).startswith(b"\x89PNG")
        assert renderer._child is not None
        renderer._child.kill()
        with pytest.raises(BadInput, match="breaks the program"):
            renderer.draw(PageJob(path, 1, 100))
        assert renderer.draw(PageJob(path, 1, 100)).startswith(b"\x89PNG")
        with pytest.raises(NotFound, match="2 pages"):
            renderer.draw(PageJob(path, 3, 100))
    finally:
        renderer.close()


def test_page_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    renderer = PageRenderer(seconds=1)
    job = PageJob(tmp_path / "any.pdf", 1, 100)
    try:
        with pytest.raises(BadInput):
            renderer.draw(job)
        (child,) = (c for c in multiprocessing.active_children() if c is renderer._child)
        # A stopped process stands for a page that never ends.
        os.kill(child.pid or 0, signal.SIGSTOP)
        with pytest.raises(BadInput, match="longer than 1 second"):
            renderer.draw(job)
    finally:
        renderer.close()


def test_too_many_pages_at_once_are_refused(tmp_path: Path) -> None:
    renderer = PageRenderer(seconds=0.01)
    with renderer._turn, pytest.raises(Unavailable, match="try again"):
        renderer.draw(PageJob(tmp_path / "any.pdf", 1, 100))
    renderer.close()


def test_repeated_words_are_marked_where_the_passage_stands(tmp_path: Path) -> None:
    path = tmp_path / "repeats.pdf"
    path.write_bytes(pdf([["It fell by half.", "Then prices rose.", "It fell by half."]]))
    picture = picture_of(draw_page(PageJob(path, 1, 612, ("Then prices rose.", "It fell by half."))))
    assert marked(picture.crop((0, 70, 612, 100))) == 0
    assert marked(picture.crop((0, 155, 612, 180))) > 300
