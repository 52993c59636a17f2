"""Four invented cases for the tests of the front end: a full one, a Korean one, a bare one with hostile texts, and a draft."""

from __future__ import annotations

import re

from fake_api import FakeArchive, FakeCase

from corpus.case import Case
from corpus.results import DocumentAnswer, PassageAnswer
from corpus.vocabulary import vocabulary

HOSTILE = "<script>alert('x')</script> & **bold** [link](javascript:alert(1))"

BUSES = Case.model_validate(
    {
        "id": "bogota-buses",
        "title": {"es": "Autobuses rápidos de Bogotá", "en": "Fast buses of Bogotá"},
        "abstract": {"es": "Carriles exclusivos y pago previo.", "en": "Exclusive lanes and prepaid stations."},
        "original_language": "es",
        "translations": [{"language": "en", "by": "machine"}],
        "city": {"name": {"en": "Bogotá"}, "geonames_id": 3688689},
        "country": "CO",
        "city_context": {"population": 7000000, "income_group": "upper-middle", "year": 2005, "source": "audit"},
        "governance_level": "local",
        "topics": ["transport", "governance"],
        "instruments": ["infrastructure"],
        "sdgs": ["11.2", "13"],
        "challenge": {"es": "Los viajes eran largos.", "en": "Trips took long."},
        "solution": {"es": "Carriles exclusivos."},
        "lead_agency": {"name": "TransMilenio S.A.", "role": "plans the system"},
        "start_date": "2000-12",
        "stage": "scaled",
        "cost": [
            {
                "amount": 240000000,
                "currency": "USD",
                "basis": "capital, phase I",
                "source": "audit",
                "page": 7,
                "check": "confirmed",
            }
        ],
        "funding_sources": [{"en": "A surcharge on fuel."}],
        "outcomes": [
            {
                "indicator": {"en": "Passengers per hour"},
                "baseline": 20000,
                "value": 43000,
                "unit": "passengers-per-hour",
                "evidence": "independent",
                "source": "audit",
                "page": 12,
                "check": "confirmed",
            },
            {
                "indicator": {"en": "Change in travel time"},
                "value": -32.5,
                "unit": "percent",
                "period": "2009",
                "evidence": "self-reported",
                "source": "audit",
                "check": "unconfirmed",
            },
        ],
        "limiting_factors": {"en": "The pavement failed."},
        "lessons": {"es": "Pagar un buen pavimento.", "en": "Pay for good pavement."},
        "transfer": {"adopted_from": ["curitiba-buses"], "adopted_by": ["seoul-buses"]},
        "related": [{"case": "seoul-buses", "kind": "same_instrument"}],
        "sources": [
            {
                "id": "audit",
                "title": "Audit of the buses",
                "publisher": "City auditor",
                "year": 2010,
                "url": "https://example.org/audit",
                "kind": "evaluation",
                "accessed": "2026-11-22",
                "checked": "Read the chapter on cost.",
            }
        ],
        "licence": "CC-BY-4.0",
        "last_verified": "2026-11-22",
        "learning": {"questions": [{"en": "Who should pay for the pavement?"}]},
    }
)

SEOUL = Case.model_validate(
    {
        "id": "seoul-buses",
        "title": {"ko": "서울 버스 개편", "en": "Seoul bus reform"},
        "abstract": {"ko": "노선과 요금을 한꺼번에 바꾸었다.", "en": "Routes and fares changed in one night."},
        "original_language": "ko",
        "city": {"name": {"en": "Seoul", "ko": "서울"}, "geonames_id": 1835848},
        "country": "KR",
        "topics": ["transport", "finance"],
        "start_date": "2004-07-01",
        "stage": "running",
        "lessons": {"ko": "적자를 미리 계산하라."},
    }
)

HOSTILE_CASE = Case.model_validate(
    {
        "id": "lyon-heat",
        "title": {"fr": HOSTILE},
        "abstract": {"fr": f"Résumé {HOSTILE}"},
        "original_language": "fr",
        "city": {"name": {"fr": "Lyon"}, "geonames_id": 2996944},
        "country": "FR",
        "topics": ["climate-adaptation"],
        "start_date": "2018",
    }
)

DRAFT = Case.model_validate(
    {
        "id": "found-file",
        "status": "draft",
        "title": {"en": "A file that was found"},
        "abstract": {"en": "Buses, probably."},
        "original_language": "en",
        "topics": ["transport"],
        "guesses": [
            {"field": "title", "found_in": "first heading", "confidence": 0.9},
            {"field": "topics", "found_in": "similarity to the vocabulary", "confidence": 0.4},
        ],
    }
)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((m.start(), m.end()) for m in re.finditer(r"[^.。]+[.。]?", text))


def passage(document_id: str, position: int, text: str, **given: object) -> PassageAnswer:
    section = str(given.pop("section", "other"))
    values = {
        "id": f"{document_id}.{position}",
        "document_id": document_id,
        "position": position,
        "language": "es",
        "page": None,
        "page_end": None,
        "heading_path": (),
        "section": section,
        "section_label": vocabulary("sections").label(section, "en"),
        "kind": "text",
        "text": text,
        "sentences": sentences(text),
    }
    return PassageAnswer.model_validate({**values, **given})


def document(case_id: str, digest: str, **given: object) -> DocumentAnswer:
    values = {
        "id": f"{case_id}.{digest}",
        "case_id": case_id,
        "file": "report",
        "title": "A report",
        "language": "es",
        "document_type": "pdf",
        "media_type": "application/pdf",
        "size": 120_500,
        "pages": None,
        "sha256": digest * 6,
        "licence": None,
        "passages": 1,
    }
    return DocumentAnswer.model_validate({**values, **given})


def fake_cases() -> tuple[FakeCase, ...]:
    report = document("bogota-buses", "aaaaaaaaaaaa", title="Informe <b>final</b>", pages=12)
    page = document("bogota-buses", "bbbbbbbbbbbb", language="ar", document_type="html", title="تقرير")
    korean = document(
        "seoul-buses", "cccccccccccc", language="ko", document_type="docx", title="버스 개편 보고서", passages=40
    )
    text = "El pavimento costó mucho. Cada kilómetro costó 5,9 millones de dólares. Los bus fueron caros."
    buses = (
        passage(report.id, 0, "Los bus llegan a tiempo.", page=3, page_end=3, section="results"),
        passage(report.id, 1, text, page=7, page_end=8, section="cost", heading_path=("Costo",)),
        passage(page.id, 0, "تكلفة bus كبيرة.", language="ar", section="cost", heading_path=("التكلفة",)),
    )
    path = ("버스 개편", "비용")
    seoul = tuple(
        passage(korean.id, n, f"문단 {n}. 버스 적자는 해마다 늘었다.", language="ko", section="cost", heading_path=path)
        for n in range(40)
    )
    hostile = document("lyon-heat", "dddddddddddd", language="fr", document_type="md", title=HOSTILE)
    heat = (
        passage(
            hostile.id, 0, f"La chaleur {HOSTILE} tue.", language="fr", heading_path=(HOSTILE,), section="challenge"
        ),
    )
    return (
        FakeCase(BUSES, (report, page), buses),
        FakeCase(SEOUL, (korean,), seoul),
        FakeCase(HOSTILE_CASE, (hostile,), heat),
        FakeCase(DRAFT),
    )


def fake_archive() -> FakeArchive:
    return FakeArchive(fake_cases())
