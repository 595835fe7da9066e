"""Every author's error: its stable code, how much it matters, and its words.

E1 is YAML itself, E2 the structure of a definition, E3 expressions and their types, E4
tariffs, 6 the texts that people read; a W is a warning, numbered in the same hundreds.
Words name what is wrong; what to write instead is the diagnostic's hint. A code is
never given a second meaning, since guides and habits refer to it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CATALOGUE"]

_Entry = tuple[Literal["error", "warning"], str]

_SOURCE: dict[str, _Entry] = {
    "E101": ("error", "this is not UTF-8 text"),
    "E102": ("error", "the character {character} may not stand in YAML"),
    "E103": ("error", "the file is larger than {limit}"),
    "E104": ("error", "this is nested more than {limit} levels deep"),
    "E105": ("error", "the file is empty"),
    "E106": ("error", "a second document begins here; a file holds one"),
    "E107": ("error", "the anchor «{name}» is not allowed: write the value out"),
    "E108": ("error", "the alias «{name}» is not allowed: write the value out"),
    "E109": ("error", "the tag «{name}» is not allowed"),
    "E110": ("error", "«{key}» is written twice; the first is in line {line}"),
    "E111": ("error", "a key must be a text on one line"),
    "E112": ("error", "«{key}» has no value: a comma starts a new entry inside {{…}}"),
    "E113": ("error", "a tab cannot indent a line"),
    "E114": ("error", "the quotation mark {mark} is never closed"),
    "E115": ("error", "a colon with a blank after it cannot stand inside this text"),
    "E116": ("error", "«{text}» needs a blank after its colon, or is no key"),
    "E117": ("error", "the indentation of this line fits none above it"),
    "E118": ("error", "nothing may follow a quoted text on its line"),
    "E119": ("error", "a text without quotes cannot begin with {character}"),
    "E120": ("error", "the bracket {bracket} is never closed"),
    "E121": ("error", "«{text}» means nothing inside double quotes"),
    "E122": ("error", "this cannot be read as YAML: {problem}"),
    "E130": ("error", "this must be true or false, not «{text}»"),
    "E132": ("error", "this must be a number such as 12.50, not «{text}»"),
    "E133": ("error", "this must be a day such as 2025-01-31, not «{text}»"),
    "E134": ("error", "«{text}» stands for true or false here, not for a text"),
    "E135": ("error", "«{text}» stands for a day here, not for a text"),
    "E136": ("error", "a value is missing here"),
    "E137": ("error", "this must be {expected}, not {found}"),
    "W140": ("warning", "blanks end this line"),
    "W141": ("warning", "the file does not end with a line break"),
}

_STRUCTURE: dict[str, _Entry] = {
    "E201": ("error", "«{key}» must be {expected}, not {found}"),
    "E202": ("error", "«{key}» means nothing in {owner}"),
    "E203": ("error", "{owner} has no «{key}»"),
    "E204": ("error", "«{text}» cannot stand here: {rule}"),
    "E205": ("error", "{owner} must have exactly one of {keys}"),
    "E206": ("error", "«{key}» cannot be «{text}»: it is one of {choices}"),
    "E207": ("error", "«{key}» must be {bound}, not {text}"),
    "E208": ("error", "«{key}» must have {bound}"),
    "E210": ("error", "the name «{name}» is taken already, at {place}"),
    "E211": ("error", "«{name}» would hide the name of the form at {place}"),
    "E212": ("error", "«{name}» cannot be a name: it is a word of the language"),
    "E213": ("error", "there is no file «{file}»"),
    "E214": ("error", "«{file}» is no {expected}"),
    "E215": ("error", "a file that is included cannot include another"),
    "E216": ("error", "«{name}» is no field of «{file}»"),
    "E217": ("error", "there is no field type «{name}»"),
    "E218": ("error", "«{key}» cannot stand in a computed field"),
    "E219": ("error", "«{key}» cannot stand without «{other}»"),
    "E221": ("error", "a period is made of two dates; «{name}» is none"),
    "E222": ("error", "a {inner} cannot stand in a {outer}"),
    "E223": ("error", "the rule «{name}» has the name of a built-in problem"),
    "E224": ("error", "«{text}» is not written as code@path"),
    "W230": ("warning", "texts without a translation into {language}: {count}"),
    "W231": ("warning", "texts changed since their {language} translation: {count}"),
    "E225": ("error", "this name is used by another form, at {place}"),
    "E226": ("error", "the form has no question «{name}»"),
    "E227": ("error", "there is no PDF template «{name}»"),
}

_EXPRESSIONS: dict[str, _Entry] = {
    "E300": ("error", "this is no expression: {reason}"),
    "E301": ("error", "«{name}» is not a field of this form"),
    "E302": ("error", "«{name}» is no function of the language"),
    "E303": ("error", "the language has no {what}"),
    "E304": ("error", "the expression has {length} characters; {limit} are allowed"),
    "E305": ("error", "«{written}» is another language's spelling"),
    "E306": ("error", "this call is not written as «{usage}»"),
    "E307": ("error", "a number is written with digits and one point only"),
    "E310": ("error", "«{name}» has no part «{part}»"),
    "E311": ("error", "«{name}» is a text of the page and has no value"),
    "E312": ("error", "«{name}» is not one value but several"),
    "E313": ("error", "«{name}» is a whole row: name one of its fields"),
    "E314": ("error", "«{name}» is not a field"),
    "E315": ("error", "«{function}» cannot take {found}"),
    "E316": ("error", "this must be a column or «{usage}»"),
    "E317": ("error", "«{name}» would hide a name of the form"),
    "E318": ("error", "«{name}» is not a list"),
    "E320": ("error", "«{name}» may be empty here: {reason}"),
    "E321": ("error", "«{function}» may have no value to choose from here"),
    "E330": (
        "error",
        "«{name}» is {kind} with {declared}, this has {found}",
    ),
    "E331": ("error", "{left} and {right} cannot be {verb}"),
    "E332": ("error", "these do not go together: {left} and {right}"),
    "E333": ("error", "this must be a condition, not {found}"),
    "E334": ("error", "only numbers can be computed with, not {found}"),
    "E335": ("error", "«{name}» may be 0 here, and nothing can be divided by 0"),
    "E336": ("error", "{left} and {right} cannot be compared with «{operator}»"),
    "E337": ("error", "«{name}» does not hold several choices"),
    "E338": ("error", "this must be {wanted}, not {found}"),
    "E339": ("error", "the step of «round» is a number above 0, such as 0.05"),
    "E340": ("error", "«{key}» is no choice of «{name}»"),
    "E341": ("error", "there is no tariff «{tariff}»"),
    "E342": (
        "error",
        "tariff «{tariff}» has no key «{key}», which «{name}» may be here",
    ),
    "E343": ("error", "tariff «{tariff}» has no key «{key}»"),
    "E344": ("error", "«{key}» cannot be chosen here"),
    "E345": ("error", "«compute» says nothing for {keys}"),
    "E346": ("error", "the keys of tariff «{tariff}» have several units here: {units}"),
    "E347": ("error", "«{name}» is {declared}, this is {found}"),
    "E350": ("error", "a value depends on itself: {chain}"),
    "E351": ("error", "«{name}» can never be shown: its condition contradicts {other}"),
    "E352": ("error", "this looks at up to {steps} rows; {limit} are allowed"),
    "E360": ("error", "«{name}» is nothing that a problem can be reported at"),
    "E361": ("error", "the default «{text}» is no answer of «{name}»"),
    "E362": ("error", "the options of «{name}» contradict each other: {reason}"),
    "E363": ("error", "«{text}» is nothing that the applicant has"),
    "E364": ("error", "«{name}» must be a date of the form"),
    "E365": ("error", "the total «{name}» must be a computed amount of the form"),
    "E366": ("error", "«{name}» must be a date of a row"),
    "E367": ("error", "«{name}» must be a choice"),
    "E368": ("error", "the tariff table's line «{line}» needs a rate of its own"),
    "E369": ("error", "«{name}» is no question, group or list of this form"),
    "E370": ("error", "«{name}» is still a name of this form, and can be no old one"),
    "W370": (
        "warning",
        "the rule «{rule}» can never appear: its condition never holds",
    ),
    "W371": ("warning", "the rule «{rule}» always appears: its condition always holds"),
    "W372": ("warning", "«{key}» of «{name}» always holds"),
    "W373": ("warning", "«{key}» of «{name}» never holds"),
    "W374": ("warning", "«{name}» never takes the part {part}"),
    "W375": ("warning", "«{rule}» and «{other}» refuse every answer between them"),
}

_TARIFFS: dict[str, _Entry] = {
    "E401": ("error", "this row begins on {start}, while the row before runs to {end}"),
    "E402": ("error", "rows ascend by date: {start} does not follow {previous}"),
    "E403": ("error", "{value} has more places than {unit} allows ({places})"),
    "E404": ("error", "«{key}» is no key of the tariff «{tariff}»"),
    "E405": ("error", "this row has no source"),
    "E406": ("error", "the row ends on {end}, before it begins on {start}"),
    "E407": ("error", "«{text}» is no unit"),
    "E408": ("error", "the key «{key}» has no value in any row"),
    "E409": ("error", "the tariff «{tariff}» is defined already, at {place}"),
    "E411": ("error", "«{key}» has rows of its own: its value belongs there"),
    "E412": ("error", "steps ascend: {to} does not follow {previous}"),
    "E413": ("error", "the last step, and only it, has no «to»"),
    "E414": ("error", "the scale «{key}» needs rows with steps of its own"),
    "W410": ("warning", "the rate «{key}» was to be reviewed by {day}"),
    "W411": ("warning", "no form uses the rate «{key}»"),
    "W412": ("warning", "«{key}» has no value from {start} to {end}"),
}

_TEXTS: dict[str, _Entry] = {
    "W601": ("warning", "«{word}» is hard to read, or helps nobody"),
    "W602": ("warning", "this sentence has {count} words; up to {limit} read easily"),
    "W603": ("warning", "this {key} has {length} characters; up to {limit} fit"),
    "W611": ("warning", "the {kind} «{name}» has no «{key}», which is its name"),
    "W612": ("warning", "«{label}» is asked for as any text"),
    "W613": ("warning", "«{name}» has «{option}» and does not say so to who answers"),
    "W614": (
        "warning",
        "«{label}» is the label of another question too, in line {line}",
    ),
}

CATALOGUE: Mapping[str, tuple[Literal["error", "warning"], str]] = MappingProxyType(
    _SOURCE | _STRUCTURE | _EXPRESSIONS | _TARIFFS | _TEXTS
)
"""By code: severity and message, whose `{places}` the finder of the fault fills."""
