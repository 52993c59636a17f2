"""Every source gives local files or reasons, takes nothing twice, and goes on after a break."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from source_server import FAST, Page, Site, contents, make_settings, serving, take, versioned

from corpus.errors import BadInput
from corpus.settings import Settings
from ingest.sources.gather import gather
from ingest.sources.store import known_of

PDF = b"%PDF-1.4\n% a small one\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


def left_behind(settings: Settings) -> list[str]:
    return [path.name for path in settings.data_dir.rglob(".incoming-*")]


# One address ---------------------------------------------------------------------------------------------------------


def test_a_file_at_an_address_is_kept_under_a_stable_path_with_what_is_known(site: Site, settings: Settings) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Mon, 05 Jan 2026 10:00:00 GMT", "Content-Language": "ko"}
    site.pages["/reports/bus.pdf"] = Page(PDF, "application/pdf", headers=headers)
    (path,) = take(settings, f"{site.url}/reports/bus.pdf").paths
    assert path.name == "bus.pdf"
    assert path.parent.parent == settings.data_dir.resolve() / "fetched" / "127.0.0.1"
    known = known_of(path)
    assert known is not None
    assert (known.url, known.language, known.etag) == (f"{site.url}/reports/bus.pdf", "ko", '"1"')
    assert take(settings, f"{site.url}/reports/bus.pdf#page=3").paths == (path,)
    assert left_behind(settings) == []


def test_a_second_run_asks_whether_it_changed_and_takes_nothing_twice(site: Site, settings: Settings) -> None:
    site.pages["/a.md"] = versioned(b"# One\n", '"1"')
    first = take(settings, f"{site.url}/a.md")
    second = take(settings, f"{site.url}/a.md")
    assert first == second
    assert site.asked[-1].headers["if-none-match"] == '"1"'
    site.pages["/a.md"] = versioned(b"# Two\n", '"2"')
    third = take(settings, f"{site.url}/a.md")
    assert third.paths == first.paths
    assert contents(third) == [b"# Two\n"]


@pytest.mark.parametrize(
    ("path", "media_type", "headers", "name"),
    [
        ("/", "text/html", {}, "index.html"),
        ("/article", "text/html; charset=utf-8", {}, "article.html"),
        ("/get.php?id=7", "application/pdf", {}, "get.php.pdf"),
        ("/x", "application/octet-stream", {"Content-Disposition": 'attachment; filename="plan 2030.DOCX"'}, "plan 2030.docx"),
        ("/x", "text/plain", {"Content-Disposition": "attachment; filename*=UTF-8''%EB%B2%84%EC%8A%A4.pdf"}, "버스.pdf"),
        ("/x", "text/markdown", {"Content-Disposition": 'attachment; filename="../../etc/.passwd"'}, "passwd.md"),
        ("/%2e%2e%2f..%5c.note.json", "text/html", {}, "note.json.html"),
        ("/report.pdf", "text/html", {}, "report.pdf"),
    ],
)  # fmt: skip
def test_the_name_is_safe_and_ends_as_its_type_does(
    site: Site, settings: Settings, path: str, media_type: str, headers: Mapping[str, str], name: str
) -> None:
    site.pages[path] = Page(b"<html>some text</html>", media_type, headers=headers)
    gathered = take(settings, site.url + path)
    assert [found.name for found in gathered.paths] == [name], gathered.refused
    assert gathered.paths[0].is_relative_to(settings.data_dir.resolve() / "fetched")


def test_a_wrong_content_type_does_not_decide_what_a_file_is(site: Site, settings: Settings) -> None:
    from ingest.formats import recognise

    site.pages["/report.pdf"] = Page(PDF, "text/html")
    site.pages["/page.pdf"] = Page(b"<!doctype html><html><p>Log in first</p></html>", "application/pdf")
    gathered = take(settings, f"{site.url}/report.pdf", f"{site.url}/page.pdf")
    assert [recognise(path) for path in gathered.paths] == ["pdf", "html"]


def test_what_cannot_be_had_is_told_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, max_file_mb=1)
    site.pages |= {"/a.md": Page(b"# A\n"), "/empty.md": Page(b""), "/large.pdf": Page(b"x" * 2**21)}
    paths = ("none.md", "empty.md", "large.pdf", "a.md")
    gathered = take(settings, *(f"{site.url}/{path}" for path in paths), "ftp://example.org/a")
    assert contents(gathered) == [b"# A\n"]
    reasons = [item.reason or "" for item in gathered.refused]
    for reason, said in zip(reasons, ("404", "is empty", "larger than 1 MB", "does not start with http"), strict=True):
        assert said in reason
    assert left_behind(settings) == []


def test_a_file_that_was_taken_stays_when_its_server_fails_later(site: Site, settings: Settings) -> None:
    site.pages["/a.md"] = Page(b"# A\n")
    (path,) = take(settings, f"{site.url}/a.md").paths
    site.pages["/a.md"] = Page(b"# Another text\n", cut=5)
    gathered = take(settings, f"{site.url}/a.md")
    assert "did not answer in full" in (gathered.refused[0].reason or "")
    assert path.read_bytes() == b"# A\n"


def test_addresses_inside_are_refused_unless_the_setting_allows_them(site: Site, tmp_path: Path) -> None:
    site.pages["/a.md"] = Page(b"# A\n")
    listed = tmp_path / "bulk.jsonl"
    listed.write_text(json.dumps({"id": 1, "url": f"{site.url}/a.md"}) + "\n")
    settings = make_settings(tmp_path, allow_private_addresses=False)
    gathered = take(
        settings, f"{site.url}/a.md", f"feed:{site.url}/f", f"sitemap:{site.url}/s", f"oai:{site.url}/o", str(listed)
    )
    assert gathered.paths == ()
    assert len(gathered.refused) == 5
    assert all("inside this machine or its network" in (item.reason or "") for item in gathered.refused)
    assert site.asked == []


# Sitemaps ------------------------------------------------------------------------------------------------------------


def sitemap(*addresses: str, root: str = "urlset", lastmod: str | None = None) -> bytes:
    item = "url" if root == "urlset" else "sitemap"
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    entries = "".join(f"<{item}><loc>{address}</loc>{changed}</{item}>" for address in addresses)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><!-- made --><{root} xmlns="{namespace}">{entries}</{root}>'.encode()


@pytest.mark.parametrize("prefix", ["sitemap:", ""])
def test_a_sitemap_and_an_index_of_packed_ones_give_their_pages(site: Site, settings: Settings, prefix: str) -> None:
    site.pages |= {f"/{name}.md": Page(f"# {name}\n".encode()) for name in "abc"}
    index = sitemap(
        f"{site.url}/1.xml", f"{site.url}/2.xml.gz", f"{site.url}/index.xml", f"{site.url}/3.xml", root="sitemapindex"
    )
    site.pages["/index.xml"] = Page(index, "application/xml")
    site.pages["/1.xml"] = Page(sitemap(f"{site.url}/a.md", f"{site.url}/b.md"), "text/xml")
    site.pages["/2.xml.gz"] = Page(gzip.compress(sitemap(f"{site.url}/c.md", f"{site.url}/a.md")), "application/gzip")
    gathered = take(settings, f"{prefix}{site.url}/index.xml")
    assert contents(gathered) == [b"# a\n", b"# b\n", b"# c\n"]
    assert [item.origin for item in gathered.refused] == [f"{site.url}/3.xml"]
    assert site.paths().count("/a.md") == 1


def test_a_page_that_has_not_changed_since_it_was_checked_is_not_asked_for(site: Site, settings: Settings) -> None:
    site.pages |= {
        "/a.md": Page(b"# A\n"),
        "/s.xml": Page(sitemap(f"{site.url}/a.md", lastmod="2020-01-01"), "text/xml"),
    }
    first = take(settings, f"sitemap:{site.url}/s.xml")
    assert take(settings, f"sitemap:{site.url}/s.xml") == first
    assert site.paths().count("/a.md") == 1
    site.pages["/s.xml"] = Page(sitemap(f"{site.url}/a.md", lastmod="2999-01-01T00:00:00Z"), "text/xml")
    take(settings, f"sitemap:{site.url}/s.xml")
    assert site.paths().count("/a.md") == 2


def test_a_sitemap_of_plain_addresses_is_read(site: Site, settings: Settings) -> None:
    site.pages |= {"/a.md": Page(b"# A\n"), "/s.txt": Page(f"{site.url}/a.md\n".encode())}
    assert contents(take(settings, f"sitemap:{site.url}/s.txt")) == [b"# A\n"]


ENTITIES = b'<!DOCTYPE urlset [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>&x;</loc></url></urlset>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html><body>Not found</body></html>", "not a sitemap"),
        (b"<urlset><url><loc>http://a/</loc></url>", "damaged or cut off"),
        (gzip.compress(b"<urlset/>")[:-9], "cut off"),
        (gzip.compress(b"<urlset>" + b" " * (60 * 2**20)), "unpacks to more than 50 MB"),
        (b"just words", "not a sitemap"),
    ],
)
def test_what_is_no_sitemap_is_refused_with_a_reason(site: Site, settings: Settings, data: bytes, reason: str) -> None:
    site.pages["/s.xml"] = Page(data, "text/xml")
    (refused,) = take(settings, f"sitemap:{site.url}/s.xml").refused
    assert reason in (refused.reason or "")


def test_entities_of_a_sitemap_are_not_followed(site: Site, settings: Settings) -> None:
    site.pages["/s.xml"] = Page(ENTITIES, "text/xml")
    gathered = take(settings, f"sitemap:{site.url}/s.xml")
    assert gathered.paths == ()
    assert "root:" not in str(gathered.refused)


def test_a_run_takes_no_more_than_the_limit_and_the_next_goes_on(site: Site, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, source_items=2)
    site.pages |= {f"/{number}.md": Page(f"# {number}\n".encode()) for number in range(5)}
    site.pages["/s.xml"] = Page(sitemap(*(f"{site.url}/{number}.md" for number in range(5))), "text/xml")
    first = take(settings, f"sitemap:{site.url}/s.xml")
    assert contents(first) == [b"# 0\n", b"# 1\n"]
    assert "CASEBOOK_SOURCE_ITEMS" in (first.refused[0].reason or "")
    take(settings, f"sitemap:{site.url}/s.xml")
    assert len(take(settings, f"sitemap:{site.url}/s.xml").paths) == 5
    assert [path for path in site.paths() if path != "/s.xml"] == [f"/{number}.md" for number in range(5)]


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(site: Site, settings: Settings) -> None:
    site.pages |= {f"/{number}.md": Page(f"# {number}\n".encode()) for number in range(4)}
    site.pages["/s.xml"] = Page(sitemap(*(f"{site.url}/{number}.md" for number in range(4))), "text/xml")
    seen: list[str] = []

    def break_off(item: object) -> None:
        seen.append(str(item))
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gather([f"sitemap:{site.url}/s.xml"], settings, break_off, FAST)
    assert len(take(settings, f"sitemap:{site.url}/s.xml").paths) == 4
    assert [path for path in site.paths() if path != "/s.xml"] == ["/0.md", "/1.md", "/2.md", "/3.md"]
    take(settings, f"sitemap:{site.url}/s.xml")
    assert site.paths().count("/0.md") == 2, "a finished run is followed by one that asks for everything again"


# Feeds ---------------------------------------------------------------------------------------------------------------

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>City news</title><language>fr</language>
<item><title>Tram plan</title><link>/tram</link><pubDate>Mon, 05 Jan 2026 10:00:00 +0100</pubDate>
 <enclosure url="{url}/tram.pdf" type="application/pdf" length="9"/><enclosure url="{url}/talk.mp3" type="audio/mpeg"/></item>
<item><title>Told here &lt;b&gt;only&lt;/b&gt;</title><guid isPermaLink="false">n-2</guid>
 <description>The whole <![CDATA[<p>story</p>]]></description></item>
<item><title>Nothing</title><guid isPermaLink="false">n-3</guid></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Plans</title><entry><id>e1</id><title>Heat plan</title>
<updated>2026-03-01T00:00:00Z</updated><link href="heat.md"/><link rel="related" href="other.md"/></entry></feed>"""


@pytest.mark.parametrize("prefix", ["feed:", ""])
def test_a_feed_gives_the_pages_and_documents_of_its_entries(site: Site, settings: Settings, prefix: str) -> None:
    site.pages["/rss"] = Page(RSS.format(url=site.url).encode(), "application/rss+xml")
    site.pages |= {"/tram": Page(b"<html><h1>Tram</h1></html>", "text/html"), "/tram.pdf": Page(PDF, "application/pdf")}
    gathered = take(settings, f"{prefix}{site.url}/rss")
    assert [path.name for path in gathered.paths] == ["tram.html", "tram.pdf", "Told here _b_only__b_.html"]
    known = known_of(gathered.paths[1])
    assert known is not None
    assert (known.title, known.language, known.date) == ("Tram plan", "fr", "2026-01-05T09:00:00+00:00")
    assert b"story" in gathered.paths[2].read_bytes()
    assert [item.reason for item in gathered.refused] == ["the entry has neither a link nor a text"]
    assert "/talk.mp3" not in site.paths()
    assert take(settings, f"{prefix}{site.url}/rss").paths == gathered.paths


def test_an_atom_feed_is_read_with_relative_links(site: Site, settings: Settings) -> None:
    site.pages |= {"/news/atom": Page(ATOM.encode(), "application/atom+xml"), "/news/heat.md": Page(b"# Heat\n")}
    assert contents(take(settings, f"{site.url}/news/atom")) == [b"# Heat\n"]


def test_what_is_no_feed_is_refused_with_a_reason(site: Site, settings: Settings) -> None:
    site.pages["/f"] = Page(b"<html>no feed</html>", "text/html")
    (refused,) = take(settings, f"feed:{site.url}/f").refused
    assert "not an RSS or Atom feed" in (refused.reason or "")


# Bulk files ----------------------------------------------------------------------------------------------------------


def test_a_bulk_file_gives_a_document_a_line_and_names_the_lines_that_fail(
    site: Site, settings: Settings, tmp_path: Path
) -> None:
    site.pages["/a.pdf"] = Page(PDF, "application/pdf")
    lines: list[object] = [
        {"id": "ch-1", "title": "Trams\nin Zürich", "text": "Green lights.", "language": "de", "date": "2021",
         "country": "CH", "metadata": {"tags": ["a", 2]}},
        {"id": 2, "url": f"{site.url}/a.pdf", "title": "A report"},
        {"id": 3},
        {"title": "no id", "text": "x"},
        ["no object"],
        {"id": 4, "text": 5},
        {"id": 5, "text": "broken \ud800 sign"},
        {"id": 6, "url": "file:///etc/passwd"},
    ]  # fmt: skip
    bulk = tmp_path / "cases.jsonl"
    bulk.write_text("\n".join(map(json.dumps, lines)) + "\n\nno json\n" + "[" * 100_000 + "\n", "utf-8")
    gathered = take(settings, str(bulk))
    assert [path.name for path in gathered.paths] == ["Trams in Zürich.md", "a.pdf", "document.md"]
    assert gathered.paths[0].read_text("utf-8") == "# Trams in Zürich\n\nGreen lights.\n"
    known = known_of(gathered.paths[0])
    assert known is not None
    assert (known.language, known.date, dict(known.metadata)) == ("de", "2021", {"country": "CH", "tags": ("a", "2")})
    reasons = [item.reason or "" for item in gathered.refused]
    said = ("line 3: it has neither", "line 4: it has no 'id'", "line 5: it is not a JSON object", "line 6: its 'text'",
            "does not start with http", "line 10: it is not JSON", "line 11: it is not JSON")  # fmt: skip
    assert all(words in reason for words, reason in zip(said, reasons, strict=True)), reasons
    assert take(settings, str(bulk)).paths == gathered.paths


def test_a_bulk_file_at_an_address_is_known_by_its_name_or_type(site: Site, settings: Settings) -> None:
    line = b'{"id": 1, "title": "One", "text": "Words."}\n'
    site.pages |= {"/all.jsonl": Page(line), "/all": Page(line, "application/x-ndjson")}
    assert contents(take(settings, f"{site.url}/all.jsonl", f"{site.url}/all")) == [b"# One\n\nWords.\n"] * 2


# Paths ---------------------------------------------------------------------------------------------------------------


def test_paths_are_passed_on_as_they_are_and_a_missing_one_is_named_before_anything_is_fetched(
    site: Site, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    assert take(settings, str(tmp_path / "folder")).paths == (tmp_path / "folder",)
    with pytest.raises(BadInput, match="there is no file or folder nowhere"):
        take(settings, f"{site.url}/a.md", "nowhere")
    assert site.asked == []
