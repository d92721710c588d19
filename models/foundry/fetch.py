"""Fetch the corpus: the Project Gutenberg books that `index.json` lists by number, cleaned to plain paragraphs.

Polite to the site: one file at a time, a pause between files, a name that says who asks, and what is there is not asked for
again. A file appears under its name only when it is complete and looks like the book. The result is close to, but need not be
byte for byte, the corpus that the shipped models were trained on: Project Gutenberg corrects its texts now and then.
"""

import argparse
import json
import os
import re
import time
import urllib.error
import urllib.request
from pathlib import Path

from tqdm import tqdm

HELP = "download the books that index.json lists from Project Gutenberg"

ADDRESS = "https://www.gutenberg.org/cache/epub/{id}/pg{id}.txt"
AGENT = "heddle-foundry/0.1 (fetches a fixed list of public-domain books, slowly)"

_START = re.compile(r"^\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG EBOOK.*?\*\*\*[ \t]*$", re.M | re.I | re.S)
_END = re.compile(r"^\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG EBOOK", re.M | re.I)
_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "--", "\u00a0": " "})


def clean(raw: str) -> str:
    """The book without the licence around it, a paragraph a line, straight quotes."""
    raw = raw.lstrip("\ufeff").replace("\r\n", "\n")
    start, end = _START.search(raw), _END.search(raw)
    if not start or not end or end.start() <= start.end():
        raise ValueError("the file has no Project Gutenberg START and END lines")
    body = raw[start.end() : end.start()].translate(_PLAIN).replace("_", "")
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", body))
    return "\n".join(p for p in paragraphs if p) + "\n"


def download(id: int, attempts: int, delay: float) -> str:
    """The raw text; tries again after a growing pause when the site is busy, gives up at once when the book is not there."""
    request = urllib.request.Request(ADDRESS.format(id=id), headers={"User-Agent": AGENT})
    for attempt in range(1, attempts + 1):
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            if error.code in (403, 404, 410) or attempt == attempts:
                raise
        except (urllib.error.URLError, TimeoutError):
            if attempt == attempts:
                raise
        time.sleep(delay * 4**attempt)
    raise AssertionError("unreachable: the last attempt returns or raises")


def plausible(text: str, chars: int) -> bool:
    """Whether the length is within a quarter of what the index says."""
    return 0.75 * chars <= len(text) <= 1.25 * chars


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--index", type=Path, required=True, help="index.json with file, gutenberg_id and chars of each book"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the books; run again to go on")
    parser.add_argument(
        "--delay", type=float, default=3.0, help="seconds between books, at least 1 (default: %(default)s)"
    )
    parser.add_argument("--attempts", type=int, default=4, help="tries for a book (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    if not args.index.is_file():
        raise FileNotFoundError(f"{args.index} is not a file")
    index = json.loads(args.index.read_text(encoding="utf-8"))
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    for book in index["books"]:
        if Path(book["file"]).name != book["file"]:
            raise ValueError(f"{args.index}: {book['file']!r} is not a plain file name")
    missing = [book for book in index["books"] if not (args.out / book["file"]).is_file()]
    failed = []
    for i, book in enumerate(tqdm(missing, desc="books", unit="book")):
        if i:
            time.sleep(max(1.0, args.delay))
        try:
            text = clean(download(book["gutenberg_id"], args.attempts, max(1.0, args.delay)))
            if not plausible(text, book["chars"]):
                raise ValueError(f"it has {len(text)} characters and not about {book['chars']}")
        except (OSError, ValueError) as error:
            failed.append(f"{book['gutenberg_id']} {book['title']}: {error}")
            continue
        partial = args.out / (book["file"] + ".partial")
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, args.out / book["file"])
    for line in failed:
        print(f"not fetched: {line}")
    print(f"{len(index['books']) - len(failed)} of {len(index['books'])} books in {args.out}")
    return 1 if failed else 0
