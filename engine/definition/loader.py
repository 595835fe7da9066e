"""A form's files into its definition: read, judged by the meta-schema, parsed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.definition.blocks import group, sections
from engine.definition.examples import examples_of
from engine.definition.includes import Includes
from engine.definition.meta_schema import meta_schema
from engine.definition.model import FormDefinition, Rename, Total
from engine.definition.named_types import TYPES_FILE, load_named_types
from engine.definition.names import report_names
from engine.definition.reading import Context, entries, number, one_of, scalar
from engine.definition.rules import lets_of, rules_of
from engine.definition.validation import Judge
from engine.diagnostics import Collector
from engine.source.keys import read_mapping
from engine.source.nodes import MappingNode, ScalarNode
from engine.source.yaml_loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Group
    from engine.field_type import FieldType
    from engine.source.files import SourceFile
    from engine.source.nodes import Node

__all__ = ["APPLICANT_FILE", "SharedParts", "load_form", "load_shared"]

APPLICANT_FILE = "shared/applicant.yaml"
"""The group of what is known of the account, below the forms directory."""

_TEMPLATE = "invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedParts:
    """What every form of a directory is loaded with, made and judged once."""

    files: Mapping[str, SourceFile]
    context: Context
    """The types, and where the faults of shared files have gone."""
    judge: Judge
    used: Mapping[str, SourceFile]
    """The shared files that every form depends on, by name."""
    applicant: Group | None


def load_shared(
    files: Mapping[str, SourceFile], types: Mapping[str, FieldType]
) -> SharedParts:
    """Load what the forms of a directory share; each of them tells its faults.

    Args:
        files: Every file that may be included, by name.
        types: The field types.
    """
    collector = Collector()
    named_types = load_named_types(files, types, collector)
    judge = Judge(meta_schema(types, named_types))
    context = Context(
        types=types,
        named_types=named_types,
        name_by_shown_path={file.shown: file.name for file in files.values()},
        collector=collector,
        lost=[],
        path="",
    )
    used = {
        name: file
        for name in (TYPES_FILE, APPLICANT_FILE)
        if (file := files.get(name)) is not None
    }
    if TYPES_FILE in used:
        _judged(used[TYPES_FILE], "types_file", judge, collector)
    applicant = None
    if APPLICANT_FILE in used:
        node = _judged(used[APPLICANT_FILE], "group", judge, collector)
        applicant = group(node, context) if isinstance(node, MappingNode) else None
    return SharedParts(
        files=files, context=context, judge=judge, used=used, applicant=applicant
    )


def _judged(
    file: SourceFile, definition: str, judge: Judge, collector: Collector
) -> Node | None:
    node = load(file, collector)
    if node is not None:
        judge.judge(node, collector, definition=definition)
    return node


def load_form(
    name: str, shared: SharedParts, collector: Collector
) -> FormDefinition | None:
    """Load one form with what it includes.

    Every fault of structure is reported at once. A definition is given also where
    there are faults, as long as no name is missing from it, so that its expressions
    can be checked too; whether a form may run is the collector's to say.

    Args:
        name: The form's file, below the forms directory.
        shared: What the directory's forms share.
        collector: Where faults go, those of the shared files too.

    Returns:
        The definition; None where it cannot be read, or a name is missing or taken.
    """
    file = shared.files[name]
    collector.extend(shared.context.collector.sorted())
    context = replace(
        shared.context,
        collector=collector,
        lost=list(shared.context.lost),
        path=file.shown,
    )
    return _Loading(shared=shared, context=context).form(file)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loading:
    """The loading of one form."""

    shared: SharedParts
    context: Context

    def form(self, file: SourceFile) -> FormDefinition | None:
        collector = self.context.collector
        node = load(file, collector)
        if not isinstance(node, MappingNode):
            if node is not None:
                read_mapping(node, "a form", (), collector)
            return None
        includes = Includes(files=self.shared.files, collector=collector)
        root = includes.written_out(node)
        self.shared.judge.judge(root, collector)
        used = {file.name: file, **includes.used, **self.shared.used}
        form = self._form(root, {name: file.text for name, file in used.items()})
        if form is None or self.context.lost:
            return None
        return form if report_names(form, collector) else None

    def _form(
        self, root: MappingNode, sources: Mapping[str, str]
    ) -> FormDefinition | None:
        form_id = scalar(root, "form")
        if form_id is None:
            return None
        context = self.context
        return FormDefinition(
            id=form_id.text,
            version=number(root, "version", 1),
            title=context.text(root, "title"),
            legal_basis=context.text(root, "legal_basis"),
            pdf_template=one_of(root, "pdf_template", _TEMPLATE),
            total=_total(root, context),
            sections=sections(root, context),
            lets=lets_of(root),
            rules=rules_of(root, context),
            examples=examples_of(root, context.collector),
            applicant=self.shared.applicant,
            renames=_renames(root),
            span=form_id.span,
            sources=sources,
        )


def _renames(root: MappingNode) -> tuple[Rename, ...]:
    return tuple(
        Rename(old=entry.key, new=entry.value)
        for entry in entries(root, "renames")
        if isinstance(entry.value, ScalarNode)
    )


def _total(root: MappingNode, context: Context) -> Total | None:
    short = scalar(root, "total")
    if short is not None:
        return Total(field=short)
    node = root.get("total")
    field = scalar(node, "field") if isinstance(node, MappingNode) else None
    if field is None or not isinstance(node, MappingNode):
        return None
    return Total(
        field=field,
        zero_allowed=one_of(node, "zero", "refused") == "allowed",
        negative_allowed=one_of(node, "negative", "refused") == "allowed",
        message=context.inside("total").text(node, "message"),
    )
