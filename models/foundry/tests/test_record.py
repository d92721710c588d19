"""Manifest and card say what training.json and evaluation.json say, and nothing else."""

import json
from pathlib import Path

import pytest

from foundry import card, record

TRAINING = {
    "settings": {"model": "m", "tokens": 12_000_000, "seed": 3, "batch": 8, "betas": [0.9, 0.95], "compile": True},
    "tokens": 11_997_184,
    "seconds": 4321.0,
    "data": {
        "kinds": ["book", "riddles"],
        "phases": [
            {"steps": 10, "context": 64, "batch": 8, "mix": [0.4, 0.6]},
            {"steps": 20, "context": 256, "batch": 3, "mix": [0.8, 0.2]},
        ],
        "loss": "nats",
    },
    "origin": {"model": "o", "tokens": 5_000},
    "curve": [
        {"step": 50, "tokens": 4_000, "training_loss": 5.0},
        {"step": 100, "tokens": 8_000, "training_loss": 4.5, "validation_loss": 4.25, "retrieval_1_1": 0.5},
    ],
    "optimiser": "AdamW",
}
CELL = {"needles": 2, "queries": 1, "length": 128, "depth": 25, "correct": 47, "total": 50}
EVALUATION = {
    "command": "python -m foundry eval --model m --tasks --corpus CORPUS",
    "books": ["Treasure Island"],
    "validation": {"nats_per_token": 3.217, "bits_per_byte": 1.801, "tokens": 130_816},
    "retrieval": {"cells": [CELL, {**CELL, "length": 512, "correct": 50}]},
    "relations": {"held_out_cells": 0.75},
}


@pytest.fixture
def records(tmp_path: Path) -> record.Records:
    (tmp_path / "training.json").write_text(json.dumps(TRAINING), encoding="utf-8")
    (tmp_path / "evaluation.json").write_text(json.dumps(EVALUATION), encoding="utf-8")
    return record.read_records(tmp_path)


def test_training(records: record.Records) -> None:
    found = record.training_entry(records.training)
    assert found == {
        "tokens": 11_997_184,
        "seconds": 4321.0,
        "seed": 3,
        "data": {
            "en": "Tokens: 70% pages of public-domain books, 30% riddles; in documents of first 64, then 256 tokens.",
            "zh": "词元构成：70% 公版书页，30% riddles；文档长度依次为 64、256 个词元。",
        },
        "recipe": {"batch": 8, "betas": "0.9, 0.95", "compile": True, "optimiser": "AdamW", "loss": "nats"}
        | {"starts from": "o, trained on 5,000 tokens, which come on top"},
    }
    text = card.trained(found)
    assert "11,997,184 tokens in 72 minutes, seed 3" in text
    assert "| betas | 0.9, 0.95 |" in text
    assert records.training is not None
    assert "| 100 | 8,000 | 4.500 | 4.250 | 50% |" in card.curve(records.training["curve"])
    assert card.curve([]) == ""


def test_evaluation(records: record.Records) -> None:
    found = record.evaluation_entry(records.evaluation)
    assert found is not None
    assert (found["natsPerToken"], found["bitsPerByte"], found["tokens"]) == (3.217, 1.801, 130_816)
    cells = [(cell["length"], cell["correct"], cell["total"]) for cell in found["retrieval"]]
    assert cells == [(128, 47, 50), (512, 50, 50)]
    text = card.quality(found, EVALUATION["relations"])
    assert "3.217 nats a token" in text and "Treasure Island" in text
    assert "| 2 | 1 | 25 % | 94 % (47/50) | 100 % (50/50) |" in text
    assert "| held out cells | 75% |" in text


def test_the_commands_are_those_that_were_run(records: record.Records) -> None:
    text = card.commands({"id": "m"}, records)
    assert "train --model m --corpus BOOKS --tokens 12000000 --seed 3\n" in text
    assert "eval --model m --tasks --corpus BOOKS\n" in text


def test_a_model_that_was_never_trained(tmp_path: Path) -> None:
    records = record.read_records(tmp_path)
    assert record.training_entry(records.training) is None
    assert record.evaluation_entry(records.evaluation) is None
    assert "Not trained" in card.trained(None)
    assert "Not measured" in card.quality(None)


def test_variants_stand_beside_the_model(tmp_path: Path) -> None:
    def numbers(nats: float) -> dict:
        return {
            **EVALUATION,
            "validation": {**EVALUATION["validation"], "nats_per_token": nats},
            "retrieval": {"accuracy": {"1,1": {"all": 0.5}, "2,2": {"all": 0.25}}},
            "diversity": [0.875, 0.5],
        }

    (tmp_path / "variants/plain").mkdir(parents=True)
    (tmp_path / "evaluation.json").write_text(json.dumps(numbers(3.5)), encoding="utf-8")
    (tmp_path / "training.json").write_text(json.dumps({**TRAINING, "parameters": 2_000}), encoding="utf-8")
    of_variant = {**TRAINING, "parameters": 1_990, "tokens": 5_000}
    (tmp_path / "variants/plain/training.json").write_text(json.dumps(of_variant), encoding="utf-8")
    measured = numbers(4.25) | {"command": "python -m foundry eval --model m --variant plain --tasks --corpus CORPUS"}
    (tmp_path / "variants/plain/evaluation.json").write_text(json.dumps(measured), encoding="utf-8")
    records = record.read_records(tmp_path)
    text = card.variants("m", records)
    assert "| m | 2,000 | 11,997,184 | 72 min |" in text
    assert "| variant `plain` | 1,990 | 5,000 | 72 min |" in text
    assert "| m | 3.500 | 1.801 | 50.0% | 25.0% | 75.0% |" in text
    assert "| variant `plain` | 4.250 | 1.801 | 50.0% | 25.0% | 75.0% |" in text
    assert "| m | 0.875 | 0.500 |" in text
    assert card.variants("m", record.Records(None, EVALUATION)) == ""
    made = card.commands({"id": "m"}, records)
    assert "train --model m --variant plain --corpus BOOKS --tokens 12000000 --seed 3\n" in made
    assert "eval --model m --variant plain --tasks --corpus BOOKS\n" in made


def test_an_evaluation_of_other_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.safetensors").write_bytes(b"weights")
    (tmp_path / "evaluation.json").write_text(json.dumps(EVALUATION | {"weights": record.weights_hash(tmp_path)}))
    assert record.read_records(tmp_path).evaluation is not None
    (tmp_path / "weights.safetensors").write_bytes(b"others")
    with pytest.raises(ValueError, match=r"measured on other weights: run `python -m foundry eval .* again"):
        record.read_records(tmp_path)
