"""What each method of the client asks of the API after a course: links to its forms, and its results. Both take the key for changing."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import BadInput
from corpus.programme.forms import FormKind, FormsRequest, IssuedForms
from corpus.programme.results import ProgrammeResults
from ui.client import programme_endpoints as endpoints
from ui.client.calls import Call
from ui.client.programmes import as_json, opened


def issue_forms(
    programme_id: str, key: str, form: FormKind, count: int | None = None, renew: bool = False
) -> Call[IssuedForms]:
    """Links for so many people, or without `count` one for each participant; they are told this once."""
    asked = FormsRequest(form=form, count=count, participants=None if count else "all", renew=renew)
    return opened(endpoints.FORMS.call(json=as_json(asked), programme_id=programme_id), key)


def programme_results(programme_id: str, key: str) -> Call[ProgrammeResults]:
    """What came of a programme."""
    return opened(endpoints.RESULTS.call(programme_id=programme_id), key)


def results_file(programme_id: str, key: str, ending: str, to: str | Path, language: str = "en") -> Call[Path]:
    """Save the results as `csv` or `xlsx`; BadInput for another ending."""
    if ending not in endpoints.RESULT_FILES:
        raise BadInput(f"results have no form {ending!r}; there are: {', '.join(endpoints.RESULT_FILES)}")
    call = endpoints.RESULT_FILES[ending].call({"lang": [language]}, programme_id=programme_id)
    return opened(call, key).saved(to)
