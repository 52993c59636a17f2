"""The results of a programme as tables: one list of figures for programs, sheets for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from api.exports.table import BYTE_ORDER_MARK, Cell, csv_line
from api.exports.workbook import cell_text, dress, new_workbook, workbook_bytes
from api.feedback import wording
from corpus.case import Text, in_language
from corpus.programme.results import Gain, ProgrammeResults, QuestionResult

COLUMNS = ("part", "id", "text", "measure", "value", "n")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: a figure or a text that was told, of whom and of how many."""

    part: str
    id: str
    text: str
    measure: str
    value: Cell
    n: int | None

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.part, self.id, self.text, self.measure, self.value, self.n)


def results_csv(results: ProgrammeResults, language: str) -> Iterator[str]:
    """Every figure in one table; what is hidden is a line without a value, so that its n is seen."""
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    for part in PARTS.values():
        yield from (csv_line(figure.cells) for figure in part(results, language))


WIDTHS: Mapping[str, float] = {"id": 16, "text": 60, "measure": 28, "value": 40, "n": 8}


def results_workbook(results: ProgrammeResults, language: str) -> bytes:
    """A sheet for each part that has anything to tell; the first says what the figures mean."""
    book = new_workbook(wording.say("results", language))
    about = book.create_sheet(wording.say("results", language))
    about.append([wording.say("rule", language, n=results.smallest_group)])
    about.append([wording.say("figures", language)])
    dress(about, (110,), heads=0)
    for name, part in PARTS.items():
        figures = list(part(results, language))
        sheet = book.create_sheet(wording.say(f"part_{name}", language))
        sheet.append([wording.say(f"column_{column}", language) for column in WIDTHS])
        for figure in figures:
            sheet.append([_cell(cell) for cell in figure.cells[1:]])
        dress(sheet, tuple(WIDTHS.values()), heads=1)
        sheet.freeze_panes = "A2"
        sheet.sheet_view.rightToLeft = wording.direction(language) == "rtl"
    return workbook_bytes(book)


def _cell(cell: Cell) -> Cell:
    return cell_text(cell) if isinstance(cell, str) else cell


def _words(text: Text, language: str) -> str:
    found = in_language(text, language)
    return found[1] if found else ""


def _forms(results: ProgrammeResults, language: str) -> Iterator[Figure]:
    for each in results.forms:
        title = wording.say(each.form.value, language)
        yield Figure("forms", each.form.value, title, "answered", each.answered, each.issued)


def _sessions(results: ProgrammeResults, language: str) -> Iterator[Figure]:
    for each in results.sessions:
        yield Figure("sessions", each.session, _words(each.title, language), "mean", each.mean, each.n)


def _questions(part: str, questions: Iterable[QuestionResult], language: str) -> Iterator[Figure]:
    for each in questions:
        text = _words(each.text, language)
        if each.mean is not None or not (each.counts or each.words):
            yield Figure(part, each.question, text, "mean" if each.mean is not None else "answered", each.mean, each.n)
        for count in each.counts:
            option = _words(count.text, language) or count.option
            yield Figure(part, each.question, text, f"count: {option}", count.count, each.n)
        for words in each.words:
            yield Figure(part, each.question, text, "words", words, each.n)


GAINS = ("before", "after", "difference", "low", "high", "normalised")


def _gain(part: str, id: str, text: str, gain: Gain) -> Iterator[Figure]:
    for measure in GAINS:
        yield Figure(part, id, text, measure, getattr(gain, measure), gain.pairs)


def _learning(results: ProgrammeResults, language: str) -> Iterator[Figure]:
    yield from _gain("learning", "test", "", results.learning)
    for each in results.objectives:
        yield from _gain("learning", each.objective, _words(each.text, language), each.gain)


def _items(results: ProgrammeResults, language: str) -> Iterator[Figure]:
    for each in results.items:
        text = _words(each.text, language)
        yield Figure("items", each.item, text, "before", each.before, each.n_before)
        yield Figure("items", each.item, text, "after", each.after, each.n_after)
        yield Figure("items", each.item, text, "discrimination", each.discrimination, each.n_after)


def _people(results: ProgrammeResults, _: str) -> Iterator[Figure]:
    for each in results.people:
        yield Figure("people", each.number, "", "before", each.before, None)
        yield Figure("people", each.number, "", "after", each.after, None)
        passed = None if each.has_passed is None else int(each.has_passed)
        yield Figure("people", each.number, "", "passed", passed, None)


Part = Callable[[ProgrammeResults, str], Iterator[Figure]]
PARTS: Mapping[str, Part] = {
    "forms": _forms,
    "sessions": _sessions,
    "reaction": lambda results, language: _questions("reaction", results.reaction, language),
    "learning": _learning,
    "items": _items,
    "essays": lambda results, language: _questions("essays", results.essays, language),
    "follow_up": lambda results, language: _questions("follow_up", results.follow_up, language),
    "people": _people,
}
"""Part of the results -> its lines."""
