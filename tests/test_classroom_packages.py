"""Packages for learning systems hold what the programme holds, by the rules of their standards, and nothing that acts or that is private."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from classroom_examples import EVIL, LONG, full_programme, hostile_programme, large_programme, private_words
from fake_archive import open_fake_archive, settings_in
from lxml import etree, isoschematron
from package_reader import Package, read_question, words_of_html

from api.archive import Archive
from api.classroom.content import Classroom, classroom
from api.classroom.interchange.cartridge import CartridgeOptions, cartridge
from api.classroom.interchange.profiles import Form
from api.classroom.interchange.qti import qti_package
from corpus.errors import BadInput
from corpus.programme.model import CasePin, Programme
from corpus.programme.stored import StoredProgramme, Visibility
from index.programmes import PinnedCase

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "tests" / "schemas"
EVERY = [(version, form) for version in ("1.1", "1.3") for form in Form]
NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_fake_archive(settings_in(tmp_path_factory.mktemp("archive"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def documents(archive: Archive) -> tuple[str, ...]:
    """The report, the broken PDF, the web page and the Word file of the case that is taught."""
    return tuple(each.id for each in archive.catalogue.case("stockholm-charge").documents)


def shown(archive: Archive, programme: Programme, language: str = "en") -> Classroom:
    stored = StoredProgramme(
        id="b3JnYW5p", version=3, visibility=Visibility.private, title=programme.title, topics=programme.topics,
        created=NOW, updated=NOW, programme=programme, newest=3,
    )  # fmt: skip
    return classroom(archive, stored, language)


def made(archive: Archive, programme: Programme, version: str = "1.1", form: Form = Form.full, **more: Any) -> bytes:
    options = {"for_instructors": True, "files": archive.files, **more}
    language = options.pop("language", "en")
    return cartridge(shown(archive, programme, language), CartridgeOptions(version, form, **options))


@cache
def schema(name: str, stem: str = "v1p1") -> Any:
    """A schema of the tests; for 1.3 with its names in the place of those of 1.1."""
    text = (SCHEMAS / name).read_text("utf-8")
    if stem != "v1p1":
        text = (
            text.replace("imsccv1p1", f"imscc{stem}")
            .replace("imscc_xmlv1p1", f"imscc_xml{stem}")
            .replace(">1.1.0<", ">1.3.0<")
        )
        for part in ("imswl_", "imsdt_", "imswl_xml", "imsdt_xml", "Roles"):
            text = text.replace(f"{part}v1p1", f"{part}{stem}")
    tree = etree.ElementTree(etree.fromstring(text.encode()))
    return isoschematron.Schematron(tree, store_report=True) if name.endswith(".sch") else etree.RelaxNG(tree)


def faults(name: str, document: bytes, stem: str = "v1p1") -> list[str]:
    """What a schema finds wrong in a document."""
    rules, parsed = schema(name, stem), etree.fromstring(document)
    if rules.validate(parsed):
        return []
    if name.endswith(".rng"):
        return [str(each) for each in rules.error_log]
    return [" ".join(each.itertext()).strip() for each in rules.validation_report.iter("{*}failed-assert")]


def all_faults(content: bytes, version: str) -> list[str]:
    """Faults of every XML document of a cartridge."""
    package, stem = Package(content), {"1.1": "v1p1", "1.3": "v1p3"}[version]
    manifest = package.zip.read("imsmanifest.xml")
    found = faults("cartridge.rng", manifest, stem) + faults("cartridge.sch", manifest, stem)
    for name in sorted(package.held):
        if name.startswith(("links/", "discussions/")):
            found += faults("cartridge-parts.rng", package.zip.read(name), stem)
        if name.startswith("tests/"):
            found += faults("qti-cartridge.rng", package.zip.read(name)) + faults(
                "qti-cartridge.sch", package.zip.read(name)
            )
    return found


@pytest.mark.parametrize(("version", "form"), EVERY)
def test_every_cartridge_keeps_to_the_rules_of_its_standard(
    archive: Archive, documents: tuple[str, ...], version: str, form: Form
) -> None:
    assert all_faults(made(archive, full_programme(documents), version, form), version) == []


@pytest.mark.parametrize(("version", "form"), EVERY)
def test_the_manifest_names_every_file_and_no_other(
    archive: Archive, documents: tuple[str, ...], version: str, form: Form
) -> None:
    package = Package(made(archive, full_programme(documents), version, form))
    assert package.named == package.held
    shown_in_tree = {resource for _, _, resource in package.tree() if resource}
    assert shown_in_tree | {"bank"} == set(package.resources) | {"bank"}


def test_what_went_into_a_full_cartridge_comes_out_item_by_item(archive: Archive, documents: tuple[str, ...]) -> None:
    programme = full_programme(documents)
    package = Package(made(archive, programme))
    assert package.schema == ("IMS Common Cartridge", "1.1.0")
    assert package.title == "Moving people, not cars"
    folders = [title for depth, title, resource in package.tree() if resource is None]
    assert folders == [
        "Before", "Before the programme · Read before you come",
        "Understanding", "Day 1, 09:00–10:00 · Pricing roads", "Day 1, 13:00–14:30 · Who gains, who pays?",
        "Doing", "Day 2, 09:00–10:30 · Policies of our cities", "Day 2, 13:00–15:00 · Action plans", "Tests",
    ]  # fmt: skip
    for session in programme.sessions:
        page = package.page(package.resources[f"page-{session.id}"])
        assert programme_words(session.title) in page
        assert all(programme_words(each.text) in page for each in (*session.messages, *session.questions))
    assert list(package.topics()) == ["discussion-s2.1"]
    assert "Would it be fair in your city?" in package.topics()["discussion-s2.1"]
    assert package.links()["material-s1.a2"] == "https://example.org/sheet"
    assert {len(items) for items in package.tests().values()} == {4, 5}
    assert len(package.tests("question-bank")["bank"]) == 5


def programme_words(text: Any) -> str:
    return str(text["en"])


def test_questions_come_out_with_their_answers_points_and_feedback(archive: Archive) -> None:
    package = Package(made(archive, full_programme(), language="ko"))
    asked = {each.id: each for each in package.tests()["test-after"]}
    assert {id: (each.profile, each.points, set(each.keys)) for id, each in asked.items()} == {
        "i1": ("cc.multiple_choice.v0p1", 1, {"b"}),
        "i2": ("cc.multiple_response.v0p1", 3, {"a", "b"}),
        "i3": ("cc.true_false.v0p1", 1, {"a"}),
        "i4": ("cc.essay.v0p1", 99, set()),
        "i5": ("cc.true_false.v0p1", 1, {"a"}),
    }
    assert asked["i1"].stem == "무엇이 효과가 있는가?"
    assert asked["i1"].choices == {"a": "버스", "b": "통행료", "c": "소망"}
    assert asked["i2"].feedback == "12쪽을 보라."


def test_the_test_before_gives_nothing_of_the_test_after_away(archive: Archive) -> None:
    asked = Package(made(archive, full_programme())).tests()["test-before"]
    assert [each.id for each in asked] == ["i1", "i2", "i4", "i5"]
    assert {each.feedback for each in asked} == {""}


def test_documents_are_copied_where_licence_and_format_permit_and_linked_elsewhere(
    archive: Archive, documents: tuple[str, ...]
) -> None:
    package = Package(made(archive, full_programme(documents)))
    copied = {each.id: each for each in package.resources.values() if each.href and each.href.startswith("documents/")}
    held = {f"material-s1.d{n}": each for n, each in enumerate(archive.catalogue.case("stockholm-charge").documents)}
    assert set(copied) == {id for id, each in held.items() if each.document_type != "html"}
    for id, resource in copied.items():
        assert package.zip.read(str(resource.href)) == archive.files.path(held[id].sha256).read_bytes()
    linked = next(id for id, each in held.items() if each.document_type == "html")
    assert held[linked].id in package.links()[linked]
    about = package.page(package.resources["about"])
    assert (
        f"\u2068Document {linked[-1]}\u2069: linked, since files of its format can act in a learning system." in about
    )


def test_a_case_is_a_page_with_its_sources_and_one_that_may_not_be_copied_is_a_link(archive: Archive) -> None:
    programme = full_programme()
    page = Package(made(archive, programme)).page(Package(made(archive, programme)).resources["case-stockholm-charge"])
    assert "Traffic stood still." in page
    assert "Version 1 of the case" in page
    closed = without_licence(shown(archive, programme))
    package = Package(cartridge(closed, CartridgeOptions("1.1", Form.full, True, archive.files)))
    assert "page=case&case=stockholm-charge" in package.links()["case-stockholm-charge"]
    assert "its licence does not permit copies" in package.page(package.resources["about"])


def without_licence(found: Classroom) -> Classroom:
    """The classroom with a case of which nobody knows who may copy it."""
    pinned = found.cases["stockholm-charge"]
    case = pinned.case.model_copy(update={"licence": None})
    closed = PinnedCase(case, pinned.version, pinned.current, pinned.documents)
    return Classroom(found.stored, {"stockholm-charge": closed}, found.language, found.addresses, found.snapshot)


def test_a_case_that_left_the_archive_is_told_of_and_nothing_fails(archive: Archive) -> None:
    found = shown(archive, full_programme())
    bare = Classroom(found.stored, {}, found.language, found.addresses, found.snapshot)
    package = Package(cartridge(bare, CartridgeOptions("1.1", Form.full, True, archive.files)))
    assert "\u2068stockholm-charge\u2069: the case is no longer in the archive." in package.page(
        package.resources["about"]
    )


def test_what_is_for_instructors_says_so_and_participants_get_none_of_it(archive: Archive) -> None:
    package = Package(made(archive, full_programme()))
    closed = {each.id for each in package.resources.values() if each.is_for_instructors}
    assert closed == {"facilitator-s1", "material-s1.a2", "bank"}
    notes = package.page(package.resources["facilitator-s1"])
    assert "Expect the question about fairness." in notes
    assert "10 minutes · Ask who pays today." in notes
    content = made(archive, full_programme(), for_instructors=False)
    given = Package(content)
    assert not given.tests()
    assert not given.of_type("question-bank")
    assert closed.isdisjoint(given.resources)
    everything = b"".join(given.zip.read(name) for name in given.zip.namelist()).decode("utf-8", "ignore")
    for secret in ("Expect the question", "Ask who pays", "See page 12", "example.org/sheet", "What works?"):
        assert secret not in everything
    assert "only with one of the programme’s keys" in given.page(given.resources["about"])


def test_a_thin_cartridge_of_the_newer_standard_is_links_in_a_manifest(
    archive: Archive, documents: tuple[str, ...]
) -> None:
    package = Package(made(archive, full_programme(documents), "1.3", Form.thin))
    assert package.schema == ("IMS Thin Common Cartridge", "1.3.0")
    assert not package.held
    assert {each.type for each in package.resources.values()} == {"imswl_xmlv1p3"}
    assert len(package.links()) == 1 + 2 + len(documents)
    older = Package(made(archive, full_programme(documents), "1.1", Form.thin))
    assert older.schema == ("IMS Common Cartridge", "1.1.0")
    assert len(older.links()) == len(package.links())
    assert (len(older.topics()), len(older.tests())) == (1, 2)
    assert not older.of_type("webcontent")


def test_materials_with_one_id_and_a_case_named_twice_are_told_apart(archive: Archive) -> None:
    programme = full_programme()
    module = programme.modules[1]
    lecture = module.sessions[0]
    doubled = lecture.model_copy(update={"cases": lecture.cases * 2, "materials": lecture.materials * 3})
    module = module.model_copy(update={"sessions": (doubled, *module.sessions[1:])})
    content = made(
        archive, programme.model_copy(update={"modules": (programme.modules[0], module, programme.modules[2])})
    )
    assert all_faults(content, "1.1") == []
    assert len(Package(content).links()) == 6


@pytest.mark.parametrize("version", ["1.1", "1.3"])
def test_moodle_finds_the_namespace_where_it_looks(archive: Archive, version: str) -> None:
    manifest = Package(made(archive, full_programme(), version)).zip.read("imsmanifest.xml")
    stem = {"1.1": "v1p1", "1.3": "v1p3"}[version]
    assert f'xmlns="http://www.imsglobal.org/xsd/imscc{stem}/imscp_v1p1"'.encode() in manifest[:500]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_texts_stay_texts(archive: Archive, language: str) -> None:
    content = made(archive, hostile_programme(), language=language)
    assert all_faults(content, "1.1") == []
    package = Package(content)
    pages = [package.page(each) for each in package.resources.values() if (each.href or "").endswith(".html")]
    visible = "]]><script>alert(1)</script>"
    assert sum(visible in page for page in pages) >= 3
    assert any(LONG.strip() in topic for topic in package.topics().values())
    assert all(len(title) <= 160 for _, title, _ in package.tree())
    assert all(name.isascii() and ".." not in name and not name.startswith("/") for name in package.zip.namelist())
    assert all("\x0b" not in page and "\x00" not in page for page in pages)


def test_a_file_whose_name_means_ill_is_copied_under_a_harmless_one(archive: Archive) -> None:
    document = archive.catalogue.case("hostile-title").documents[0]
    programme = full_programme((document.id,))
    lecture = programme.modules[1].sessions[0]
    lecture = lecture.model_copy(update={"cases": (CasePin(case="hostile-title", version=1),)})
    module = programme.modules[1].model_copy(update={"sessions": (lecture,)})
    package = Package(
        made(archive, programme.model_copy(update={"modules": (programme.modules[0], module, programme.modules[2])}))
    )
    assert re.fullmatch(r"documents/[0-9a-f]{8}-[\w.-]+\.pdf", str(package.resources["material-s1.d0"].href), re.ASCII)
    assert 'alert("title")' in package.page(package.resources["case-hostile-title"])


def test_every_word_of_ours_is_there_in_every_language() -> None:
    labels = yaml.safe_load((ROOT / "api/classroom/interchange/labels.yaml").read_text("utf-8"))
    for name, words in labels.items():
        assert list(words) == ["en", "es", "fr", "ko", "ar"], name
        assert len({frozenset(re.findall(r"{\w+}", each)) for each in words.values()}) == 1, name


def test_arabic_pages_run_from_right_to_left(archive: Archive) -> None:
    package = Package(made(archive, hostile_programme(), language="ar"))
    page = package.zip.read("sessions/s1.html").decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<span lang="ar" dir="rtl">سؤال' in page
    assert 'lang="en" dir="ltr"' in page
    test = package.zip.read("tests/after.xml").decode()
    assert '&lt;p lang="ar" dir="rtl"&gt;ما الذي ينجح؟' in test


def test_participants_are_named_in_no_package(archive: Archive) -> None:
    programme = full_programme()
    for version, form in EVERY:
        package = Package(made(archive, programme, version, form))
        everything = b"".join(package.zip.read(name) for name in package.zip.namelist()).decode("utf-8", "ignore")
        assert not [word for word in private_words() if word in everything]


def test_an_empty_programme_is_a_package_of_one_page(archive: Archive) -> None:
    content = made(archive, Programme(title={"en": "Nothing yet"}, languages=("en",)))
    assert all_faults(content, "1.1") == []
    assert list(Package(content).resources) == ["about"]


def test_a_programme_of_sixty_sessions_comes_out_whole(archive: Archive) -> None:
    content = made(archive, large_programme())
    assert all_faults(content, "1.1") == []
    package = Package(content)
    assert sum(id.startswith("page-") for id in package.resources) == 60
    assert len(package.topics()) == 60
    assert sum(each.is_for_instructors for each in package.resources.values()) == 61


@pytest.mark.parametrize(("version", "form"), EVERY)
def test_the_same_programme_gives_the_same_bytes(
    archive: Archive, documents: tuple[str, ...], version: str, form: Form
) -> None:
    programme = full_programme(documents)
    assert made(archive, programme, version, form) == made(archive, programme, version, form)


@pytest.mark.parametrize(
    ("was", "is_now", "sentence"),
    [
        ('type="imsdt_xmlv1p1"', 'type="imsdt_xmlv1p1" href="x"', "only content has an address of its own"),
        ('identifierref="test-after"', 'identifierref="bank"', "no item shows the bank"),
        ('identifierref="about"', 'identifierref="nobody"', "an item shows a resource that is there"),
        ('href="about.html">', 'href="elsewhere.html">', "the address of a resource is that of one of its files"),
        ('<file href="tests/bank.xml"/>', "", "a discussion, a link, a test and a bank have one file"),
    ],
)
def test_the_rules_for_manifests_find_what_breaks_them(archive: Archive, was: str, is_now: str, sentence: str) -> None:
    manifest = Package(made(archive, full_programme())).zip.read("imsmanifest.xml").decode()
    assert was in manifest
    assert sentence in faults("cartridge.sch", manifest.replace(was, is_now).encode())


@pytest.mark.parametrize(
    ("was", "is_now", "sentence"),
    [
        ("cc.multiple_response.v0p1", "cc.multiple_choice.v0p1", "one of several takes one answer"),
        (">99<", ">100<", "a field of an item has a value of its list"),
        ('ident="i2"', 'ident="i1"', "each item has an ident of its own"),
        ('respident="response1">b<', 'respident="response1">z<', "an answer is one of the choices"),
        ('linkrefid="general_fb"', 'linkrefid="other_fb"', "feedback that is there is shown"),
    ],
)
def test_the_rules_for_tests_find_what_breaks_them(archive: Archive, was: str, is_now: str, sentence: str) -> None:
    test = Package(made(archive, full_programme())).zip.read("tests/after.xml").decode()
    assert was in test
    assert sentence in faults("qti-cartridge.sch", test.replace(was, is_now).encode())


def test_a_package_of_qti_2_1_holds_every_question(archive: Archive) -> None:
    content = qti_package(shown(archive, full_programme(), "ko"), "2.1")
    assert content == qti_package(shown(archive, full_programme(), "ko"), "2.1")
    package = Package(content)
    assert package.schema == ("QTIv2.1 Package", "1.0.0")
    assert package.named == package.held
    assert [faults("qti-2.1.rng", package.zip.read(name)) for name in sorted(package.held)] == [[]] * len(package.held)
    questions = [read_question(package.zip.read(str(each.href))) for each in package.of_type("imsqti_item_xmlv2p1")]
    assert [(each.id, each.points, sorted(each.keys)) for each in questions] == [
        ("i-i1", 1, ["b"]), ("i-i2", 3, ["a", "b"]), ("i-i3", 1, ["a"]), ("i-i4", 100, []), ("i-i5", 1, ["a"]),
    ]  # fmt: skip
    assert questions[0].choices == {"a": "버스", "b": "통행료", "c": "소망"}
    assert questions[0].feedback == "12쪽을 보라."
    tests = {each.id: package.xml(each) for each in package.of_type("imsqti_test_xmlv2p1")}
    asked = {id: sum(each.tag.endswith("assessmentItemRef") for each in test.iter()) for id, test in tests.items()}
    assert asked == {"test-before": 4, "test-after": 5}


def test_a_package_of_qti_1_2_holds_every_question(archive: Archive) -> None:
    package = Package(qti_package(shown(archive, full_programme()), "1.2"))
    assert {id: len(items) for id, items in package.tests("imsqti_xmlv1p2").items()} == {
        "test-before": 4, "test-after": 5, "bank": 5,
    }  # fmt: skip
    for name in sorted(package.held):
        document = package.zip.read(name)
        assert faults("qti-cartridge.rng", document) + faults("qti-cartridge.sch", document) == []


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_hostile_questions_stay_questions(archive: Archive, version: str) -> None:
    programme = full_programme()
    item = programme.assessment.items[0].model_copy(update={"stem": {"en": EVIL + LONG}, "feedback": {"en": EVIL}})
    programme = programme.model_copy(update={"assessment": programme.assessment.model_copy(update={"items": (item,)})})
    package = Package(qti_package(shown(archive, programme), version))
    stems = {
        "1.2": lambda: package.tests("imsqti_xmlv1p2")["test-after"][0].stem,
        "2.1": lambda: read_question(package.zip.read("items/i1.xml")).stem,
    }
    stem = stems[version]()
    assert stem.startswith("]]><script>alert(1)</script> &")
    assert stem.endswith("Why?")


def test_a_programme_without_questions_is_told_so(archive: Archive) -> None:
    with pytest.raises(BadInput, match="no questions"):
        qti_package(shown(archive, Programme(title={"en": "Nothing yet"}, languages=("en",))), "2.1")


def test_the_reader_refuses_pages_that_act() -> None:
    with pytest.raises(AssertionError, match="acts"):
        words_of_html(
            b"<!DOCTYPE html><html lang=en><head><title>x</title></head><body><script>1</script></body></html>"
        )
