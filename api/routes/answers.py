"""Answers with evidence, and the questions that the archive had none to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Query

from api.access import trusted_caller
from api.deps import ArchiveDep
from api.gaps import note_gap
from api.parameters import AnswerParameters, GapParameters
from api.queries import search_query
from corpus.results import EvidenceAnswer, GapAnswer
from index.catalogue import GapStore
from index.search.answers.written import Writer

router = APIRouter(prefix="/v1", tags=["answers"])


@router.get("/answers", summary="Ask a question")
def answers(
    parameters: Annotated[AnswerParameters, Query()], archive: ArchiveDep, afterwards: BackgroundTasks
) -> EvidenceAnswer:
    """The five to eight sentences across cases that answer it best, word for word, each with case, page and section, grouped by agreement.

    Sentences from sections on what worked or on what went wrong stand together, all others by the verdict on their case. Where the
    archive has nothing good enough, `enough` is false, and `nearest` offers cases as no more than that; such questions are kept
    without a trace of who asked, unless that is switched off.
    """
    query = search_query(parameters, archive.engine)
    answer = archive.engine.answer(query, archive.settings.answer_threshold)
    if not parameters.snapshot:
        afterwards.add_task(note_gap, archive, query, answer)
    return _with_text(answer, archive.writer, parameters.written)


def _with_text(answer: EvidenceAnswer, writer: Writer | None, is_wanted: bool) -> EvidenceAnswer:
    if writer is None or not answer.enough:
        return answer
    written = writer.write(answer) if is_wanted else None
    return answer.model_copy(update={"can_be_written": True, "written": written})


@router.get("/gaps", dependencies=[Depends(trusted_caller)], summary="See what the archive lacks")
def gaps(parameters: Annotated[GapParameters, Query()], archive: ArchiveDep) -> tuple[GapAnswer, ...]:
    """Questions without a good answer, those asked most often first; only for whoever runs the archive."""
    return GapStore(archive.catalogue.engine).list(parameters.limit)
