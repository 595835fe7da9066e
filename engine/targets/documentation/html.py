"""A page to read as one HTML file, which needs nothing beside it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from engine.targets.documentation.blocks import Entries, Heading, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.targets.documentation.blocks import Block, Entry, Page

__all__ = ["as_html"]

_STYLE = """\
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem;
  font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff;
  overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h2 { margin-top: 2.5rem; padding-top: .5rem; border-top: 2px solid #1b1b1b; }
h3 { margin-top: 2rem; }
dl { margin: 1rem 0; }
dt { margin-top: 1rem; font-weight: 600; }
dd { margin: 0 0 0 1rem; }
code { font-size: .8rem; font-weight: 400; color: #595959; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { padding: .35rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: normal; border-bottom: 1px solid #c8c8c8; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
@media print { body { margin: 0; max-width: none; } dt { break-after: avoid; } }"""


def as_html(page: Page) -> str:
    """Write a page, readable on paper too."""
    title = escape(page.title)
    body = "\n".join(line for block in page.blocks for line in _block(block))
    return (
        f'<!doctype html>\n<html lang="{page.language}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, text):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text):
            yield f"<p>{escape(text)}</p>"
        case Entries(entries):
            yield "<dl>"
            for entry in entries:
                yield from _entry(entry)
            yield "</dl>"
        case Table():
            yield from _table(block)


def _entry(entry: Entry) -> Iterator[str]:
    yield f"<dt>{escape(entry.name)} <code>{escape(entry.path)}</code></dt>"
    yield from (f"<dd>{escape(line)}</dd>" for line in entry.lines)


def _table(table: Table) -> Iterator[str]:
    yield '<div class="table"><table>'
    heads = "".join(
        f"<th{_kind(column, table)} scope=col>{escape(head)}</th>"
        for column, head in enumerate(table.heads)
    )
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    for row in table.rows:
        cells = "".join(
            f"<td{_kind(column, table)}>{escape(cell)}</td>"
            for column, cell in enumerate(row)
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _kind(column: int, table: Table) -> str:
    return ' class="number"' if column in table.numbers else ""
