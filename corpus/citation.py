"""How a case or a passage is cited: what the API answers, and what the front end and the client read."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field, JsonValue

from corpus.results import Answer


class StyledCitation(Answer):
    """A citation in one style."""

    text: str = Field(description="the entry of a list of references, as plain text")
    html: str = Field(description="the same with italics as `<i>`; everything else is escaped")
    in_text: str = Field(
        description="what stands in the text, with the page of a passage; in Vancouver a number, which the writer's own list decides"
    )


class CitationStyles(Answer):
    """The same source in every style."""

    apa: StyledCitation = Field(description="APA, 7th edition")
    chicago: StyledCitation = Field(description="Chicago Manual of Style, 18th edition, author-date")
    vancouver: StyledCitation = Field(description="NLM/Vancouver: Citing Medicine, 2nd edition")


class CitationAnswer(Answer):
    """A case or a passage as it is cited, for people and for reference managers; all forms are made of `csl`."""

    uri: str = Field(description="identifier of what is cited")
    styles: CitationStyles
    bibtex: str
    ris: str
    csl: Mapping[str, JsonValue] = Field(description="CSL-JSON item")
    snapshot: str = Field(description="state of the archive that was asked")
