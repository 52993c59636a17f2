"""What each method of the client on training programmes asks of the API, once for both transports.

`key` is one of a programme's keys, or empty for what a public programme shows to everybody. An `ApiProblem` of the kind `conflict` says
that somebody else changed the programme since it was read. The examples are those of `client = ArchiveClient("http://127.0.0.1:8000")`.
"""

from __future__ import annotations

from typing import Any, TypeVar

from corpus.programme.changes import ProgrammeDiff
from corpus.programme.model import Programme
from corpus.programme.requests import FromProgramme, FromTemplate, NewProgramme, Sharing
from corpus.programme.roster import Roster
from corpus.programme.stored import (
    CreatedProgramme,
    ProgrammeKeys,
    ProgrammePage,
    ProgrammeVersionPage,
    StoredProgramme,
    TemplateSummary,
    Visibility,
)
from ui.client import programme_endpoints as endpoints
from ui.client.calls import Call

Given = TypeVar("Given")


def opened(call: Call[Given], key: str, version: int | None = None) -> Call[Given]:
    """The same with a key, and with the version that a change is made to."""
    condition = {"If-Match": f'"{version}"'} if version else {}
    return call.sending({**({"Authorization": f"Bearer {key}"} if key else {}), **condition})


def as_json(record: Any) -> Any:
    """A record as the API takes it, without what has its default."""
    return record.model_dump(mode="json", exclude_defaults=True)


def programme_templates() -> Call[tuple[TemplateSummary, ...]]:
    """Formats that a programme can begin from.

    >>> [template.id for template in client.programme_templates()]
    ['institute', 'workshop', 'online']
    """
    return endpoints.TEMPLATES.call()


def create_programme(programme: Programme) -> Call[CreatedProgramme]:
    """Keep a new programme; the answer holds its keys, which are told this once.

    >>> from corpus.programme.model import Programme
    >>> made = client.create_programme(Programme(title={"en": "Streets for people"}, languages=("en",)))
    >>> made.version, made.visibility.value
    (1, 'private')
    """
    return _create(NewProgramme(programme=programme))


def programme_from_template(template: FromTemplate) -> Call[CreatedProgramme]:
    """A new programme in a format of the archive.

    >>> from corpus.programme.requests import FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="institute", days=6, languages=("ko", "en")))
    >>> len(made.programme.days), made.programme.languages
    (6, ('ko', 'en'))
    """
    return _create(NewProgramme(template=template))


def clone_programme(original: FromProgramme, key: str = "") -> Call[CreatedProgramme]:
    """A copy of a programme that the key opens, with keys of its own.

    >>> from corpus.programme.requests import FromProgramme, FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> client.clone_programme(FromProgramme(id=made.id), made.read_key).cloned_from == f"{made.id}@1"
    True
    """
    return opened(_create(NewProgramme(clone=original)), key)


def public_programmes(limit: int = 50, cursor: str | None = None) -> Call[ProgrammePage]:
    """A page of the programmes that everybody may read, changed last first.

    >>> page = client.public_programmes()
    >>> len(page.programmes) == page.total
    True
    """
    return endpoints.PUBLIC.call({"limit": [str(limit)], "cursor": [cursor] if cursor else []})


def programme(programme_id: str, key: str = "", version: int | None = None) -> Call[StoredProgramme]:
    """A programme at a version, the newest where none is given.

    >>> from corpus.programme.requests import FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> client.programme(made.id, made.read_key).can_edit
    False
    """
    params = {"version": [str(version)] if version else []}
    return opened(endpoints.READ.call(params, programme_id=programme_id), key)


def change_programme(programme_id: str, key: str, version: int, changed: Programme) -> Call[StoredProgramme]:
    """Keep it as the next version of `version`; ApiProblem of the kind `conflict` where that is no longer the newest.

    >>> from corpus.programme.requests import FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> changed = made.programme.model_copy(update={"organiser": "City of Seoul"})
    >>> client.change_programme(made.id, made.edit_key, made.version, changed).version
    2
    """
    return opened(endpoints.CHANGE.call(json=as_json(changed), programme_id=programme_id), key, version)


def remove_programme(programme_id: str, key: str) -> Call[StoredProgramme]:
    """Take it away for good; the answer is the programme as it was last.

    >>> from corpus.programme.requests import FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> client.remove_programme(made.id, made.edit_key).programme == made.programme
    True
    """
    return opened(endpoints.REMOVE.call(programme_id=programme_id), key)


def programme_versions(
    programme_id: str, key: str = "", limit: int = 50, cursor: str | None = None
) -> Call[ProgrammeVersionPage]:
    """A page of the versions that are kept, the newest first.

    >>> from corpus.programme.requests import FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> [found.version for found in client.programme_versions(made.id, made.read_key).versions]
    [1]
    """
    params = {"limit": [str(limit)], "cursor": [cursor] if cursor else []}
    return opened(endpoints.VERSIONS.call(params, programme_id=programme_id), key)


def programme_diff(programme_id: str, earlier: int, later: int, key: str = "") -> Call[ProgrammeDiff]:
    """What changed from one version to another, thing by thing.

    >>> from corpus.programme.requests import FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> client.programme_diff(made.id, 1, 1, made.read_key).changes
    ()
    """
    params = {"from": [str(earlier)], "to": [str(later)]}
    return opened(endpoints.DIFF.call(params, programme_id=programme_id), key)


def share_programme(programme_id: str, key: str, visibility: Visibility) -> Call[StoredProgramme]:
    """Say who may read it.

    >>> from corpus.programme.requests import FromTemplate
    >>> from corpus.programme.stored import Visibility
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> client.share_programme(made.id, made.edit_key, Visibility.public).visibility.value
    'public'
    """
    body = as_json(Sharing(visibility=visibility))
    return opened(endpoints.SHARE.call(json=body, programme_id=programme_id), key)


def renew_programme_keys(programme_id: str, key: str) -> Call[ProgrammeKeys]:
    """New keys; those until now open nothing any more.

    >>> from corpus.programme.requests import FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> client.renew_programme_keys(made.id, made.edit_key).edit_key != made.edit_key
    True
    """
    return opened(endpoints.KEYS.call(programme_id=programme_id), key)


def participants(programme_id: str, key: str) -> Call[Roster]:
    """Who takes part, for the key for changing.

    >>> from corpus.programme.requests import FromTemplate
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> client.participants(made.id, made.edit_key).participants
    ()
    """
    return opened(endpoints.PARTICIPANTS.call(programme_id=programme_id), key)


def enrol(programme_id: str, key: str, roster: Roster) -> Call[Roster]:
    """Replace the participants.

    >>> from corpus.programme.requests import FromTemplate
    >>> from corpus.programme.roster import Participant, Roster
    >>> made = client.programme_from_template(FromTemplate(id="workshop"))
    >>> kept = client.enrol(made.id, made.edit_key, Roster(participants=(Participant(id="t1", name="An Nguyen"),)))
    >>> [each.name for each in kept.participants]
    ['An Nguyen']
    """
    return opened(endpoints.ENROL.call(json=as_json(roster), programme_id=programme_id), key)


def _create(wanted: NewProgramme) -> Call[CreatedProgramme]:
    return endpoints.CREATE.call(json=as_json(wanted))
