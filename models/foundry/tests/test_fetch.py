import argparse
import json
from pathlib import Path

import pytest

from foundry import fetch

BOOK = """\ufeffThe Project Gutenberg eBook of Something\r
\r
*** START OF THE PROJECT GUTENBERG EBOOK SOMETHING ***\r
\r
CHAPTER I\r
\r
“It was _cold_,” she said.\r
The wind blew.\r
\r
*** END OF THE PROJECT GUTENBERG EBOOK SOMETHING ***\r
Licence.\r
"""


def arguments(folder: Path, chars: int, file: str = "Something_1.txt") -> argparse.Namespace:
    index = folder / "index.json"
    book = {"file": file, "title": "Something", "gutenberg_id": 1, "chars": chars}
    index.write_text(json.dumps({"books": [book]}), encoding="utf-8")
    return argparse.Namespace(index=index, out=folder / "books", delay=1.0, attempts=1)


def test_a_book_is_cleaned_to_its_paragraphs() -> None:
    assert fetch.clean(BOOK) == 'CHAPTER I\n"It was cold," she said. The wind blew.\n'


def test_a_page_that_is_no_book_is_refused() -> None:
    with pytest.raises(ValueError, match="START"):
        fetch.clean("<html>Please slow down</html>")


def test_what_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(fetch, "download", lambda id, attempts, delay: asked.append(id) or BOOK)
    for _ in range(2):
        assert fetch.run(arguments(tmp_path, chars=50)) == 0
    assert asked == [1]
    assert (tmp_path / "books" / "Something_1.txt").read_text(encoding="utf-8").startswith("CHAPTER I")


def test_a_book_of_the_wrong_length_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "download", lambda id, attempts, delay: BOOK)
    assert fetch.run(arguments(tmp_path, chars=5000)) == 1
    assert [path.name for path in (tmp_path / "books").iterdir()] == ["index.json"]


def test_an_index_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="plain file name"):
        fetch.run(arguments(tmp_path, chars=50, file="../escaped.txt"))
