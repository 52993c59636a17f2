"""Files that are broken or mean ill are refused with a sentence for a person, and cost no more than their limits allow."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path

import pytest
from hostile_files import HOSTILE, HTML_TITLE, long_pdf

from corpus.errors import BadInput
from corpus.settings import Settings
from ingest.elements import ElementKind
from ingest.sandbox import parse

REFUSED = {
    "encrypted_pdf": "is encrypted; remove the password",
    "truncated_pdf": "damaged or was cut off",
    "scanned_pdf": "no text that could be read",
    "empty_file": "is empty",
    "zero_bytes": "nothing but zero bytes",
    "renamed_program": "executable data although its name ends in .pdf",
    "renamed_picture": "cannot be read as Picture (PNG); it seems to be damaged",
    "renamed_noise": "binary data of no known kind although its name ends in .md",
    "encrypted_office": "is encrypted; remove the password",
    "old_office": "damaged or was cut off",
    "zip_bomb": "far more than a document of its size",
    "plain_zip": "zip archive and not a document",
    "entity_bomb": "",
    "deep_html": "no text that could be read",
    "unknown_text": "text with the ending .log",
}
READ = {name: maker for name, maker in HOSTILE.items() if name not in REFUSED}


@pytest.fixture
def plain() -> Settings:
    return Settings(_env_file=None)  # type: ignore[call-arg]


def limited(**limits: int) -> Settings:
    return Settings(_env_file=None, **limits)  # type: ignore[call-arg,arg-type]


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_its_reason(name: str, tmp_path: Path, plain: Settings) -> None:
    path = HOSTILE[name](tmp_path)
    with pytest.raises(BadInput) as refused:
        parse(path, plain)
    assert REFUSED[name] in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("name", READ)
def test_a_strange_file_is_read(name: str, tmp_path: Path, plain: Settings) -> None:
    parsed = parse(READ[name](tmp_path), plain)
    assert any(element.kind is ElementKind.text for element in parsed.elements)
    assert not any(set("\x01\x07\u200b\u202e\ufeff") & set(element.text) for element in parsed.elements)


@pytest.mark.parametrize("name", ["html_title_markdown", "html_title_word"])
def test_html_in_a_title_is_text(name: str, tmp_path: Path, plain: Settings) -> None:
    assert parse(HOSTILE[name](tmp_path), plain).elements[0].text == HTML_TITLE


def test_a_pdf_of_300_pages_is_read_to_its_last_page(tmp_path: Path, plain: Settings) -> None:
    parsed = parse(long_pdf(tmp_path), plain)
    assert parsed.pages == 300
    assert parsed.elements[-1].page == 300
    assert "Page 300 tells" in parsed.elements[-1].text
    assert parsed.notes == ()


def test_too_many_pages_are_refused_before_they_are_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"has 300 pages; the limit is 299 \(CASEBOOK_MAX_PAGES\)"):
        parse(long_pdf(tmp_path), limited(max_pages=299))


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, plain: Settings) -> None:
    parse(HOSTILE["latin_1"](tmp_path), plain)  # the fork server is up, so that only parsing takes time
    path = tmp_path / "endless.txt"
    path.write_bytes(b"Nothing new here.\n\n" * 6_000_000)
    started = time.monotonic()
    with pytest.raises(BadInput, match="took longer than 1 s"):
        parse(path, limited(parse_seconds=1))
    assert time.monotonic() - started < 15
    # The API of other tests keeps a process of its own that draws pages.
    assert {child.name for child in multiprocessing.active_children()} <= {"casebook-pages"}


def test_a_file_that_needs_too_much_memory_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    path.write_bytes(b"x" * 190_000_000)
    with pytest.raises(BadInput, match="more than 256 MB"):
        parse(path, limited(parse_memory_mb=256))


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.md"
    path.write_bytes(b"x" * 2_500_000)
    with pytest.raises(BadInput, match="has 2 MB; the limit is 1 MB"):
        parse(path, limited(max_file_mb=1))


def test_more_text_than_the_pages_allow_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("A line that goes on. " * 400)
    with pytest.raises(BadInput, match="8,399 characters of text, more than 1 pages"):
        parse(path, limited(max_pages=1))


def test_a_missing_file_is_refused(tmp_path: Path, plain: Settings) -> None:
    with pytest.raises(BadInput, match="no such file"):
        parse(tmp_path / "nowhere.pdf", plain)


def test_children_have_no_torch_and_leave_nothing_behind(tmp_path: Path, plain: Settings) -> None:
    before = set(Path(tmp_path).iterdir())
    path = HOSTILE["latin_1"](tmp_path)
    parse(path, plain)
    assert set(tmp_path.iterdir()) - before == {path}
    with multiprocessing.get_context("forkserver").Pool(1) as pool:
        assert pool.apply(_loaded_modules) & {"torch", "spacy.cli", "transformers"} == set()


def _loaded_modules() -> set[str]:
    import sys

    return {name for name in ("torch", "spacy.cli", "transformers") if name in sys.modules}
