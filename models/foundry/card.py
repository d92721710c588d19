"""The card of a model: what it is, how it was made and how good it is. No number in it is written by hand."""

from collections.abc import Mapping
from typing import Any

from onnx import ModelProto

from foundry.placement import RUNTIME, on_processor
from foundry.record import Json, Records


def card(manifest: Json, records: Records, graph: ModelProto) -> str:
    """The card in Markdown, from the manifest, from what training.json and evaluation.json say beyond it, and from the
    graph itself."""
    sections = [
        heading(manifest),
        sizes(manifest),
        trained(manifest["training"]),
        quality(manifest["evaluation"], (records.evaluation or {}).get("relations")),
        curve((records.training or {}).get("curve", [])),
        variants(manifest["id"], records),
        f"## What to look for\n\n{manifest['architecture']['notes']['en']}",
        equations(manifest),
        places(manifest, graph),
        commands(manifest, records),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def heading(manifest: Json) -> str:
    paper = manifest["architecture"]["paper"]
    return (
        f"# {manifest['title']}\n\n"
        f"{manifest['architecture']['name']}. {paper['authors']} ({paper['year']}). [{paper['title']}]({paper['url']})."
    )


def sizes(manifest: Json) -> str:
    size = manifest["size"]
    rows = [
        ("Parameters", f"{size['parameters']:,}"),
        ("Layers", size["layers"]),
        ("Heads a layer", f"{size['heads']} of width {size['headWidth']}" if size["heads"] else "none"),
        ("Width", size["width"]),
        ("Vocabulary", f"{size['vocabulary']:,}"),
        ("Context", f"{size['context']} tokens"),
        ("Task", {"causal": "predicts the next token", "masked": "fills masked tokens"}[manifest["task"]]),
        ("Graph", f"{manifest['graph']['bytes']:,} bytes, ONNX opset {manifest['graph']['opset']}, float32"),
    ]
    return table(("", ""), rows)


def trained(training: Json | None) -> str:
    if training is None:
        return "## Training\n\n**Not trained: the weights are random.** What this model shows means nothing."
    minutes = training["seconds"] / 60
    rows = [(name.replace("_", " "), value) for name, value in training["recipe"].items()]
    return (
        f"## Training\n\n{training['tokens']:,} tokens in {minutes:.0f} minutes, seed {training['seed']}. "
        f"{training['data']['en']}\n\n{table(('Recipe', ''), rows)}"
    )


def quality(evaluation: Json | None, relations: Mapping[str, float] | None = None) -> str:
    if evaluation is None:
        return "## Quality\n\nNot measured."
    parts = [
        "## Quality",
        f"{evaluation['natsPerToken']:.3f} nats a token, {evaluation['bitsPerByte']:.3f} bits a byte "
        f"over {evaluation['tokens']:,} tokens of books that it never saw: {', '.join(evaluation['books'])}.",
        "Retrieval: prompts in which every number asked for was given exactly, of all prompts; cities and numbers were "
        "kept out of training.",
        retrieval(evaluation["retrieval"]),
    ]
    if relations:
        parts += ["Relation lines: answers that were right.", relation_table(relations)]
    return "\n\n".join([*parts, f"Measured by `{evaluation['command']}`."])


def curve(points: list[Json]) -> str:
    """The training curve at the points where validation was measured; training.json has the others."""
    checked = [point for point in points if "validation_loss" in point]
    if not checked:
        return ""
    rows = [
        (
            f"{point['step']:,}",
            f"{point['tokens']:,}",
            f"{point['training_loss']:.3f}",
            f"{point['validation_loss']:.3f}",
            *(f"{point[name]:.0%}" for name in ("retrieval_1_1", "retrieval_4_1") if name in point),
        )
        for point in checked
    ]
    head = ("Step", "Tokens", "Training loss", "Validation loss", "1 needle", "1 of 4 needles")
    return f"## Training curve\n\nNats a token; retrieval in 32 prompts of 256 tokens.\n\n{table(head[: len(rows[0])], rows)}"


def variants(id: str, records: Records) -> str:
    """What the variants of `variants/` reach beside the model: trained alike, measured, not shipped."""
    if not records.variants or records.evaluation is None:
        return ""
    named = [(id, records), *((f"variant `{name}`", found) for name, found in records.variants.items())]
    rows = [(name, found.evaluation) for name, found in named if found.evaluation is not None]
    made = table(
        ("", "Parameters", "Tokens", "Wall time"),
        [
            (name, f"{t['parameters']:,}", f"{t['tokens']:,}", f"{t['seconds'] / 60:.0f} min")
            for name, found in named
            if (t := found.training) is not None
        ],
    )
    scores = table(
        ("", "Nats a token", "Bits a byte", "(1,1)", "(2,2)", "Held-out ways of asking"),
        [
            (
                name,
                f"{found['validation']['nats_per_token']:.3f}",
                f"{found['validation']['bits_per_byte']:.3f}",
                *(f"{found['retrieval']['accuracy'][key]['all']:.1%}" for key in ("1,1", "2,2")),
                f"{found['relations']['held_out_cells']:.1%}",
            )
            for name, found in rows
        ],
    )
    layers = range(len(records.evaluation["diversity"]))
    diversity = table(
        ("Stream entering layer", *(str(i + 1) for i in layers[:-1]), "leaving"),
        [(name, *(f"{value:.3f}" for value in found["diversity"])) for name, found in rows],
    )
    return (
        f"## Variants\n\nTrained on the same data, measured, not shipped.\n\n{made}\n\n{scores}\n\n"
        f"How far the tokens of a page are from being all alike, ‖Z − mean‖ / ‖Z‖:\n\n{diversity}"
    )


def relation_table(relations: Mapping[str, float]) -> str:
    return table(("Lines", "Right"), [(name.replace("_", " "), f"{share:.0%}") for name, share in relations.items()])


def retrieval(cells: list[Json]) -> str:
    """Lengths as columns, (needles, queries) and depth as rows."""
    lengths = sorted({cell["length"] for cell in cells})
    rows: dict[tuple[Any, ...], dict[int, str]] = {}
    for cell in cells:
        key = (cell["needles"], cell["queries"], cell.get("depth"))
        share = 100 * cell["correct"] / cell["total"]
        rows.setdefault(key, {})[cell["length"]] = f"{share:.0f} % ({cell['correct']}/{cell['total']})"
    body = [
        (needles, queries, "all" if depth is None else f"{depth:g} %", *(found.get(length, "") for length in lengths))
        for (needles, queries, depth), found in rows.items()
    ]
    return table(("Needles", "Queries", "Depth", *(f"{length} tokens" for length in lengths)), body)


def equations(manifest: Json) -> str:
    lines = [
        f"- ${entry['tex']}$  \n  {entry['text']['en']} ({entry['source']})"
        for entry in manifest["architecture"]["equations"]
    ]
    return "## Equations\n\n" + "\n".join(lines)


def places(manifest: Json, graph: ModelProto) -> str:
    """Which nodes run on the CPU when the GPU was asked for."""
    nodes = on_processor(graph, manifest["input"])
    total = len(graph.graph.node)
    return (
        f"## Where it runs\n\nOn WebGPU ({RUNTIME}) {total - len(nodes)} of the graph's {total} nodes run on the GPU. "
        "These run on the CPU; they compute with nothing but the length of the text, and no tensor is carried back from the "
        f"GPU for them:\n\n{table(('Node', 'Operator'), [(node.name, node.op_type) for node in nodes])}"
    )


def commands(manifest: Json, records: Records) -> str:
    """The commands that made the files; with the books in BOOKS they make them again."""
    id = manifest["id"]
    export = f"python -m foundry export --model {id}"
    lines = [f"{export} --untrained"]
    if records.training:
        lines = ["python -m foundry tokenizer --corpus BOOKS"]
        for name, found in {
            id: records,
            **{f"{id} --variant {name}": own for name, own in records.variants.items()},
        }.items():
            lines += made_by(name, found)
        lines.append(export)
    return "## How it was made\n\nFrom `models/`:\n\n```sh\n" + "\n".join(lines) + "\n```"


def made_by(which: str, records: Records) -> list[str]:
    """The commands that trained and measured a model, or one of its variants."""
    lines = []
    if records.training:
        settings = records.training["settings"]
        amount = f"--tokens {settings['tokens']} --seed {settings['seed']}"
        lines.append(f"python -m foundry train --model {which} --corpus BOOKS {amount}")
    if records.evaluation:
        lines.append(records.evaluation["command"].replace("CORPUS", "BOOKS"))
    return lines


def table(head: tuple[Any, ...], rows: list[Any]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
