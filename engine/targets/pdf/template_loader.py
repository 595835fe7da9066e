"""Reads a template of `pdf_templates/` into a `Template`, or tells what is wrong."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.definition.validation import Judge
from engine.diagnostics import Collector, EngineError, Span, render
from engine.i18n.texts import Text
from engine.source.files import SourceFile
from engine.source.nodes import MappingNode, ScalarNode, SequenceNode
from engine.source.scalars import to_json
from engine.source.yaml_loader import load
from engine.targets.pdf.template import (
    Block,
    Colour,
    Colours,
    DerivationsBlock,
    DocumentsBlock,
    Edges,
    FontFiles,
    LetterheadBlock,
    ListLayout,
    PageBreakBlock,
    PageLayout,
    PanelEntry,
    SectionsBlock,
    SignatureBlock,
    SlotColumn,
    SlotColumnsBlock,
    SlotEntry,
    Template,
    TextBlock,
    TextStyle,
    TitleBlock,
    Typography,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.diagnostics import Diagnostic
    from engine.source.nodes import Node

__all__ = ["TemplateError", "load_template"]

_Data = Any
"""Plain data that the template's JSON Schema has found right."""

_FIGURES = frozenset({"grand_total", "total", "reference"})
"""Type that is always set in digits of one width; tables choose by column."""


class TemplateError(EngineError):
    """A template that cannot be used.

    Attributes:
        diagnostics: Every fault, in the file's order.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        """Keep the faults; they are the exception's text, one a line."""
        super().__init__("\n".join(render(fault, None) for fault in diagnostics))
        self.diagnostics = diagnostics


def load_template(directory: Path, name: str) -> Template:
    """Read `<name>.yaml` of a directory of templates.

    Raises:
        TemplateError: There is no such file, or something in it is not right.
    """
    path = directory / f"{name}.yaml"
    collector = Collector()
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        collector.add("E213", Span(str(path), 1, 1), file=path.name)
        raise TemplateError(collector.sorted()) from None
    root = load(SourceFile(name=path.name, shown=str(path), text=text), collector)
    if root is not None:
        _check(root, directory, collector)
    if root is None or collector.has_errors:
        raise TemplateError(collector.sorted())
    return _template(to_json(root), directory)


@cache
def _judge() -> Judge:
    schema = Path(__file__).with_name("template.schema.json")
    return Judge(json.loads(schema.read_text(encoding="utf-8")))


def _check(root: Node, directory: Path, collector: Collector) -> None:
    """Collect what the schema refuses, then colours and files that are not there."""
    _judge().judge(root, collector)
    if collector.has_errors:
        return
    data: _Data = to_json(root)
    for style, options in data["type"].items():
        if options["colour"] not in data["colours"]:
            collector.add(
                "E206",
                _node(root, "type", style, "colour").span,
                key="colour",
                text=options["colour"],
                choices=", ".join(data["colours"]),
            )
    for file in _font_nodes(root):
        if not (directory / file.text).is_file():
            collector.add("E213", file.span, file=file.text)


def _node(root: Node, *path: str) -> Node:
    """Follow keys that the schema has found to be there."""
    for key in path:
        root = (isinstance(root, MappingNode) and root.get(key)) or root
    return root


def _font_nodes(root: Node) -> Iterator[ScalarNode]:
    fonts = _node(root, "fonts")
    nodes = [entry.value for entry in fonts] if isinstance(fonts, MappingNode) else []
    for node in nodes:
        parts = node.items if isinstance(node, SequenceNode) else (node,)
        yield from (part for part in parts if isinstance(part, ScalarNode))


def _template(data: _Data, directory: Path) -> Template:
    colours = {name: _colour(text) for name, text in data["colours"].items()}
    fonts, running = data["fonts"], data.get("running", {})
    return Template(
        name=data["template"],
        page=_page(data["page"]),
        fonts=FontFiles(
            regular=directory / fonts["regular"],
            bold=directory / fonts["bold"],
            fallback=tuple(directory / file for file in fonts.get("fallback", ())),
        ),
        colours=Colours(
            **{name: colours[name] for name in ("ink", "line", "accent", "panel")}
        ),
        type=Typography(
            **{
                name: TextStyle(
                    size=float(style["size"]),
                    bold=style["weight"] == "bold",
                    colour=colours[style["colour"]],
                    figures=name in _FIGURES,
                )
                for name, style in data["type"].items()
            }
        ),
        running=(tuple(running.get("left", ())), tuple(running.get("right", ()))),
        footer=tuple(tuple(line) for line in data.get("footer", ())),
        blocks=tuple(_block(block) for block in data["blocks"]),
    )


def _colour(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def _page(data: _Data) -> PageLayout:
    return PageLayout(
        width=float(data["width"]),
        height=float(data["height"]),
        edges=Edges(
            left=float(data["left"]),
            right=float(data["right"]),
            top=float(data["top"]),
            bottom=float(data["bottom"]),
        ),
        first_y=float(data["following_top"]),
        footer_y=float(data["footer"]),
    )


def _texts(data: _Data, key: str) -> tuple[Text, ...]:
    return tuple(Text(text) for text in data.get(key, ()))


def _block(data: _Data) -> Block:
    return _READERS[data["block"]](data)


def _letterhead(data: _Data) -> LetterheadBlock:
    return LetterheadBlock(
        name=Text(data["name"]), left=_texts(data, "left"), right=_texts(data, "right")
    )


def _title(data: _Data) -> TitleBlock:
    return TitleBlock(
        number=data["number"],
        title=data["title"],
        panel=tuple(
            PanelEntry(
                label=Text(entry["label"]),
                slot=entry["slot"],
                beside=entry.get("beside"),
            )
            for entry in data.get("panel", ())
        ),
    )


def _slots(data: _Data) -> SlotColumnsBlock:
    return SlotColumnsBlock(
        columns=tuple(_column(column) for column in data["columns"])
    )


def _column(data: _Data) -> SlotColumn:
    return SlotColumn(
        at=float(data["at"]),
        width=float(data["width"]),
        entries=tuple(
            SlotEntry(
                label=Text(entry["label"]) if "label" in entry else None,
                lines=tuple(tuple(line) for line in entry["lines"]),
            )
            for entry in data["entries"]
        ),
    )


def _sections(data: _Data) -> SectionsBlock:
    lists = data.get("lists", {})
    return SectionsBlock(
        lists={path: _list_layout(found) for path, found in lists.items()}
    )


def _list_layout(data: _Data) -> ListLayout:
    return ListLayout(
        widths={key: float(width) for key, width in data.get("widths", {}).items()},
        joined=tuple(tuple(keys) for keys in data.get("joined", ())),
    )


_READERS: Mapping[str, Callable[[_Data], Block]] = MappingProxyType(
    {
        "letterhead": _letterhead,
        "title": _title,
        "slots": _slots,
        "sections": _sections,
        "page_break": lambda _: PageBreakBlock(),
        "derivations": lambda data: DerivationsBlock(title=Text(data["title"])),
        "documents": lambda data: DocumentsBlock(title=Text(data["title"])),
        "text": lambda data: TextBlock(title=Text(data["title"]), slot=data["slot"]),
        "signature": lambda data: SignatureBlock(labels=_texts(data, "labels")),
    }
)
"""By the word after `block:`."""
