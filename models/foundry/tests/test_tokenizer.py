import json

from hypothesis import given
from hypothesis import strategies as st

from foundry.paths import TOKENIZER
from foundry.tokenizer import PATTERN, PROBES, SPECIALS, VOCABULARY, load_tokenizer, train_tokenizer


def test_size_and_specials() -> None:
    tokenizer = load_tokenizer()
    assert tokenizer.get_vocab_size() == VOCABULARY
    assert [tokenizer.token_to_id(name) for name in SPECIALS] == [0, 1, 2]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_round_trips(text: str) -> None:
    tokenizer = load_tokenizer()
    assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text


def test_digits_are_single() -> None:
    tokenizer = load_tokenizer()
    assert tokenizer.encode("48219").tokens == list("48219")
    assert not [token for token in tokenizer.get_vocab() if sum(c in "0123456789" for c in token) > 1]


def test_probes_are_current() -> None:
    stored = json.loads((TOKENIZER / "probes.json").read_text(encoding="utf-8"))
    assert [probe["text"] for probe in stored] == PROBES
    assert all(load_tokenizer().encode(probe["text"]).ids == probe["ids"] for probe in stored)


def test_training_is_deterministic() -> None:
    texts = ["The cat sat on the mat. " * 5, "1234 and 5678", "“a—b”"]
    assert train_tokenizer(texts, progress=False).to_str() == train_tokenizer(texts, progress=False).to_str()


def test_pattern_uses_no_class_that_engines_read_differently() -> None:
    assert not any(word in PATTERN for word in (r"\s", r"\S", r"\d", r"\w"))
