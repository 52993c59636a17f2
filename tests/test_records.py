"""A record that is wrong is refused with every fault named, and a record that means ill costs nothing."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.errors import BadInput
from ingest.records import read_case

RECORD: dict[str, Any] = {
    "id": "zurich-trams",
    "title": {"en": "Green light for trams"},
    "abstract": {"en": "Trams came first."},
    "original_language": "en",
    "city": {"name": {"en": "Zürich"}, "geonames_id": 2657896},
    "country": "CH",
    "topics": ["transport"],
    "documents": [{"file": "report.md", "language": "en", "title": "Report"}],
}


def folder_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    (tmp_path / "report.md").write_text("# Trams\n", "utf-8")
    return tmp_path


def refusal(folder: Path) -> str:
    with pytest.raises(BadInput) as refused:
        read_case(folder)
    return str(refused.value)


def refusal_of(tmp_path: Path, **changes: object) -> str:
    return refusal(folder_with(tmp_path, yaml.safe_dump({**RECORD, **changes}, allow_unicode=True)))


def test_a_good_record_is_read_as_it_is_written(tmp_path: Path) -> None:
    case = read_case(folder_with(tmp_path, yaml.safe_dump(RECORD)))
    assert (case.id, case.city.geonames_id if case.city else None) == ("zurich-trams", 2657896)


def test_dates_and_norway_need_no_quotation_marks(tmp_path: Path) -> None:
    record = {**RECORD, "city": {"name": {"en": "Oslo"}, "geonames_id": 3143244}, "country": "XX"}
    text = yaml.safe_dump(record).replace("country: XX", "country: NO\nlast_verified: 2026-11-22")
    case = read_case(folder_with(tmp_path, text))
    assert (case.country, case.last_verified) == ("NO", "2026-11-22")


@pytest.mark.parametrize(("changes", "says"), [
    ({"titel": {"en": "x"}}, "titel: there is no such field"),
    ({"topics": ["transport", "trams"]}, "topics: 'trams' is not allowed; allowed are transport, climate-mitigation"),
    ({"instruments": ["magic"]}, "instruments: 'magic' is not allowed; allowed are infrastructure"),
    ({"sdgs": ["18"]}, "sdgs: '18' is not allowed; allowed are the goals '1' to '17'"),
    ({"country": "DE"}, "country: 'DE' is not that of Zürich, which is 'CH'"),
    ({"city": {"name": {"en": "Zürich"}, "geonames_id": 1}}, "not in the gazetteer; cities of that name: 2657896 (Zürich, CH)"),
    ({"documents": [{"file": "gone.pdf", "language": "en", "title": "x"}]}, "documents: gone.pdf does not lie beside the record"),
    ({"documents": [{"file": "../x.pdf", "language": "en", "title": "x"}]}, "documents 1 file:"),
    ({"documents": [{"file": "..", "language": "en", "title": "x"}]}, "documents: .. does not lie beside the record"),
    ({"start_date": "soon"}, "start_date: 'soon' is not a date"),
    ({"stage": "dreamt"}, "stage: input should be 'planned'"),
    ({"title": {"english": "x"}}, "title: 'english' is not a BCP 47 language tag"),
    ({"original_language": 7}, "original_language: must be text; put it in quotation marks"),
])  # fmt: skip
def test_a_fault_is_named_with_its_field_and_what_is_allowed(
    tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    assert says in refusal_of(tmp_path, **changes)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    said = refusal_of(tmp_path, topics=["trams"], sdgs=["99"], country="DE")
    assert all(word in said for word in ("topics", "sdgs", "country"))


@pytest.mark.parametrize(("text", "says"), [
    ("", "does not hold a record"),
    ("- a\n- b\n", "does not hold a record"),
    ("id: [1\n", "is not valid YAML: "),
    ("id: a\nid: b\n", "line 2: 'id' stands twice"),
    ("id: !!python/object/apply:os.system ['true']\n", "is not valid YAML: could not determine a constructor"),
    ("a: &a [*a]\n", "aliases"),
    ("a: " + "[" * 20_000, "nested too deeply"),
    ("x" * 1_000_001, "a record has at most 1,000,000"),
    ("id: a\x00b", "is not valid YAML"),
])  # fmt: skip
def test_broken_or_hostile_yaml_is_refused(tmp_path: Path, text: str, says: str) -> None:
    assert says in refusal(folder_with(tmp_path, text))


def test_aliases_that_expand_without_end_are_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.monotonic()
    assert "aliases (*name) expand to more than 50,000 values" in refusal(folder_with(tmp_path, "\n".join(lines)))
    assert time.monotonic() - started < 5


def test_a_folder_without_a_record_says_so(tmp_path: Path) -> None:
    assert "has no case.yaml" in refusal(tmp_path)


def test_a_record_in_another_encoding_says_so(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes("título: México".encode("latin-1"))
    assert "is not UTF-8 text" in refusal(tmp_path)
