"""Names of codes that are not in a vocabulary: closed lists of the record, and fields that a draft may have guessed."""

from __future__ import annotations

from collections.abc import Mapping

from ui.wording import N_

TERMS: Mapping[str, Mapping[str, str]] = {
    "governance": {
        "local": N_("Local"),
        "metropolitan": N_("Metropolitan"),
        "subnational": N_("Subnational"),
        "national": N_("National"),
    },
    "relation": {
        "same_instrument": N_("Same instrument"),
        "contrast": N_("Contrast"),
        "predecessor": N_("Predecessor"),
        "successor": N_("Successor"),
        "part_of": N_("Part of"),
        "same_city": N_("Same city"),
    },
    "source": {
        "evaluation": N_("Evaluation"),
        "article": N_("Article"),
        "report": N_("Report"),
        "news": N_("News"),
        "official": N_("Official document"),
        "dataset": N_("Dataset"),
        "book": N_("Book"),
    },
    "status": {
        "draft": N_("Draft"),
        "in_review": N_("In review"),
        "published": N_("Published"),
        "archived": N_("Archived"),
    },
    "field": {
        "title": N_("title"),
        "abstract": N_("abstract"),
        "original_language": N_("language"),
        "city": N_("city"),
        "country": N_("country"),
        "topics": N_("topics"),
        "start_date": N_("start date"),
    },
    "document_change": {
        "added": N_("Added"),
        "removed": N_("Taken out"),
        "replaced": N_("Replaced"),
        "renamed": N_("Renamed"),
        "cut anew": N_("Read anew into passages"),
    },
    "compared": {
        "context": N_("The city"),
        "progress": N_("Start, stage and verdict"),
        "topics": N_("Topics"),
        "instruments": N_("Instruments"),
        "lead_agency": N_("Lead agency"),
        "funding": N_("Where the money came from"),
        "preconditions": N_("What it takes"),
    },
    "weight": {
        "none": N_("leave out"),
        "usual": N_("normal"),
        "double": N_("twice as much"),
    },
    "movement": {
        "up": N_("moved up: %(reasons)s"),
        "slightly": N_("moved up a little: %(reasons)s"),
        "down": N_("moved down: %(reasons)s"),
    },
    "adjustment": {
        "place": N_("the place that the question names"),
        "year": N_("the year that the question names"),
        "topic": N_("the topic that the question names"),
        "section": N_("the part of a case that the question asks for"),
        "negation": N_("something that the question does not want"),
        "evidence": N_("an outcome was evaluated independently"),
        "recency": N_("how recent the policy is"),
    },
    "award": {"participation": N_("participation"), "completion": N_("completion")},
    "gender": {"female": N_("female"), "male": N_("male"), "other": N_("other")},
    "when": {"before": N_("before the course"), "after": N_("after the course")},
    "item": {
        "single": N_("One answer is right."),
        "multiple": N_("Several answers may be right."),
        "true_false": N_("True or false"),
        "essay": N_("Answered in own words"),
    },
    "ask": {
        "rating": N_("a rating from 1 to 5"),
        "choice": N_("a choice"),
        "words": N_("own words"),
        "progress": N_("how far a plan has come"),
    },
    "finding": {"error": N_("Must be mended"), "warning": N_("Look at this"), "note": N_("Good to know")},
    "dimension": {
        "region": N_("Regions"),
        "verdict": N_("How it went"),
        "gender": N_("Gender"),
        "income": N_("Income groups"),
        "language": N_("Languages"),
    },
    "understood": {
        "days": N_("days"),
        "topic": N_("topic"),
        "instrument": N_("instrument"),
        "theme": N_("theme"),
        "seniority": N_("seniority"),
        "profession": N_("profession"),
        "language": N_("language"),
        "region": N_("region"),
        "country": N_("country"),
        "city": N_("city"),
        "coastal": N_("on the coast"),
        "city_size": N_("size of city"),
        "size": N_("participants"),
        "nothing": N_("not understood"),
    },
    "suggestion": {
        "case": N_("Case"),
        "city": N_("City"),
        "country": N_("Country"),
        "topic": N_("Topic"),
    },
}


def term(code: str, table: str) -> str:
    """The English name of a code, to be translated; the code itself where a newer archive has one that we do not know."""
    return TERMS[table].get(code, code)
