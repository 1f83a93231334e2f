"""Pages: the small screens beside the steps, and their words in each language. Part of load.py's one pass."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.guide_files import MAX_LABEL
from bot.content.language_files import Tongue
from bot.content.shapes import PageShape, PagesShape, PageWordingShape, StepShape
from bot.content.source import Folder, Tree

FILE = "checklists/pages.yaml"
MAX_PAGE = 256  # two hexadecimal digits of a button's data
MOST_CHARACTERS = 400  # of one message, so that it fits a phone without scrolling


def pages(folder: Folder) -> dict[str, PageShape]:
    """Every page by id, numbers and references checked. A content may have none."""
    found: dict[str, PageShape] = {}
    numbers: set[int] = set()
    for _, tree in folder.all(FILE):
        shape = tree.shape(PagesShape, tree.data)
        if shape is None:
            continue
        for index, page in enumerate(shape.pages):
            where = ("pages", index)
            if page.id in found:
                tree.wrong((*where, "id"), f"`{page.id}` is the id of another page")
            if page.n in numbers:
                tree.wrong((*where, "n"), f"number {page.n} is already taken; numbers are permanent and never reused")
            if not 0 < page.n < MAX_PAGE:
                tree.wrong((*where, "n"), f"number {page.n} is not between 1 and {MAX_PAGE - 1}")
            numbers.add(page.n)
            found[page.id] = page
        for index, page in enumerate(shape.pages):
            for number, name in enumerate(page.pages):
                if name not in found:
                    tree.wrong(("pages", index, "pages", number), f"there is no page `{name}`")
            if page.known and page.known not in found:
                tree.wrong(("pages", index, "known"), f"there is no page `{page.known}`")
    return found


def named_by_steps(folder: Folder, steps: tuple[StepShape, ...], pages: Mapping[str, PageShape]) -> None:
    """Check that the pages steps offer exist."""
    tree = folder.tree("checklists/sextortion.yaml")
    for index, step in enumerate(steps):
        for number, name in enumerate(step.pages):
            if name not in pages:
                tree.wrong(("steps", index, "pages", number), f"there is no page `{name}`")


def wordings(folder: Folder, tongue: Tongue, pages: Mapping[str, PageShape]) -> dict[str, PageWordingShape]:
    """One language's words for every page."""
    found: dict[str, PageWordingShape] = {}
    name = f"languages/{tongue.code}/pages.yaml"
    for _, tree in folder.all(name):
        for page, value in tree.entries():
            shape = tree.shape(PageWordingShape, value, (page,))
            if page not in pages:
                tree.wrong((page,), f"is not a page ({FILE})")
            elif shape:
                found[page] = shape
                _fits(tree, page, shape)
    missing = [page for page in pages if page not in found]
    if missing:
        tongue.tree.wrong((), f"{tongue.code} has no words for the pages {', '.join(missing)}")
    return found


def _fits(tree: Tree, page: str, wording: PageWordingShape) -> None:
    if len(wording.label) > MAX_LABEL:
        tree.wrong((page, "label"), f"is longer than {MAX_LABEL} characters")
    if (length := len("\n".join((wording.title, *wording.body)))) > MOST_CHARACTERS:
        tree.wrong((page,), f"has {length} characters; {MOST_CHARACTERS} fit on a phone")
