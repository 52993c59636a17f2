"""Who takes part. Kept beside a programme and never in it, so that no file that is made of the programme can hold a name."""

from __future__ import annotations

from pydantic import Field, model_validator

from corpus.case import Country, LanguageTag, Record
from corpus.programme.fields import GeoNamesId, Share
from corpus.programme.model import LocalId

MOST_PARTICIPANTS = 1000


class Participant(Record):
    """One participant. `id` is what sessions and results say instead of the name."""

    id: LocalId
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(default="", max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+$")
    organisation: str = Field(default="", max_length=200)
    job: str = Field(default="", max_length=200)
    city: GeoNamesId | None = None
    country: Country | None = None
    languages: tuple[LanguageTag, ...] = Field(default=(), max_length=40)
    gender: str | None = Field(default=None, pattern="^(female|male|other)$", max_length=10)
    attendance: Share | None = Field(
        default=None, description="share of the sessions that they were present at; None before it is known"
    )
    score: Share | None = Field(
        default=None, description="share of the points of the test after the programme; None before it is known"
    )


class Roster(Record):
    participants: tuple[Participant, ...] = Field(default=(), max_length=MOST_PARTICIPANTS)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Roster:
        ids = [each.id for each in self.participants]
        if repeated := sorted({each for each in ids if ids.count(each) > 1}):
            raise ValueError(f"each participant needs an id of their own; given twice: {', '.join(repeated)}")
        return self
