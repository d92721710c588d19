"""Relation lines: three facts and a question that needs "find the right fact" and "say the right side of it".

Every family is asked in 16 ways: for the item or for the person, about the thing itself or its class, plain or negated,
with facts in the active or the passive voice. A sample is a few lines of one and the same way, so that the first lines
show the way and the later ones can be answered.

    Tom has the apple. Ida has the goat. Sam has the coat. Who has a kind of animal? Ida.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from foundry.tasks import heldout, lexicon
from foundry.tasks.segments import Tokens


@dataclass(frozen=True)
class Family:
    """Texts of a family; `{p}` a person, `{i}` an item, `{c}` its class."""

    members: dict[str, list[str]]
    active: str
    passive: str
    item: dict[str, str]  # "level positive" -> question whose answer is the item or its class
    who: dict[str, str]


def _family(members: dict[str, list[str]], active: str, passive: str, say: str, kind: str, deny: str) -> Family:
    """`say` and `deny` are verbs before an item ("has the"), `kind` what stands before a class ("a kind of")."""
    return Family(
        members,
        active,
        passive,
        {
            "instance yes": f"So {{p}} {say}",
            "class yes": f"So {{p}} {kind}",
            "instance no": f"So {{p}} {deny} {say}",
            "class no": f"So {{p}} {deny} {kind}",
        },
        {
            "instance yes": f"Who {say} {{i}}?",
            "class yes": f"Who {kind} {{c}}?",
            "instance no": f"Who {deny} {say} {{i}}?",
            "class no": f"Who {deny} {kind} {{c}}?",
        },
    )


FAMILIES = {
    "owner": _family(lexicon.OWNER, "{p} has the {i}.", "The {i} is {p}'s.", "has the", "has a kind of", "never"),
    "place": _family(
        lexicon.PLACE, "{p} lives in {i}.", "{i} is the home of {p}.", "lives in", "lives somewhere in", "never"
    ),
    "tool": _family(
        lexicon.TOOL,
        "{p} bought the {i}.",
        "The {i} was bought by {p}.",
        "bought the",
        "bought a thing that can",
        "never",
    ),
    "opposite": _family(
        lexicon.OPPOSITE, "{p} looks {i}.", "{i} is how {p} looks.", "looks", "looks the opposite of", "never"
    ),
    "time": _family(
        lexicon.TIME, "{p} chose {i}.", "{i} was chosen by {p}.", "chose", "chose what comes just after", "never"
    ),
}
CELLS = tuple(
    f"{family} {ask} {level} {positive}"
    for family, ask, level, positive in product(FAMILIES, ("item", "who"), ("instance", "class"), ("yes", "no"))
)
TRAINING_CELLS = tuple(cell for cell in CELLS if cell not in heldout.RELATION_CELLS)


def _words(family: Family, held_out: bool) -> dict[str, list[str]]:
    """Members of a split; a class that has none in it is left out."""
    split = {c: [i for i in items if heldout.word_is_held_out(i) == held_out] for c, items in family.members.items()}
    return {c: items for c, items in split.items() if items}


def _people(held_out: bool) -> list[str]:
    return [p for p in lexicon.PEOPLE if heldout.word_is_held_out(p) == held_out]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _line(rng: np.random.Generator, cell: str, passive: bool, held_out: bool) -> tuple[str, str]:
    """Facts with question, and the answer."""
    name, ask, level, positive = cell.split()
    family = FAMILIES[name]
    words = _words(family, held_out)
    classes = [str(c) for c in rng.choice(np.array(list(words)), 3, replace=False)]
    items = [str(rng.choice(np.array(words[c]))) for c in classes]
    people = [str(p) for p in rng.choice(np.array(_people(held_out)), 3, replace=False)]
    template = f"{level} {positive}"
    target = int(rng.integers(3))
    if positive == "no":
        # The answer is the odd fact: two share the person (item asked for) or the item (person asked for).
        same, other = [k for k in range(3) if k != target]
        if ask == "item":
            people[other] = people[same]
        elif level == "instance":
            items[other] = items[same]
            classes[other] = classes[same]
        else:
            classes[other] = classes[same]
            items[other] = str(rng.choice(np.array(words[classes[same]])))
        about = same
    else:
        about = target
    facts = [
        _capital((family.passive if passive else family.active).format(p=p, i=i))
        for p, i in zip(people, items, strict=True)
    ]
    if ask == "item":
        query = family.item[template].format(p=people[about])
        answer = items[target] if level == "instance" else classes[target]
    else:
        query = family.who[template].format(i=items[about], c=classes[about])
        answer = people[target]
    return f"{' '.join(facts)} {query}", answer


def _odd_line(rng: np.random.Generator, by_class: bool, held_out: bool) -> tuple[str, str]:
    """Odd one out among three."""
    words = _words(FAMILIES["owner"], held_out)
    big = [c for c in words if len(words[c]) > 1] if by_class else list(words)
    common = str(rng.choice(np.array(big)))
    other = str(rng.choice(np.array([c for c in words if c != common])))
    pair = [str(w) for w in rng.choice(np.array(words[common]), 2, replace=not by_class)] if by_class else []
    pair = pair or [str(rng.choice(np.array(words[common])))] * 2
    odd = str(rng.choice(np.array(words[other])))
    at = int(rng.integers(3))
    pair.insert(at, odd)
    asked = f"Which is not a kind of {common}?" if by_class else "Which is different?"
    return f"There are {pair[0]}, {pair[1]}, {pair[2]}. {asked}", odd


def sample(rng: np.random.Generator, cell: str | None, lines: int, held_out: bool = False) -> Tokens:
    """`lines` lines of one way of asking, each on its own line. `cell` None: odd one out."""
    found = Tokens()
    passive, by_class = bool(rng.integers(2)), bool(rng.integers(2))
    for _ in range(lines):
        text, answer = _odd_line(rng, by_class, held_out) if cell is None else _line(rng, cell, passive, held_out)
        found.add("\n")
        for word in _pieces(text):
            found.add(word)
        found.add(f" {answer}", answer=True)
        found.add(".")
    return found


def _pieces(text: str) -> list[str]:
    """Words with their leading space: few different strings, so that encoding them is remembered."""
    first, *rest = text.split(" ")
    return [first, *(f" {word}" for word in rest)]


def training_sample(rng: np.random.Generator, lines: int) -> Tokens:
    cell = None if rng.random() < 0.1 else str(rng.choice(np.array(TRAINING_CELLS)))
    return sample(rng, cell, lines)


def sample_text(seed: int) -> str:
    """A short training sample as text, for the tokenizer."""
    rng = np.random.default_rng([seed, 1])
    cell = str(rng.choice(np.array(TRAINING_CELLS)))
    return "\n".join(" ".join(_line(rng, cell, bool(rng.integers(2)), False)) + "." for _ in range(4))
