"""A programme on the table: what every check is given, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

from babel import Locale
from babel.lists import format_list

from corpus.case import Text, in_language
from corpus.gazetteer import language_word
from corpus.programme.checks.facts import Facts
from corpus.programme.checks.texts import Written, written
from corpus.programme.findings import Weight, Where
from corpus.programme.model import Programme, Session
from corpus.programme.roster import Participant
from corpus.programme.timetable import Slot, timetable

MOST_NAMED = 5
"""Things that a sentence lists by name; all of them are in the ids of its finding."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The programme with all that is known around it; times are worked out and texts gathered once for all checks."""

    programme: Programme
    facts: Facts
    participants: tuple[Participant, ...]
    """Empty where they are not known, or not the caller's to know of."""
    language: str
    """Of the sentences, one of the interface languages."""
    slots: Mapping[int, tuple[Slot, ...]]
    """As `corpus.programme.timetable.timetable`."""
    written: tuple[Written, ...]
    """As `corpus.programme.checks.texts.written`."""

    @property
    def size(self) -> int:
        """Participants to reckon with: those enrolled, else those that there is room for."""
        return len(self.participants) or self.programme.audience.size

    def words(self, text: Text) -> str:
        """The text in the language of the sentences, else in one of the programme; '' where it has none."""
        found = in_language(text, self.language, *self.programme.languages)
        return found[1] if found else ""

    def listed(self, names: Iterable[str]) -> str:
        """Names as a list of the language, cut with an ellipsis after `MOST_NAMED`; those with commas in them are set apart by semicolons."""
        named = list(names)
        has_commas = any("," in name for name in named)
        if len(named) <= MOST_NAMED and not has_commas:
            return format_list(named, "standard", _locale(self.language))
        return ("; " if has_commas else ", ").join(named[:MOST_NAMED] + ["…"] * (len(named) > MOST_NAMED))

    def titles(self, sessions: Iterable[Session]) -> str:
        return self.listed(self.words(session.title) for session in sessions)

    def tongues(self, tags: Iterable[str]) -> str:
        """Names of languages (BCP 47) as a list."""
        return self.listed(language_word(tag, self.language) for tag in tags)

    @property
    def placed(self) -> tuple[Slot, ...]:
        """Slots of all days, in order."""
        return tuple(slot for slots in self.slots.values() for slot in slots)

    def clashes(self) -> Iterator[tuple[Slot, Slot]]:
        """Pairs of sessions that are under way at one moment, each pair once, the earlier first."""
        for slots in self.slots.values():
            yield from ((one, other) for one, other in combinations(slots, 2) if one.overlaps(other))


def subject_of(
    programme: Programme, facts: Facts, participants: tuple[Participant, ...] = (), language: str = "en"
) -> Subject:
    return Subject(programme, facts, participants, language, timetable(programme), tuple(written(programme)))


@cache
def _locale(language: str) -> Locale:
    """Babel looks for the files of a locale each time that it is named."""
    return Locale.parse(language)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check has to say, by the name of its entry in sentences.yaml, which has its weight and place as well."""

    code: str
    ids: tuple[str, ...] = ()
    told: Mapping[str, object] = field(default_factory=dict)
    """Name of a placeholder -> what stands for it, in the language of the subject."""
    weight: Weight | None = None
    where: Where | None = None
    """Weight and kind of part where they are other than the usual ones of the entry."""


CheckOne = Callable[[Subject], Iterable[Remark]]
"""A check: looks at the subject, changes nothing, and says what it found."""
