"""The table says what the records say; a claim is judged by intervals where there are any, else by which number is larger."""

import pytest

from foundry.claims import Claim, Number, found, wilson
from foundry.registry import architectures, load_architecture
from foundry.table import CLAIMS, OUT, Model, document, judge, losses, shipped, sizes


def evaluation(right: int, total: int = 100) -> dict:
    cell = {"needles": 2, "queries": 2, "length": 128, "depth": 0, "correct": right, "total": total}
    return {"retrieval": {"cells": [cell]}}


def model(id: str, right: int) -> Model:
    return Model(id, {"task": "causal"}, {"tokens": 5, "origin": None}, evaluation(right))


def verdict(mine: int, other: int) -> str:
    claim = Claim("more", "paper", "a", "b", "(2,2)", lambda e: found(2, 2, e), True)
    return judge(claim, {"a": model("a", mine), "b": model("b", other)})[-1]


def test_wilson_gives_known_intervals() -> None:
    # Newcombe 1998, table I: 81 of 263 and 0 of 20.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_a_claim_is_repeated_only_if_the_intervals_part() -> None:
    assert verdict(80, 20) == "yes"
    assert verdict(20, 80) == "no"
    assert verdict(50, 45).startswith("not decided")


def test_a_number_without_interval_is_only_compared() -> None:
    claim = Claim("less", "paper", "a", "b", "loss", lambda e: Number(e["retrieval"]["cells"][0]["correct"], ""), False)
    assert judge(claim, {"a": model("a", 1), "b": model("b", 2)})[-1] == "yes"


def test_a_model_comes_close_within_a_stated_share() -> None:
    def close(mine: int) -> str:
        read = lambda e: Number(e["retrieval"]["cells"][0]["correct"], "")  # noqa: E731
        claim = Claim("close", "paper", "a", "b", "loss", read, False, within=0.1)
        return judge(claim, {"a": model("a", mine), "b": model("b", 50)})[-1]

    assert [close(mine) for mine in (40, 54, 56)] == ["yes", "yes", "no"]


def test_a_claim_names_the_tokens_of_a_model_that_has_seen_more() -> None:
    claim = Claim("more", "paper", "a", "b", "(2,2)", lambda e: found(2, 2, e), True)
    again = Model("a", {"task": "causal"}, {"tokens": 5000, "origin": {"model": "b", "tokens": 5000}}, evaluation(80))
    assert judge(claim, {"a": again, "b": model("b", 20)})[2].startswith("a (10,000 tokens): ")


def test_tokens_of_the_model_that_was_started_from_count() -> None:
    assert Model("m", {}, {"tokens": 5, "origin": {"model": "o", "tokens": 7}}, {}).tokens == 12


def test_claims_are_about_architectures_that_exist() -> None:
    known = {
        f"{id}/{name}" if name else id
        for id in architectures()
        for name in (None, *getattr(load_architecture(id), "VARIANTS", {}))
    }
    assert {name for claim in CLAIMS for name in (claim.model, claim.against)} <= known


def test_a_variant_has_rows_of_its_own_below_its_model() -> None:
    plain = shipped()[0]
    fewer = {**plain.training, "parameters": 1_234}
    rows = [plain, Model(plain.id, plain.manifest, fewer, plain.evaluation, "plain")]
    assert [model.name for model in rows] == ["transformer", "transformer/plain"]
    head = "[transformer](transformer/card.md)"
    for text in (sizes(rows), losses(rows)):
        assert [line.split(" | ")[0] for line in text.splitlines()[2:]] == [f"| {head}", f"| {head}, `plain`"]
    assert [line.split(" | ")[2] for line in sizes(rows).splitlines()[2:]] == ["1,468,032", "1,234"]


def test_the_table_in_the_repository_is_up_to_date() -> None:
    assert OUT.read_text(encoding="utf-8") == document(shipped())
