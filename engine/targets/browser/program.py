"""The whole program: fields, steps, rules, rates and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, assert_never, cast

from babel import Locale

from engine.compiler.form import CompiledField, Requirement
from engine.compiler.plan import ContainerStep, CutListStep, FieldStep, ListStep
from engine.expressions.typed import APPLICANT
from engine.field_type import Rejection
from engine.i18n.texts import Text, Translator
from engine.runtime.explanation_words import EXPLANATION_WORDS
from engine.runtime.problems import PROBLEM_WORDS
from engine.targets.browser.trees import TreeWriter
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.compiler.form import CompiledForm, CompiledList, CompiledRule
    from engine.compiler.plan import Shape, Step
    from engine.tariffs.model import Rate, TariffKey

__all__ = ["program"]

_Data = dict[str, object]


def program(form: CompiledForm, translate: Translator) -> _Data:
    """Give the program of a form in the translator's language, as plain JSON data."""
    return _Writer(form, translate).program()


@dataclass(slots=True)
class _Writer:
    """Writes one program. Readings are many alike: each is written once."""

    form: CompiledForm
    translate: Translator
    trees: TreeWriter = field(init=False)
    readings: list[object] = field(default_factory=list[object])

    def __post_init__(self) -> None:
        """Write texts in the language."""
        self.trees = TreeWriter(self.translate)

    def program(self) -> _Data:
        form, plan = self.form, self.form.plan
        written: _Data = {
            "form": form.id,
            "version": form.version,
            "hash": form.hash,
            "language": self.translate.language,
            "applicant": {
                "steps": [self.step(step) for step in plan.applicant],
                "inputs": sorted(plan.applicant_inputs),
            },
            "steps": [self.step(step) for step in plan.steps],
            "given": [
                self.field(each)
                for of_list in form.lists.values()
                for each in of_list.fields
                if each.given
            ],
            "lists": [self.list(each) for each in form.lists.values()],
            "rules": [self.rule(each) for each in form.rules],
            "total": self.total(),
            "shape": _shape(plan.shape),
            "row_shapes": {
                path: _shape(shape) for path, shape in plan.row_shapes.items()
            },
            "order": dict(plan.order_by_path),
            "page": _page_order(form),
            "words": self.words(),
        }
        return written | {
            "readings": self.readings,
            "rates": {
                name: self.rate(key) for name, key in sorted(self.trees.rates.items())
            },
            "units": self.trees.units,
            "one_below_two": _one_below_two(self.translate.language),
        }

    def step(self, step: Step) -> _Data:
        match step:
            case FieldStep():
                own: _Data = {"do": "field", "field": self.field(step.field)}
                return own | _placed(step.owner, step.parents)
            case ContainerStep():
                own = {
                    "do": "container",
                    "key": step.key,
                    "if": self.trees.program(step.visible_if),
                }
                return own | _placed(step.owner, step.parents)
            case ListStep():
                return {"do": "list", "list": step.list.key} | _placed(
                    None, step.parents
                )
            case CutListStep():
                own = {
                    "do": "cut",
                    "list": step.list.key,
                    "start": step.start,
                    "end": step.end,
                    "cuts": [day.isoformat() for day in step.cuts],
                }
                return own | _placed(None, step.parents)
        assert_never(step)

    def field(self, compiled: CompiledField) -> _Data:
        codec = compiled.codec
        written: _Data = {
            "key": compiled.key,
            "kind": codec.kind.value,
            "label": self.translate(compiled.label),
            "short": self.translate(compiled.short_label),
            "reading": self.reading(compiled),
            "list": None if compiled.list == APPLICANT else compiled.list,
            "places": codec.places or None,
            "required": compiled.requirement is Requirement.ALWAYS or None,
            "required_if": self.trees.program(compiled.required_if),
            "visible_if": self.trees.program(compiled.visible_if),
            "compute": self.trees.program(compiled.compute),
            "default": None
            if compiled.default is None
            else codec.dump(compiled.default),
            "choices": self.choices(compiled),
            "unit": self.unit(compiled),
        }
        return {name: each for name, each in written.items() if each is not None}

    def choices(self, compiled: CompiledField) -> _Data | None:
        if compiled.codec.kind not in (ValueKind.CHOICE, ValueKind.CHOICES):
            return None
        return {
            choice.key: self.translate(Text(choice.label, choice.context))
            for choice in compiled.codec.control.choices
        }

    def unit(self, compiled: CompiledField) -> int | None:
        codec = compiled.codec
        if codec.unit and codec.kind in (ValueKind.INTEGER, ValueKind.DECIMAL):
            return self.trees.unit(codec.unit, codec.control.suffix)
        return None

    def reading(self, compiled: CompiledField) -> int:
        written = plain(compiled.codec.reading, self.translate)
        if written not in self.readings:
            self.readings.append(written)
        return self.readings.index(written)

    def list(self, compiled: CompiledList) -> _Data:
        return {
            "key": compiled.key,
            "item": self.translate(compiled.item),
            "min": compiled.min,
            "max": compiled.max,
            "visible_if": self.trees.program(compiled.visible_if),
            "no_overlap": compiled.no_overlap and list(compiled.no_overlap),
        }

    def rule(self, rule: CompiledRule) -> _Data:
        return {
            "id": rule.id,
            "level": rule.level,
            "owner": rule.owner,
            "if": self.trees.program(rule.condition),
            "guards": [self.trees.program(guard) for guard in rule.guards],
            "at": list(rule.at),
            "message": self.translate(rule.message),
        }

    def total(self) -> _Data | None:
        total = self.form.total
        if total is None:
            return None
        message = total.message or PROBLEM_WORDS["nothing_due"]
        return {
            "key": total.key,
            "zero": total.zero_allowed,
            "negative": total.negative_allowed,
            "message": self.translate(message),
        }

    def rate(self, key: TariffKey) -> _Data:
        return {
            "unit": self.trees.unit(key.unit, key.unit_text) if key.unit else None,
            "slices": key.slices,
            "rows": [self.rate_row(rate) for rate in key.rates],
        }

    def rate_row(self, rate: Rate) -> _Data:
        written: _Data = {
            "from": rate.start.isoformat(),
            "to": None if rate.end is None else rate.end.isoformat(),
            "source": self.translate(rate.source),
        }
        if rate.value is not None:
            return written | {"value": f"{rate.value:f}"}
        steps = [
            [None if step.to is None else f"{step.to:f}", f"{step.value:f}"]
            for step in rate.steps
        ]
        return written | {"steps": steps}

    def words(self) -> _Data:
        known = {**PROBLEM_WORDS, **EXPLANATION_WORDS}
        return {name: self.translate(text) for name, text in known.items()}


def plain(value: object, translate: Translator) -> object:
    """Put the words of a reading's refusals into a language; the rest stays."""
    match value:
        case Rejection():
            return {
                "code": value.code,
                "words": translate(Text(value.message)),
                "params": value.params,
            }
        case Mapping():
            entries = cast("Mapping[str, object]", value).items()
            return {key: plain(each, translate) for key, each in entries}
        case list():
            return [plain(each, translate) for each in cast("list[object]", value)]
        case _:
            return value


def _one_below_two(language: str) -> bool:
    """Tell whether all below two is in the singular, as in French; else one alone."""
    return Locale(language).plural_form(Decimal("1.5")) == "one"


def _placed(owner: str | None, parents: Iterable[str]) -> _Data:
    return {
        **({} if owner is None else {"owner": owner}),
        **({"parents": list(parents)} if parents else {}),
    }


def _shape(shape: Shape) -> _Data:
    return {
        "questions": dict(shape.questions),
        "computed": sorted(shape.computed),
        "groups": {name: _shape(inner) for name, inner in shape.groups.items()},
        "lists": dict(shape.lists),
    }


def _page_order(form: CompiledForm) -> list[object]:
    """Give the keys in the order of the page: the form's, then each list's."""
    own: list[object] = [[None, list(form.fields)]]
    return own + [
        [path, [each.key for each in compiled.fields]]
        for path, compiled in form.lists.items()
    ]
