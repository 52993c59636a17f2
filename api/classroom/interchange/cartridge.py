"""A programme as a Common Cartridge (`.imscc`), the package that Moodle, Canvas, Blackboard, Brightspace and Sakai import."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from api.classroom.content import Classroom
from api.classroom.interchange.archive import packed
from api.classroom.interchange.copies import ArchiveCopies, Copied, Copies, NoCopies, NotCopied
from api.classroom.interchange.manifest import NAME, discussion_file, link_file, manifest
from api.classroom.interchange.markup import fragment
from api.classroom.interchange.pages import (
    about_page,
    case_page,
    discussion_text,
    facilitator_page,
    material_address,
    session_page,
)
from api.classroom.interchange.plan import Entry, Plan, Resource
from api.classroom.interchange.profiles import CARTRIDGES, Form, Kind, Profile, is_thin_profile, kinds_in
from api.classroom.interchange.qti12 import assessment, question_bank
from api.classroom.interchange.wording import label, one_line, slots_of, title_of, when
from api.exports.chapters import title_of as case_title
from corpus.licences import case_rights
from corpus.programme.model import Material, Module, Session, When
from corpus.programme.timetable import Slot
from corpus.vocabulary import vocabulary
from index.files import FileStore

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
MEDIA_TYPE = "application/vnd.ims.imsccv1p1"
"""Registered for 1.1; 1.3 has `imsccv1p3`."""


@dataclass(frozen=True, slots=True)
class CartridgeOptions:
    """Which cartridge. `version` is one of `CARTRIDGES`."""

    version: str = "1.1"
    form: Form = Form.full
    for_instructors: bool = False
    """Whether tests with their keys and facilitator's pages go along, which takes a key of the programme."""
    files: FileStore | None = None
    """Where copies of documents come from; without it they are linked."""

    @property
    def profile(self) -> Profile:
        return CARTRIDGES[self.version]


def cartridge(classroom: Classroom, options: CartridgeOptions) -> bytes:
    """The package; the same version of a programme with the same options gives the same bytes as long as its cases stay as they are."""
    plan = CartridgeWriter(classroom, options).plan()
    files = {NAME: manifest(plan, options.profile, options.form)}
    if not is_thin_profile(options.profile, options.form):
        files |= dict(plan.files())
    return packed(files)


def media_type(profile: Profile) -> str:
    """Of a cartridge of that version."""
    return MEDIA_TYPE.replace("v1p1", profile.stem)


@dataclass
class CartridgeWriter:
    """Makes the resources of a programme one after the other, and the tree in which they stand."""

    classroom: Classroom
    options: CartridgeOptions
    resources: dict[str, Resource] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    """Sentences about what is linked instead of copied, or not there at all."""

    def __post_init__(self) -> None:
        is_full = self.options.form is Form.full and self.options.files
        self._copies: Copies = ArchiveCopies(self.options.files) if is_full and self.options.files else NoCopies()
        self._kinds = kinds_in(self.options.profile, self.options.form)
        self._slots = slots_of(self.classroom)

    def plan(self) -> Plan:
        """The whole package: modules with their sessions, then tests; the first page tells what was left out."""
        programme, language = self.classroom.programme, self.classroom.language
        if not self.options.for_instructors:
            self.left_out.append(self._label("left_keys"))
        modules = tuple(self._module(each) for each in programme.modules)
        tests = tuple(self._tests()) if self.options.for_instructors else ()
        about = self._resource("about", Kind.content, self._label("about"), "about.html", self._about())
        return Plan(
            id=f"casebook-{self.classroom.stored.id}", title=title_of(self.classroom, programme.title, "Casebook"),
            summary=self.classroom.words(programme.summary), language=language,
            keywords=tuple(vocabulary("topics").label(each, language) for each in programme.topics),
            entries=(*about, *modules, *tests), resources=self.resources,
        )  # fmt: skip

    def _label(self, name: str, **values: object) -> str:
        return label(name, self.classroom.language, **values)

    def _leave_out(self, reason: str, title: str) -> None:
        """Tell of something that is linked or missing; its title is kept apart from the sentence, whose script may run the other way."""
        self.left_out.append(self._label(reason, title=f"{FIRST_STRONG_ISOLATE}{title}{POP_ISOLATE}"))

    def _about(self) -> bytes:
        return about_page(self.classroom, dict.fromkeys(self.left_out))

    def _module(self, module: Module) -> Entry:
        entries = tuple(self._session(each) for each in module.sessions)
        return Entry(f"module-{module.id}", title_of(self.classroom, module.title, module.id), entries=entries)

    def _session(self, session: Session) -> Entry:
        """A folder: the page of the session, what belongs to it, its discussions, and what only instructors see."""
        title, slot = title_of(self.classroom, session.title, session.id), self._slots.get(session.id)
        entries = (
            *self._session_page(session, title, slot),
            *(
                entry
                for case in dict.fromkeys(pin.case for pin in session.cases)
                for entry in self._case(session, case)
            ),
            *(entry for material in session.materials for entry in self._material(session, material)),
            *self._discussions(session),
            *self._facilitator(session),
        )
        named = one_line(f"{when(session, slot, self.classroom.language)} · {title}")
        return Entry(f"session-{session.id}", named, entries=entries)

    def _session_page(self, session: Session, title: str, slot: Slot | None) -> Iterator[Entry]:
        content = session_page(self.classroom, session, slot)
        yield from self._resource(f"page-{session.id}", Kind.content, title, f"sessions/{session.id}.html", content)

    def _case(self, session: Session, case_id: str) -> Iterator[Entry]:
        """The texts of the case where it may be copied, else a link to it; the resource is there once for all sessions."""
        pinned = self.classroom.cases.get(case_id)
        if pinned is None or not pinned.is_visible:
            self._leave_out("left_case", case_id)
            return
        title, place = one_line(case_title(pinned.case, self.classroom.language).text), f"{session.id}.{case_id}"
        may_copy = case_rights(pinned.case).withheld is None
        if not may_copy:
            self._leave_out("left_licence", title)
        if may_copy and Kind.content in self._kinds:
            content = case_page(self.classroom, pinned)
            yield from self._resource(f"case-{case_id}", Kind.content, title, f"cases/{case_id}.html", content, place)
        else:
            address = self.classroom.addresses.case_page(case_id, self.classroom.language)
            yield from self._link(f"case-{case_id}", title, address, place=place)

    def _material(self, session: Session, material: Material) -> Iterator[Entry]:
        """A copy, a link, or nothing for what the trainer brings along; the page of the session tells of all."""
        if not (material.is_open or self.options.for_instructors):
            return
        title, id = (
            title_of(self.classroom, material.title, material.id),
            self._free(f"material-{session.id}.{material.id}"),
        )
        copied = self._copies.copy(self.classroom, material)
        if isinstance(copied, NotCopied):
            self._leave_out(copied.reason, title)
        if isinstance(copied, Copied):
            yield from self._resource(id, Kind.content, title, copied.path, copied.content, closed=not material.is_open)
        elif address := material_address(self.classroom, material):
            yield from self._link(id, title, address, closed=not material.is_open)

    def _free(self, id: str) -> str:
        """The id, or with a number where two materials of a session have the same. A full stop joins ids, since ids have hyphens."""
        taken = sum(each == id or each.startswith(f"{id}.") for each in self.resources)
        return f"{id}.{taken + 1}" if taken else id

    def _discussions(self, session: Session) -> Iterator[Entry]:
        for number, question in enumerate(session.questions, 1):
            asked = title_of(self.classroom, question.text, session.id)
            title = one_line(self._label("question", number=number, title=asked))
            text = fragment(*discussion_text(self.classroom, question))
            content = discussion_file(self.options.profile, title, text)
            id = f"discussion-{session.id}.{number}"
            yield from self._resource(id, Kind.discussion, title, f"discussions/{session.id}.{number}.xml", content)

    def _facilitator(self, session: Session) -> Iterator[Entry]:
        has_content = session.steps or session.notes or not all(each.is_open for each in session.materials)
        if self.options.for_instructors and has_content:
            title = self._label("facilitator", title=title_of(self.classroom, session.title, session.id))
            content, path = facilitator_page(self.classroom, session), f"instructors/{session.id}.html"
            id = f"facilitator-{session.id}"
            yield from self._resource(id, Kind.content, one_line(title), path, content, closed=True)

    def _tests(self) -> Iterator[Entry]:
        """A folder with the tests before and after; the bank of all questions is in no folder, as the standard has it."""
        entries = tuple(entry for moment in When for entry in self._test(moment))
        if entries:
            yield Entry("tests", self._label("tests"), entries=entries)
        if items := self.classroom.programme.assessment.items:
            content = question_bank(self.classroom, self.options.profile, "bank", items)
            tuple(self._resource("bank", Kind.bank, self._label("bank"), "tests/bank.xml", content, closed=True))

    def _test(self, moment: When) -> Iterator[Entry]:
        items = [each for each in self.classroom.programme.assessment.items if moment in each.when]
        if items:
            ident, title = f"test-{moment.value}", self._label(moment.value)
            content = assessment(self.classroom, self.options.profile, ident, title, items, moment is When.after)
            yield from self._resource(ident, Kind.test, title, f"tests/{moment.value}.xml", content)

    def _link(self, id: str, title: str, url: str, place: str = "", closed: bool = False) -> Iterator[Entry]:
        content = link_file(self.options.profile, title, url)
        yield from self._resource(id, Kind.link, title, f"links/{id}.xml", content, place, closed, url)

    def _resource(
        self, id: str, kind: Kind, title: str, path: str, content: bytes, place: str = "", closed: bool = False, url: str = ""
    ) -> Iterator[Entry]:  # fmt: skip
        """Keep a resource, where the cartridge may hold its kind, and say where the tree shows it."""
        if kind in self._kinds:
            self.resources[id] = Resource(id, kind, title, path, content, closed, url)
            yield Entry(f"item-{place or id}", title, id)
