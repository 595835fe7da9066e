"""The lessons of the author's guide: for each code a wrong and a right way to write.

A lesson is a `diff` block: the lines with `-` are wrong, those with `+` are right, the
others belong to both. The guide shows the form and the tariff that they stand in, with
a remark at each place.
"""

import re
from dataclasses import dataclass
from pathlib import Path

GUIDE = Path(__file__).parents[1] / "forms" / "README.md"

_LESSON = re.compile(
    r"^#### (?P<code>[EW]\d{3})\n\n(?P<words>.+) \(at `(?P<place>[a-z ]+)`\)\n\n"
    r"```diff\n(?P<lines>(?:.*\n)*?)```$",
    re.MULTILINE,
)
_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
_REPEATED = re.compile(r"⟨(\d+) × «(.*?)»⟩")
_CHARACTER = re.compile(r"⟨U\+([0-9A-F]{4})⟩")
_END_OF_FILE = "⟨end of file⟩"
_PLACE = re.compile(r"^( *)# (?P<place>[a-z]+)$", re.MULTILINE)
_COMPUTE = """\
- field: answer
  type: money
  label: Réponse
  compute: >-
    %s
"""
_CONDITION = """\
checked:
  error_if: >-
    %s
  at: day
  message: Attention.
"""
_SCALE = """\
scale:
  label: Barème
  unit: CHF
  by: km
  values:
    - from: 2025-01-01
      source: Règlement
      %s
"""
_WITHIN = {
    "compute": ("fields", _COMPUTE),
    "condition": ("rules", _CONDITION),
    "scale": ("keys", _SCALE),
}
"""Places that are a single line of something that is always the same."""


@dataclass(frozen=True)
class Lesson:
    """A code, its words, where the lines stand, and the wrong and the right ones."""

    code: str
    words: str
    place: str
    wrong: str
    right: str


def lessons() -> tuple[Lesson, ...]:
    """Read the lessons of the guide, in its order."""
    found = _LESSON.finditer(GUIDE.read_text("utf-8"))
    return tuple(
        Lesson(
            code=each["code"],
            words=each["words"],
            place=each["place"],
            wrong=_side(each["lines"], " -"),
            right=_side(each["lines"], " +"),
        )
        for each in found
    )


def _side(lines: str, marks: str) -> str:
    kept = [line[2:] for line in lines.splitlines() if line[:1] in (*marks, "")]
    text = "".join(f"{line}\n" for line in kept)
    text = _REPEATED.sub(lambda found: int(found[1]) * found[2], text)
    text = _CHARACTER.sub(lambda found: chr(int(found[1], 16)), text)
    return text.partition(_END_OF_FILE)[0]


def files_with(place: str, lines: str) -> dict[str, str]:
    """Give the guide's files, by name, with lines at a place."""
    form, tariff, part = (frame(kind) for kind in ("form", "tariff", "section"))
    if place in _WITHIN:
        place, template = _WITHIN[place]
        lines = template % lines.rstrip("\n")
    files = {
        "lesson.yaml": _put(form, place, lines),
        "tariffs/fees.yaml": _put(tariff, place, lines),
        "shared/part.yaml": part,
    }
    match place:
        case "file":
            files["lesson.yaml"] = lines
        case "part":
            included = "- include: shared/part.yaml\n"
            files["lesson.yaml"] = _put(form, "sections", included)
            files["shared/part.yaml"] = lines
            files["shared/other.yaml"] = part.replace("place", "other_place")
        case "other":
            files["other.yaml"] = lines + form.partition("\n")[2]
        case "other tariff":
            files["tariffs/other.yaml"] = lines + tariff.partition("\n")[2]
        case _:
            pass
    return files


def frame(kind: str) -> str:
    """Give the guide's form, tariff or part that the lines are put into."""
    text = GUIDE.read_text("utf-8").partition("## Diagnostic codes")[2]
    blocks = re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return next(block for block in blocks if block.startswith(f"{kind}:"))


def _put(text: str, place: str, lines: str) -> str:
    """Put lines in the place of its remark, indented as that is."""
    for found in _PLACE.finditer(text):
        if found["place"] == place:
            indented = "".join(
                f"{found[1]}{line}\n" for line in lines.removesuffix("\n").split("\n")
            )
            return text[: found.start()] + indented + text[found.end() + 1 :]
    return text


def _blocks() -> list[str]:
    return _BLOCK.findall(GUIDE.read_text("utf-8"))


def steps() -> list[str]:
    """Give the form that the guide builds, from its first step to its last."""
    return [block for block in _blocks() if block.startswith("form: library")]


def tariffs() -> list[str]:
    """Give the guide's tariffs; the first is the one that its form asks."""
    return [block for block in _blocks() if re.match("tariff: (library|meals)", block)]
