"""The catalogue on SQLite, and on PostgreSQL where CASEBOOK_TEST_POSTGRES names a database that may be emptied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, text

from corpus.case import Case, Status
from corpus.errors import BadInput, NotFound, Unavailable
from corpus.passage import Box, Passage, PassageKind, PassageRole, Span, StoredDocument, document_id
from index.catalogue import Catalogue, HarvestLog, HarvestSelection, NewCase, ParsedDocument, open_catalogue
from index.catalogue.migrate import alembic_config

POSTGRES = os.environ.get("CASEBOOK_TEST_POSTGRES")


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    if request.param == "postgresql" and not POSTGRES:
        pytest.skip("did not run on PostgreSQL: CASEBOOK_TEST_POSTGRES is not set")
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}" if request.param == "sqlite" else str(POSTGRES)
    if request.param == "postgresql":
        _empty(url)
    opened = open_catalogue(url)
    yield opened
    opened.close()


def _empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()


def make_case(title: str = "Fast buses", id: str = "seoul-buses") -> Case:
    return Case(
        id=id, title={"en": title}, abstract={"en": "Buses got faster."}, original_language="en", country="KR",
        city={"name": {"en": "Seoul"}, "geonames_id": 1835848}, topics=("transport",), start_date="2004-07-01",
    )  # fmt: skip


def make_document(*texts: str, case_id: str = "seoul-buses", content: str = "a" * 64) -> ParsedDocument:
    id = document_id(case_id, content)
    passages = tuple(
        Passage(id, n, words, (Span(0, len(words)),), "en", "results", ("Report", "Results"), n + 1, n + 1)
        for n, words in enumerate(texts)
    )
    stored = StoredDocument(
        id, case_id, "report.pdf", "Report", "en", "application/pdf", "pdf", content, 10, len(texts), "CC-BY-4.0"
    )
    return ParsedDocument(stored, passages)


def test_a_published_case_is_read_back_whole(catalogue: Catalogue) -> None:
    document = make_document("Ridership rose by 11 percent.", "Accidents fell.")
    assert catalogue.publish(make_case(), [document], "here", "f1") == 1
    stored = catalogue.case("seoul-buses")
    assert stored.case == make_case()
    assert stored.documents == (document.document,)
    assert stored.passage_counts == {document.document.id: 2}
    assert catalogue.passages(document.document.id) == document.passages
    assert catalogue.cases()["seoul-buses"].values["region"] == ("030", "142")


def test_publishing_again_makes_a_version_and_retires_the_old_document(catalogue: Catalogue) -> None:
    old, new = make_document("Old words."), make_document("New words.", content="b" * 64)
    catalogue.publish(make_case(), [old], "here", "f1")
    before = catalogue.snapshot()
    assert catalogue.publish(make_case("Faster buses"), [new], "here", "f2") == 2
    stored = catalogue.case("seoul-buses")
    assert stored.case.version == 2
    assert stored.documents == (new.document,)
    assert [version.documents for version in stored.versions] == [(old.document.id,), (new.document.id,)]
    assert catalogue.snapshot() != before
    assert catalogue.passages_by_id([p.id for p in (*old.passages, *new.passages)]).keys() == {new.passages[0].id}
    assert catalogue.phrase_passages("old words") == set()
    assert catalogue.passages(old.document.id) == old.passages, "an old citation still resolves"


def test_a_document_that_comes_back_is_current_again(catalogue: Catalogue) -> None:
    old, new = make_document("Old words."), make_document("New words.", content="b" * 64)
    for document in (old, new, old):
        catalogue.publish(make_case(), [document], "here", "f")
    assert catalogue.case("seoul-buses").documents == (old.document,)
    assert catalogue.phrase_passages("old words") == {old.passages[0].id}


def test_a_document_that_is_cut_differently_replaces_its_passages(catalogue: Catalogue) -> None:
    whole, cut = make_document("One. Two."), make_document("One.", "Two.")
    catalogue.publish(make_case(), [whole], "here", "f1")
    catalogue.publish(make_case(), [cut], "here", "f2")
    assert catalogue.passages(cut.document.id) == cut.passages
    assert catalogue.phrase_passages("one two") == set()


def test_a_failed_publication_leaves_the_archive_as_it_was(catalogue: Catalogue) -> None:
    catalogue.publish(make_case(), [make_document("Old words.")], "here", "f1")
    before = catalogue.snapshot()
    broken = make_document("Some words.", "Other words.", content="b" * 64)
    twice = replace(broken, passages=(broken.passages[0], broken.passages[0]))
    with pytest.raises(Exception, match=r"(?i)unique|constraint|conflict"):
        catalogue.publish(make_case("Broken"), [twice], "here", "f2")
    assert catalogue.snapshot() == before
    assert catalogue.case("seoul-buses").case.title == {"en": "Fast buses"}


def test_a_removed_case_is_gone_and_leaves_a_trace(catalogue: Catalogue) -> None:
    document = make_document("Ridership rose.")
    catalogue.publish(make_case(), [document], "here", "f1")
    catalogue.remove("seoul-buses")
    with pytest.raises(NotFound, match="seoul-buses"):
        catalogue.case("seoul-buses")
    with pytest.raises(NotFound):
        catalogue.document(document.document.id)
    assert catalogue.phrase_passages("ridership") == set()
    assert catalogue.cases() == {}
    assert catalogue.snapshot() == "2"
    with pytest.raises(NotFound):
        catalogue.remove("seoul-buses")


@pytest.mark.parametrize(
    ("phrase", "is_found"),
    [
        ("중앙버스전용차로", True),
        ("버스전용", True),
        ("버스차로", False),
        ("TRANSMILENIO de Bogota", True),
        ("Bogotá de TransMilenio", False),
        ('the "quoted" words', True),
        ('" OR passage_id:*', False),
        ("!?", False),
        ("", False),
    ],
)
def test_a_phrase_is_found_in_any_script_and_only_as_written(catalogue: Catalogue, phrase: str, is_found: bool) -> None:
    document = make_document('2004년에 중앙버스전용차로를 놓았다. TransMilenio de Bogotá; the "quoted" words.')
    catalogue.publish(make_case(), [document], "here", "f1")
    assert catalogue.phrase_passages(phrase) == ({document.passages[0].id} if is_found else set())


def test_the_tables_are_those_of_the_models(catalogue: Catalogue) -> None:
    with catalogue.engine.begin() as connection:
        command.check(alembic_config(connection))


def test_a_catalogue_of_a_newer_casebook_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    newer = open_catalogue(url)
    with newer.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer.close()
    with pytest.raises(Unavailable, match="newer Casebook"):
        open_catalogue(url)


def test_a_catalogue_that_cannot_be_opened_says_where(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        open_catalogue(f"sqlite:///{tmp_path / 'missing' / 'catalogue.sqlite3'}")


def test_a_passage_keeps_its_role_its_places_its_cells_and_that_its_section_is_a_guess(catalogue: Catalogue) -> None:
    document = make_document("Year | Riders", "A guess.")
    boxes = (Box(1, 0.1, 0.2, 0.5, 0.025), Box(2, 0.1, 0.05, 0.5, 0.0125))
    rows = (("Year", "Riders"), ("2004", "5 <million>"))
    table = replace(document.passages[0], kind=PassageKind.table, boxes=boxes, rows=rows)
    guessed = replace(document.passages[1], section_is_guessed=True)
    catalogue.publish(make_case(), [replace(document, passages=(table, guessed))], "here", "f1")
    assert catalogue.passages(document.document.id) == (table, guessed)


def test_what_search_leaves_out_is_stored_and_not_found(catalogue: Catalogue) -> None:
    document = make_document("Riders rose.", "Riverton report 3", "Figure 1: Riders")
    body, head, caption = document.passages
    head, caption = replace(head, role=PassageRole.furniture, language="fr"), replace(caption, role=PassageRole.caption)
    catalogue.publish(make_case(), [replace(document, passages=(body, head, caption))], "here", "f1")
    id = document.document.id
    assert catalogue.passages(id) == (body, head, caption)
    assert (dict(catalogue.passage_counts()), catalogue.searched_counts()) == ({id: 3}, {id: 2})
    assert catalogue.phrase_passages("riverton report") == set()
    assert catalogue.phrase_passages("figure 1") == {caption.id}
    assert catalogue.passage_languages()["seoul-buses"][id] == frozenset({"en"})


def test_a_catalogue_from_before_roles_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    document = make_document("Ridership rose by 11 percent.")
    with closing(open_catalogue(url)) as present:
        present.publish(make_case(), [document], "here", "f1")
        with present.engine.begin() as connection:
            command.downgrade(alembic_config(connection), "0001")
            assert "role" not in {column["name"] for column in inspect(connection).get_columns("passages")}
    with closing(open_catalogue(url)) as upgraded:
        assert upgraded.passages(document.document.id) == document.passages
        assert upgraded.phrase_passages("ridership rose") == {document.passages[0].id}
        assert upgraded.searched_counts() == {document.document.id: 1}


def test_what_harvesters_are_told_is_made_from_the_changes_of_an_older_catalogue(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite3'}"
    draft = make_case(id="draft").model_copy(update={"status": Status.draft})
    archived = make_case(id="archived")
    with closing(open_catalogue(url)) as present:
        for case in (make_case(), make_case(id="gone"), draft, archived):
            present.publish(case, [], case.id, "f1")
        present.publish(archived.model_copy(update={"status": Status.archived}), [], "archived", "f2")
        present.remove("gone")
        told = HarvestLog(present.engine).page(HarvestSelection(), None, 9)
        with present.engine.begin() as connection:
            command.downgrade(alembic_config(connection), "0004")
    with closing(open_catalogue(url)) as upgraded:
        made = HarvestLog(upgraded.engine).page(HarvestSelection(), None, 9)
    assert [(each.place.case_id, each.is_deleted) for each in made] == [
        ("seoul-buses", False),
        ("archived", True),
        ("gone", True),
    ]
    assert [(each.place.case_id, each.is_deleted) for each in told] == [(e.place.case_id, e.is_deleted) for e in made]
    # The record of a removed case is gone, and its sets with it; everything later keeps them.
    assert [each.sets for each in made] == [("region:142:030", "topic:transport")] * 2 + [()]
    assert [each.sets for each in told] == [("region:142:030", "topic:transport")] * 3


def test_many_new_cases_are_told_to_harvesters_at_once(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.catalogue.harvest.BATCH", 2)
    catalogue.publish(make_case(id="b"), [], "b", "f1")
    catalogue.remove("b")
    catalogue.publish_new([NewCase(make_case(id=id), (), id, "f1") for id in "abcde"])
    log = HarvestLog(catalogue.engine)
    first = log.page(HarvestSelection(set="region:142"), None, 3)
    rest = log.page(HarvestSelection(set="region:142"), first[-1].place, 3, is_whole=False)
    assert [each.place.case_id for each in (*first, *rest)] == list("abcde")
    assert [each.case is not None for each in (*first, *rest)] == [True] * 3 + [False] * 2
    assert (log.count_live(), log.count(HarvestSelection(set="topic")), log.record("x")) == (5, 5, None)
    assert [place.case_id for place in log.live(1, 3)] == list("bcd")


def test_many_new_cases_are_written_as_one_by_one(catalogue: Catalogue) -> None:
    written = {id: make_document(f"Words of {id}.", "버스전용차로", case_id=id) for id in ("a", "b")}
    catalogue.publish_new([NewCase(make_case(id=id), (document,), id, "f1") for id, document in written.items()])
    for id, document in written.items():
        assert catalogue.case(id).documents == (document.document,)
        assert [version.version for version in catalogue.case(id).versions] == [1]
        assert catalogue.passages(document.document.id) == document.passages
    assert len(catalogue.phrase_passages("전용차로")) == 2
    assert catalogue.publish(make_case("Faster buses", "a"), [written["a"]], "a", "f2") == 2


def test_new_cases_are_written_all_or_none(catalogue: Catalogue) -> None:
    catalogue.publish(make_case(id="held"), [], "held", "f1")
    before = catalogue.snapshot()
    with pytest.raises(BadInput, match="in the catalogue already"):
        catalogue.publish_new([NewCase(make_case(id=id), (), id, "f2") for id in ("new", "held")])
    assert (set(catalogue.cases()), catalogue.snapshot()) == ({"held"}, before)


def test_lists_follow_every_change_though_only_that_is_read(catalogue: Catalogue) -> None:
    ids = ("a", "b", "c")
    documents = {id: make_document("One.", "Two.", case_id=id) for id in ids}
    for id in ids:
        catalogue.publish(make_case(id=id), [documents[id]], id, "f1")
    unchanged = catalogue.cases()["a"]
    catalogue.remove("b")
    catalogue.publish(make_case("Faster buses", "c"), [], "c", "f2")
    assert [*catalogue.cases()] == ["a", "c"]
    assert (catalogue.cases()["a"] is unchanged, catalogue.cases()["c"].case.title["en"]) == (True, "Faster buses")
    assert catalogue.passage_counts() == {documents["a"].document.id: 2}
    catalogue.publish(make_case("Other buses", "b"), [documents["b"]], "b", "f3")
    assert catalogue.cases()["b"].case.title["en"] == "Other buses"
    assert catalogue.passage_languages()["b"] == {documents["b"].document.id: frozenset({"en"})}
