"""What `casebook eval proposals` prints: totals over the briefs, what was not understood, and nothing cut off on a narrow terminal."""

from __future__ import annotations

import io

from rich.console import Console

from eval.proposals.measure import Measured
from eval.proposals.report import table, to_json


def measured(text: str, **fields: object) -> Measured:
    given = {
        "fields": 6, "right": 6, "wrong": (), "cases": 15, "regions": 11, "verdicts": 3, "instruments": 13, "likeness": 0.4,
        "usual_likeness": 0.3, "said": 1200, "cited": 1200, "seconds": 1.5,
    }  # fmt: skip
    return Measured(text=text, **(given | fields))  # type: ignore[arg-type]


def printed(briefs: list[Measured], width: int = 80) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(table(briefs))
    return out.getvalue()


def test_the_last_row_has_sums_of_counts_and_means_of_the_rest() -> None:
    shown = printed([measured("buses"), measured("floods", right=5, cases=10, likeness=0.2, cited=1100)])
    totals = next(line for line in shown.splitlines() if line.startswith("│ all"))
    assert [cell.strip() for cell in totals.strip("│").split("│")] == [
        "all", "11/12", "12.5", "11.0", "3.0", "13.0", "0.30", "0.30", "2300/2400", "1.5",
    ]  # fmt: skip


def test_briefs_stand_below_with_what_was_not_understood_of_them() -> None:
    shown = printed(
        [measured("five days on buses", wrong=("days", "languages")), measured("저상버스 " * 40)], width=120
    )
    assert "1 five days on buses; not understood: days, languages" in shown
    assert "2 저상버스" in shown


def test_where_no_likeness_is_known_there_is_a_dash() -> None:
    shown = printed([measured("buses", likeness=None, usual_likeness=None)])
    assert shown.count("–") == 4
    assert "…" not in shown


def test_json_has_every_number_of_every_brief() -> None:
    [plain] = to_json([measured("buses")])
    assert plain["cited"] == plain["said"] == 1200
    assert plain["text"] == "buses"
