"""Where no heading tells the part of a case, the meaning of a passage does, if clearly, and it is marked as a guess."""

from __future__ import annotations

from pathlib import Path

from corpus.passage import Passage, PassageRole, Span
from corpus.settings import Settings
from corpus.vocabulary import vocabulary
from eval.sections import NO_GUESS, Guessed, confusion, score, scores_by
from index.encoder import Encoder
from ingest.pipeline import document_pipeline, read_document
from ingest.section_guess import SectionGuesser, descriptions

STORY = (
    "Before 2004 the buses of Riverton were slow and dirty, and every year they lost a tenth of their passengers to the car.",
    "The network cost 210 million euros to build, of which the state paid two thirds; fares cover half of what running it costs.",
    "Two years later ridership had risen by 18 per cent and journeys were nine minutes shorter, as a university measured.",
    "Other cities should first find out who will pay for the running of the buses, and test the lanes before they build them.",
    "The contractor went bankrupt, two of the lines were never built, and people in the poor suburbs still wait for their bus.",
    "The council passed a by-law in 2003, founded a transport authority and held a tender, and opened the first line in 2004.",
)


def passage(position: int, text: str, role: PassageRole = PassageRole.body) -> Passage:
    return Passage("d", position, text, (Span(0, len(text)),), "en", "other", (), None, None, role=role)


def test_every_described_section_is_in_the_vocabulary_and_lists_of_sources_are_not_guessed() -> None:
    assert set(descriptions()) == set(vocabulary("sections").concepts) - {"other", "sources"}


def test_clear_passages_are_marked_as_guessed_and_no_other(encoder: Encoder) -> None:
    whole = [passage(at, text) for at, text in enumerate(STORY)]
    marked = SectionGuesser(encoder).with_sections([*whole, passage(6, "Page 1", PassageRole.furniture)])
    guessed = {each.position: each.section for each in marked if each.section_is_guessed}
    assert guessed.items() >= {1: "cost", 2: "results", 3: "lessons"}.items()
    assert all(each.section == "other" for each in marked if not each.section_is_guessed)
    assert marked[-1] == passage(6, "Page 1", PassageRole.furniture)


def test_a_document_of_few_passages_is_left_alone(encoder: Encoder) -> None:
    few = tuple(passage(at, text) for at, text in enumerate(STORY[:3]))
    assert SectionGuesser(encoder).with_sections(few) == few
    assert SectionGuesser(encoder).with_sections(()) == ()


def test_only_documents_without_a_section_heading_are_guessed(
    tmp_path: Path, encoder: Encoder, settings: Settings
) -> None:
    pipeline = document_pipeline(settings, encoder)
    plain, headed = tmp_path / "plain.md", tmp_path / "headed.md"
    plain.write_text("# Riverton\n\n" + "\n\n".join(f"## Part {n}\n\n{text}" for n, text in enumerate(STORY)), "utf-8")
    headed.write_text(plain.read_text("utf-8").replace("Part 0", "Challenge"), "utf-8")
    assert any(each.section_is_guessed for each in read_document(pipeline, plain, "0" * 64).passages)
    assert not any(each.section_is_guessed for each in read_document(pipeline, headed, "0" * 64).passages)


def test_scores_count_clear_guesses_apart() -> None:
    found = [
        Guessed("en", "cost", "cost", True), Guessed("en", "cost", "results", False), Guessed("ko", "cost", "lessons", True),
    ]  # fmt: skip
    total = score(found)
    assert (total.passages, round(total.nearest, 2), round(total.guessed, 2), total.right) == (3, 0.33, 0.67, 0.5)
    assert list(scores_by(found, lambda guess: guess.language)) == ["en", "ko"]
    assert confusion(found) == {("cost", "cost"): 1, ("cost", NO_GUESS): 1, ("cost", "lessons"): 1}
    assert score([]).right == 0
