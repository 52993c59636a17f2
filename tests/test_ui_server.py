"""What the front end serves beside Streamlit's own addresses: the page shell, files, suggestions and the reading pack."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fake_api import create_fake_api, serve
from fake_cases import fake_archive
from starlette.applications import Starlette
from starlette.testclient import TestClient

from corpus.errors import Unavailable
from corpus.ports import check_port
from ui.client import ArchiveClient, PublicAddresses
from ui.location import Location
from ui.server import PACK_NAME, routes
from ui.shell import SCRIPTS, STATIC, STYLESHEETS, shell
from ui.views.content import Archive


@pytest.fixture(scope="module")
def client() -> Iterator[ArchiveClient]:
    with serve(create_fake_api(fake_archive())) as address:
        opened = ArchiveClient(address)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def web(client: ArchiveClient) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(Archive(client, PublicAddresses("https://public.test"))))) as opened:
        yield opened


@pytest.fixture(scope="module")
def web_without_archive() -> Iterator[TestClient]:
    gone = ArchiveClient("http://127.0.0.1:9", attempts=1)
    with TestClient(Starlette(routes=routes(Archive(gone, PublicAddresses("https://public.test"))))) as opened:
        yield opened
    gone.close()


def test_shell_has_our_title_language_and_type_from_the_first_byte(web: TestClient) -> None:
    page = web.get("/?page=tray&lang=ko").text
    assert '<html lang="ko" dir="ltr">' in page
    assert "<title>도시 정책 사례 – Casebook</title>" in page
    assert page.count("<title>") == 1
    assert "SourceSans" not in page


def test_shell_speaks_the_browsers_language_where_the_address_says_none(web: TestClient) -> None:
    answer = web.get("/", headers={"accept-language": "fr-CA,fr;q=0.9"})
    assert answer.headers["content-language"] == "fr"


@pytest.mark.parametrize(
    "name", [*STYLESHEETS, *SCRIPTS, "logo.svg", "favicon.svg", "fonts/inter-latin-wght-normal.woff2"]
)
def test_shell_and_pages_name_files_that_exist(web: TestClient, name: str) -> None:
    assert web.get(f"/assets/{name}").status_code == 200


def test_every_typeface_file_is_named_once_and_licensed() -> None:
    named = re.findall(r"url\((fonts/[^)]+)\)", (STATIC / "fonts.css").read_text("utf-8"))
    shipped = {f"fonts/{path.name}" for path in (STATIC / "fonts").glob("*.woff2")}
    assert set(named) == shipped
    assert {path.name for path in (STATIC / "fonts").glob("LICENSE-*")} == {
        "LICENSE-inter.txt",
        "LICENSE-noto-sans-kr.txt",
    }


def test_nothing_is_fetched_from_another_server() -> None:
    files = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"}]
    texts = [re.sub(r"http://www\.w3\.org/2000/svg", "", path.read_text("utf-8")) for path in files]
    assert not [text[:80] for text in texts if re.search(r"https?://|url\(//", text)]
    head = re.sub(r"<!--.*?-->", "", shell("en", "", ""), flags=re.DOTALL).split("<head>")[1].split("</head>")[0]
    assert "//" not in re.sub(r"<script[^>]*>[^<]+</script>", "", head)


def test_suggestions_say_what_they_are_and_where_they_lead(web: TestClient) -> None:
    here = Location(query="old words", language="es", tray=("seoul-buses",)).toggled("country", "CO")
    rows = web.get("/suggest", params={"typed": "transporte", "at": here.href}).json()
    assert [(row["label"], row["kind"]) for row in rows] == [("Transporte y movilidad", "Tema")]
    there = Location.from_href(rows[0]["href"])
    assert (there.query, there.filters) == ("", {"topic": ("transport",), "country": ("CO",)})
    assert there.tray == ("seoul-buses",)


def test_suggested_case_is_opened(web: TestClient) -> None:
    rows = web.get("/suggest", params={"typed": "fast bus", "at": "?lang=en"}).json()
    assert Location.from_href(rows[0]["href"]) == Location().to_case("bogota-buses")


def test_city_to_compare_with_is_completed(web: TestClient) -> None:
    here = Location(query="heat", like="Seoul", weights={"climate": 2}, language="fr")
    rows = web.get("/suggest", params={"typed": "lyo", "at": here.href, "of": "city"}).json()
    assert [(row["label"], row["kind"]) for row in rows] == [("Lyon", "France")]
    assert Location.from_href(rows[0]["href"]) == here.comparing("2996944")


@pytest.mark.parametrize("typed", ["", " ", "a"])
def test_too_little_to_suggest_from_asks_nobody(web_without_archive: TestClient, typed: str) -> None:
    assert web_without_archive.get("/suggest", params={"typed": typed, "at": ""}).json() == []


def test_missing_archive_does_not_disturb_typing(web_without_archive: TestClient) -> None:
    assert web_without_archive.get("/suggest", params={"typed": "bus", "at": ""}).json() == []


def test_reading_pack_is_a_file_to_keep(web: TestClient) -> None:
    answer = web.get("/reading-pack?tray=seoul-buses,bogota-buses&lang=ko")
    assert answer.content.decode() == "['seoul-buses', 'bogota-buses'] ko"
    assert answer.headers["content-disposition"] == f'attachment; filename="{PACK_NAME}"'
    assert answer.headers["content-type"].endswith("wordprocessingml.document")


def test_reading_pack_that_cannot_be_made_is_a_page_that_leads_back(web_without_archive: TestClient) -> None:
    answer = web_without_archive.get("/reading-pack?tray=seoul-buses&lang=en")
    assert answer.status_code == 502
    assert "make run" in answer.text
    again = re.search(r'href="(\?[^"]+)" id="again"', answer.text)
    assert again
    assert unescape(again[1]) == Location(page="tray", tray=("seoul-buses",)).href


def test_taken_port_is_a_sentence() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(Unavailable, match=rf"port {port} .*CASEBOOK_UI_PORT"):
            check_port("127.0.0.1", port, "CASEBOOK_UI_PORT")


def test_no_module_of_the_front_end_hides_another_package() -> None:
    """Streamlit puts `ui/` first on the path, so a module there would be found instead of a package of that name."""
    ours = {path.stem for path in (Path(__file__).parent.parent / "ui").glob("*.py")}
    assert not ours & {
        "api",
        "index",
        "corpus",
        "ingest",
        "eval",
        "html",
        "types",
        "locale",
        "gettext",
        "babel",
        "streamlit",
    }
