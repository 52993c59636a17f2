"""Cases side by side, for a reader with little room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from api.comparing import ComparisonParameters, comparison
from api.mcp.answers import Compared, ComparedLine, Statement
from api.mcp.citing import addresses
from api.mcp.holdings import Holdings
from api.mcp.room import Room
from corpus.comparison import ComparedField, ComparedRow, ComparedStatement
from corpus.results import InterfaceLanguage

LONGEST_STATEMENT = 1_200


def compare_within(
    holdings: Holdings, case_ids: Sequence[str], fields: Sequence[ComparedField], language: InterfaceLanguage
) -> Compared:
    """The comparison row by row, as far as there is room. NotFound before anything is told of a case outside the holdings."""
    for case_id in case_ids:
        holdings.case(case_id)
    asked = ComparisonParameters(case=tuple(case_ids), fields=tuple(fields), lang=language)
    found, room = comparison(asked, holdings.archive), Room()
    lines = {row.label: _line(holdings, row) for row in found.rows}
    shown = {label: line for label, line in lines.items() if not room.take(line.model_dump_json())[1]}
    return Compared(
        snapshot=found.snapshot,
        cases=tuple(card.id for card in found.cases),
        convention=found.convention,
        rows=tuple(shown.values()),
        left_out=tuple(label for label in lines if label not in shown),
    )


def _line(holdings: Holdings, row: ComparedRow) -> ComparedLine:
    return ComparedLine(row=row.label, statements=tuple(_statements(holdings, row)))


def _statements(holdings: Holdings, row: ComparedRow) -> Iterator[Statement]:
    for cell in row.cells:
        yield from (_statement(holdings, cell.case_id, each) for each in cell.statements)


def _statement(holdings: Holdings, case_id: str, said: ComparedStatement) -> Statement:
    evidence = said.evidence
    passage, source = evidence.passage, evidence.source
    text, _ = Room(LONGEST_STATEMENT).take(said.text)
    return Statement(
        case_id=case_id, text=text, usd=said.normalised.amount if said.normalised else None, rests_on=evidence.kind,
        check=evidence.check, passage_id=passage.passage_id if passage else None,
        citation=addresses(holdings, "passage", passage.passage_id)["citation"] if passage else None,
        page=passage.page if passage else source.page if source else None, source=source.title if source else None,
        source_url=source.url if source else None,
    )  # fmt: skip
