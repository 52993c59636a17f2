"""A language model on loopback that is honest, invents, answers rubbish, drips or is not there: what it may say, and what comes of it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fake_api import free_port, serve
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from corpus.results import EvidenceAnswer, EvidenceGroup, EvidenceSentence, EvidenceWhy, SearchQuery
from corpus.settings import Settings
from eval.answers.claims import TRUE, check_claims, read_claim_pairs
from index.encoder import Encoder
from index.search.answers.support import denies, numbers
from index.search.answers.written import MOST_AT_ONCE, Writer, open_writer, read_claims

Json = dict[str, Any]
Reply = Callable[[], Response]
KEY = "a-key-of-sixteen-letters"


def sentence(number: int, text: str, city: str, language: str = "en") -> EvidenceSentence:
    return EvidenceSentence(
        number=number, text=text, kind="text", start=0, end=len(text), passage_id=f"{city}.d.0", document_id=f"{city}.d",
        document_title=city, document_type="md", language=language, page=1, page_end=1, heading_path=(), section="results",
        section_label="Results", section_is_guessed=False, case_id=city.lower(), case_title=f"{city}: a charge",
        case_title_language="en", city=city, country_label=None, year=2006, verdict="worked", verdict_label="Worked",
        why=EvidenceWhy(similarity=0.9, above_usual=0.1),
    )  # fmt: skip


SENTENCES = (
    sentence(1, "Traffic across the cordon fell by about a fifth during the trial.", "Stockholm"),
    sentence(2, "The system cost about 1.9 billion kronor to build.", "Stockholm"),
)
GROUP = EvidenceGroup(basis="verdict", value="worked", label="Worked", is_alike=False, cases=1, sentences=SENTENCES)
ANSWER = EvidenceAnswer(
    query=SearchQuery(text="What did the charge do?"), enough=True, confidence=0.9, threshold=0.8, groups=(GROUP,), nearest=(),
    snapshot="1", milliseconds=1,
)  # fmt: skip
HONEST = {"text": "In Stockholm, traffic across the cordon fell by about one fifth during the trial.", "sentences": [1]}
INVENTED = {"text": "Building the system in Stockholm cost about 2.4 billion kronor.", "sentences": [2]}
UNNAMED = {"text": "Traffic across the cordon fell by about a fifth.", "sentences": [7]}


class Model:
    """Speaks the protocol of chat completions, and remembers what it was sent."""

    def __init__(self) -> None:
        self.reply: Reply = lambda: says({"claims": [HONEST]})
        self.sent: list[tuple[Json, str]] = []
        self.app = FastAPI()
        self.app.post("/v1/chat/completions", response_model=None)(self.complete)

    async def complete(self, request: Request) -> Response:
        self.sent.append((await request.json(), request.headers["authorization"]))
        return self.reply()


def completion(content: str) -> Json:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def says(content: Json | str) -> Response:
    return JSONResponse(completion(content if isinstance(content, str) else json.dumps(content)))


def drips() -> Response:
    """A byte at a time, more slowly than anybody waits, but never silent for long."""

    def bytes_of() -> Iterator[bytes]:
        for _ in range(40):
            time.sleep(0.05)
            yield b" "

    return StreamingResponse(bytes_of(), media_type="application/json")


@pytest.fixture(scope="module")
def model() -> Iterator[tuple[Model, str]]:
    model = Model()
    with serve(model.app) as address:
        yield model, f"{address}/v1"


def writer_at(url: str, encoder: Encoder, seconds: float = 10) -> Writer:
    settings = Settings(
        generator_url=url, generator_model="honest-1", generator_key=KEY, generator_seconds=seconds, _env_file=None
    )  # type: ignore[call-arg]
    writer = open_writer(settings, encoder)
    assert writer
    return writer


def test_no_model_is_asked_unless_it_is_set_up(encoder: Encoder) -> None:
    assert open_writer(Settings(_env_file=None), encoder) is None  # type: ignore[call-arg]


def test_an_honest_claim_is_kept_with_its_sentence(model: tuple[Model, str], encoder: Encoder) -> None:
    server, url = model
    server.reply = lambda: says('Here you are:\n```json\n{"claims": [' + json.dumps(HONEST) + "]}\n```")
    written = writer_at(url, encoder).write(ANSWER)
    assert [(claim.text, claim.sentences) for claim in written.claims] == [(HONEST["text"], (1,))]
    assert (written.dropped, written.problem, written.model) == (0, None, "honest-1")


def test_only_question_and_sentences_are_sent(model: tuple[Model, str], encoder: Encoder) -> None:
    server, url = model
    server.reply = lambda: says({"claims": [HONEST]})
    writer_at(url, encoder).write(ANSWER)
    body, authorization = server.sent[-1]
    assert authorization == f"Bearer {KEY}"
    sent = json.loads(body["messages"][1]["content"])
    assert sent["question"] == ANSWER.query.text
    assert [each["text"] for each in sent["sentences"]] == [each.text for each in SENTENCES]


def test_what_is_invented_is_left_out_and_counted(model: tuple[Model, str], encoder: Encoder) -> None:
    server, url = model
    server.reply = lambda: says({"claims": [INVENTED, HONEST, UNNAMED, {"text": "No sentence named."}, "rubbish"]})
    written = writer_at(url, encoder).write(ANSWER)
    assert [claim.text for claim in written.claims] == [HONEST["text"]]
    assert written.dropped == 4


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (lambda: says("I would rather talk about the weather."), "cannot be read"),
        (lambda: says({"claims": "all of them"}), "cannot be read"),
        (lambda: says("[" * 100_000), "cannot be read"),
        (lambda: says({"claims": [INVENTED]}), "supported"),
        (lambda: Response("<html>", media_type="text/html"), "language model"),
        (lambda: JSONResponse({"error": "no"}, 401), "cannot be asked"),
        (lambda: JSONResponse({"error": "no"}, 500), "cannot be asked"),
    ],
)  # fmt: skip
def test_a_failing_or_lying_model_leaves_the_sentences_and_a_reason(
    model: tuple[Model, str], encoder: Encoder, reply: Reply, problem: str
) -> None:
    server, url = model
    server.reply = reply
    written = writer_at(url, encoder).write(ANSWER)
    assert written.claims == ()
    assert problem in str(written.problem)
    assert KEY not in str(written.problem)


def test_nobody_waits_longer_than_set(model: tuple[Model, str], encoder: Encoder) -> None:
    server, url = model
    server.reply = drips
    begun = time.monotonic()
    written = writer_at(url, encoder, seconds=0.6).write(ANSWER)
    assert time.monotonic() - begun < 2
    assert "within 0.6 seconds" in str(written.problem)


def test_a_slow_model_takes_only_so_many_requests(model: tuple[Model, str], encoder: Encoder) -> None:
    server, url = model
    server.reply = drips
    writer = writer_at(url, encoder, seconds=0.2)
    problems = [writer.write(ANSWER).problem for _ in range(MOST_AT_ONCE + 1)]
    assert "busy" in str(problems[-1])
    end = time.monotonic() + 20
    while "busy" in str(writer.write(ANSWER).problem):
        assert time.monotonic() < end, "what has ended makes room"
        time.sleep(0.1)


def test_nothing_there_is_a_reason_too(encoder: Encoder) -> None:
    written = writer_at(f"http://127.0.0.1:{free_port()}/v1", encoder).write(ANSWER)
    assert "cannot be asked" in str(written.problem)


def test_more_claims_than_anybody_reads_are_cut() -> None:
    claims, dropped = read_claims(json.dumps({"claims": [HONEST] * 1000}))
    assert len(claims) + dropped == 1000
    assert len(claims) < 20


def test_claims_are_told_from_untruths(encoder: Encoder) -> None:
    """The figures of eval/README.md, with some room."""
    found = check_claims(read_claim_pairs(), encoder)
    assert found[TRUE].kept / found[TRUE].claims >= 0.85
    untrue = [kept for kind, kept in found.items() if kind != TRUE]
    assert sum(kept.kept for kept in untrue) <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,500 people", "1.500 personas"), ("2 million euros", "2 000 000 euros"), ("12,5 %", "12.5 per cent"),
        ("616 ألف", "616,000"), ("20만 명", "200,000"), ("1.9 billion", "1,9 milliard"), ("٤٨٠ سيارة", "480 cars"),
        ("1,234,567.5", "1.234.567,5"), ("15 mil milhões", "15 billion"),
    ],
)  # fmt: skip
def test_a_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert numbers(one) == numbers(other)


@pytest.mark.parametrize(
    ("one", "other"), [("2 million", "2 billion"), ("1.5", "15"), ("2004", "2014"), ("20 per cent", "20,000")]
)
def test_other_numbers_are_not(one: str, other: str) -> None:
    assert numbers(one) != numbers(other)


def test_a_reference_is_no_number() -> None:
    assert numbers("It fell [5] and rose [12, 13].") == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("It did not fall.", "en", True), ("It didn't fall.", "en", True), ("It fell.", "en", False),
        ("Le trafic n'a pas baissé.", "fr", True), ("바꾸지 않았다", "ko", True), ("没有下降", "zh", True), ("Es fiel.", "de", False),
    ],
)  # fmt: skip
def test_denial_is_told(text: str, language: str, expected: bool) -> None:
    assert denies(text, language) is expected
