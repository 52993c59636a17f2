"""The values that a case and its passages have for each filter, as codes, and the labels of those codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corpus import gazetteer
from corpus.case import Case, in_language
from corpus.vocabulary import vocabulary

FACET_LABELS: Mapping[str, Mapping[str, str]] = {
    "topic": {"en": "Topic", "es": "Tema", "fr": "Thème", "ko": "주제"},
    "city": {"en": "City", "es": "Ciudad", "fr": "Ville", "ko": "도시"},
    "country": {"en": "Country", "es": "País", "fr": "Pays", "ko": "국가"},
    "region": {"en": "Region", "es": "Región", "fr": "Région", "ko": "지역"},
    "year": {"en": "Start year", "es": "Año de inicio", "fr": "Année de début", "ko": "시작 연도"},
    "verdict": {"en": "What came of it", "es": "Qué resultó", "fr": "Bilan", "ko": "결과 판단"},
    "language": {"en": "Language", "es": "Idioma", "fr": "Langue", "ko": "언어"},
    "document_type": {"en": "Document type", "es": "Tipo de documento", "fr": "Type de document", "ko": "문서 형식"},
    "sdg": {"en": "SDG", "es": "ODS", "fr": "ODD", "ko": "SDG"},
    "section": {"en": "Part of the case", "es": "Parte del caso", "fr": "Partie du cas", "ko": "사례의 부분"},
    "stage": {"en": "Stage", "es": "Etapa", "fr": "Étape", "ko": "단계"},
    "evidence": {"en": "Evidence", "es": "Evidencia", "fr": "Preuve", "ko": "근거"},
    "status": {"en": "Status", "es": "Estado", "fr": "Statut", "ko": "상태"},
}


def case_values(case: Case) -> dict[str, tuple[str, ...]]:
    """Filter values that hold for every passage of the case; an SDG target counts for its goal.

    A city is its GeoNames id, a region both its M49 sub-region and region, a year the one in which the policy started.
    """
    region = gazetteer.region_of(case.country)
    return {
        "topic": case.topics,
        "city": (str(case.city.geonames_id),) if case.city and case.city.geonames_id else (),
        "country": (case.country,) if case.country else (),
        "region": tuple(filter(None, (region.id, region.parent))) if region else (),
        "year": (str(case.year),) if case.year else (),
        "verdict": (case.verdict.value,) if case.verdict else (),
        "sdg": tuple(dict.fromkeys(sdg.partition(".")[0] for sdg in case.sdgs)),
        "status": (case.status.value,),
    }


def _city_label(value: str, _language: str) -> str:
    found = gazetteer.city(int(value)) if value.isdecimal() else None
    return found.name if found else value


_LABELS: Mapping[str, Callable[[str, str], str]] = {
    "topic": lambda value, language: vocabulary("topics").label(value, language),
    "city": _city_label,
    "country": gazetteer.country_name,
    "region": lambda value, language: vocabulary("regions").label(value, language),
    "verdict": lambda value, language: vocabulary("verdicts").label(value, language),
    "language": gazetteer.language_name,
    "document_type": lambda value, language: vocabulary("document_types").label(value, language),
    "sdg": lambda value, language: f"{value} · {vocabulary('sdgs').label(value, language)}",
    "section": lambda value, language: vocabulary("sections").label(value, language),
    "stage": lambda value, language: vocabulary("stages").label(value, language),
    "evidence": lambda value, language: vocabulary("evidence").label(value, language),
}


def value_label(facet: str, value: str, language: str) -> str:
    """What a person reads for a filter value; cities are labelled by their gazetteer name, see `city_name` for a case's own."""
    label = _LABELS.get(facet)
    return label(value, language) if label else value


def facet_label(facet: str, language: str) -> str:
    return FACET_LABELS[facet].get(language, FACET_LABELS[facet]["en"])


def city_name(case: Case, language: str) -> str | None:
    """The city as the record spells it in this language, else in English or the language it has."""
    found = in_language(case.city.name, language, "en") if case.city else None
    return found[1] if found else None
