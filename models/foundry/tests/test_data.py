import re

import numpy as np
import pytest
import torch

from foundry.books import Library, sentences
from foundry.data import KINDS, Phase, Stream, plan
from foundry.objective import Masked
from foundry.retrieval import prompts
from foundry.tasks import heldout, relations
from foundry.tasks.filler import Pages
from foundry.tasks.needles import TRAINING_CITIES
from foundry.tasks.segments import ANSWER_WEIGHT
from foundry.tokenizer import BOS, MASK, PAD, load_tokenizer

PHASES = plan(10_000_000, 512, 4096)


@pytest.fixture(scope="module")
def documents(library: Library) -> list[tuple[str, str]]:
    """(kind, text) of 600 training documents of all phases."""
    stream, tokenizer = Stream(library, 5, PHASES), load_tokenizer()
    found = []
    for i in range(600):
        kind, document = stream.document(i % 4, i)
        found.append((kind, tokenizer.decode(document.ids[: PHASES[i % 4].context])))
    return found


def test_a_batch_depends_on_seed_and_step_only(library: Library) -> None:
    one, two = Stream(library, 3, PHASES), Stream(library, 3, PHASES)
    one.step(0)
    assert torch.equal(one.step(7).tokens, two.step(7).tokens)
    assert torch.equal(one.step(7).weights, two.step(7).weights)
    assert not torch.equal(one.step(7).tokens, one.step(8).tokens)
    assert not torch.equal(one.step(7).tokens, Stream(library, 4, PHASES).step(7).tokens)


def test_batches_are_full_and_targets_are_the_next_tokens(library: Library) -> None:
    step = 0
    for phase in PHASES:
        batch = Stream(library, 1, PHASES).step(step)
        assert batch.tokens.shape == (phase.batch, phase.context)
        assert (batch.tokens[:, 0] == BOS).all()
        assert torch.equal(batch.targets[:, :-1], batch.tokens[:, 1:])
        assert (batch.weights[:, -1] == 0).all()
        step += phase.steps


def test_plan_grows_to_the_context_and_spends_the_tokens() -> None:
    assert [phase.context for phase in PHASES] == [64, 128, 256, 512]
    assert sum(phase.tokens for phase in PHASES) == pytest.approx(10_000_000, rel=0.01)


def test_every_kind_occurs(documents: list[tuple[str, str]]) -> None:
    assert {kind for kind, _ in documents} == set(KINDS)


def test_no_held_out_city_or_number_is_trained_on(documents: list[tuple[str, str]]) -> None:
    needles = re.compile(r"magic number of (\w+) is (\d{4})")
    pairs = [pair for kind, text in documents if kind == "needles" for pair in needles.findall(text)]
    assert len(pairs) > 300
    assert not {place for place, _ in pairs} & set(heldout.CITIES)
    assert not [number for _, number in pairs if heldout.number_is_held_out(int(number))]
    # Nor anywhere else in a document.
    cities = re.compile(rf"\b({'|'.join(heldout.CITIES)})\b")
    assert not [text for _, text in documents if cities.search(text)]


def test_no_held_out_relation_word_is_trained_on(documents: list[tuple[str, str]]) -> None:
    words = {w for f in relations.FAMILIES.values() for items in f.members.values() for w in items}
    hidden = {w.lower() for w in words | set(relations.lexicon.PEOPLE) if heldout.word_is_held_out(w)}
    # A member of one family may stand in another one's template or classes ("Who looks the opposite of old?").
    shown = {c.lower() for f in relations.FAMILIES.values() for c in f.members}
    used = {
        w.lower()
        for kind, text in documents
        if kind == "relations"
        for w in re.findall(r"\w+", text.split("<bos>")[-1])
    }
    assert not used & (hidden - shown)


def test_lists_of_the_holdout_are_consistent() -> None:
    assert len(heldout.BOOKS) == 3
    assert not set(heldout.CITIES) & set(TRAINING_CITIES)
    assert set(relations.CELLS) >= heldout.RELATION_CELLS
    assert not set(relations.TRAINING_CELLS) & heldout.RELATION_CELLS


def test_answers_weigh_more(library: Library) -> None:
    stream = Stream(library, 2, [Phase(1, 512, 1, (0, 1, 0, 0))])
    _, document = stream.document(0, 0)
    assert document.answers
    for start, end in document.answers:
        assert set(document.weights[start:end]) == {ANSWER_WEIGHT}
        assert re.fullmatch(r" \d{4}", load_tokenizer().decode(document.ids[start:end]))


@pytest.mark.parametrize("depth", [0.0, 0.5, 1.0])
def test_evaluation_puts_the_needle_at_its_depth(library: Library, depth: float) -> None:
    for document in prompts([1], Pages(library), 5, 256, 2, 1, depth):
        assert len(document) == 256
        text = load_tokenizer().decode(document.ids)
        place = re.search(r"number of (\w+)\?", text)
        assert place
        at = text.index(f"The magic number of {place[1]} is") / text.index("What is the magic")
        assert abs(at - depth) < 0.2


@pytest.mark.parametrize("cell", relations.CELLS)
@pytest.mark.parametrize("held_out", [False, True])
def test_pieces_join_to_the_tokens_of_the_text(cell: str, held_out: bool) -> None:
    document = relations.sample(np.random.default_rng(1), cell, 4, held_out)
    tokenizer = load_tokenizer()
    assert tokenizer.encode(tokenizer.decode(document.ids)).ids == document.ids


def test_sentences_join_to_the_text() -> None:
    text = 'One. "Two?" Three!\n\nFour... five; six'
    assert "".join(sentences(text)) == text
    assert len(sentences(text)) > 3


def test_a_masked_batch_hides_a_share_of_the_same_documents(library: Library) -> None:
    plain, masked = Stream(library, 2, PHASES), Stream(library, 2, PHASES, Masked(0.3))
    seen, books = [], []
    for step in (0, 1, 1470):
        whole, batch = plain.step(step), masked.step(step)
        asked = batch.targets != PAD
        assert torch.equal(batch.targets[asked], whole.tokens[asked])
        assert torch.equal(batch.tokens[~asked], whole.tokens[~asked])
        assert (batch.weights[~asked] == 0).all() and not asked[:, 0].any()
        hidden = batch.tokens[asked] == MASK
        seen += hidden.tolist()
        books.append(float(asked.float().mean()))
        assert torch.equal(masked.step(step).tokens, batch.tokens)
    assert 0.75 < np.mean(seen) < 0.9
    assert 0.27 < np.mean(books) < 0.36


def test_half_of_the_answers_are_hidden_whole(library: Library) -> None:
    stream = Stream(library, 2, [Phase(1, 512, 1, (0, 1, 0, 0))])
    documents = [stream.document(0, i)[1] for i in range(60)]
    batch = Masked(0.15).batch(documents, 512, np.random.default_rng(0))
    whole = [
        bool((batch.tokens[row, start:end] == MASK).all())
        for row, document in enumerate(documents)
        for start, end in document.answers
        if end <= 512
    ]
    assert len(whole) > 100 and 0.4 < np.mean(whole) < 0.65
