"""The table of settings as a document, for people who run the portal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from webapp.settings.setting import Setting

__all__ = ["document_of"]

_HEAD = """\
# Settings

Made from the table that the portal reads (`flask --app webapp settings`). Each setting
is a variable of the environment; `PORTAL_X_FILE` names a file with the value of
`PORTAL_X`, which is how secrets are best given. Text is written as it is; numbers,
`true`, `false` and lists such as `["a", "b"]` as in JSON. What is marked with * is a
secret. A variable whose name is nearly a setting's is refused at the start.
"""


def document_of(settings: Mapping[str, Iterable[Setting]]) -> str:
    """Give the table in Markdown, a chapter for each group of settings."""
    chapters = [_HEAD]
    for title, group in settings.items():
        rows = "".join(map(_row, group))
        head = "| setting | if nobody sets it | meaning |\n|---|---|---|\n"
        chapters.append(f"## {title}\n\n{head}{rows}")
    return "\n".join(chapters)


def _row(setting: Setting) -> str:
    mark = " *" if setting.is_secret else ""
    unit = f" {setting.unit}" if setting.unit else ""
    default = f"`{_written(setting.default)}`{unit}"
    if setting.if_blank:
        default = setting.if_blank
    elif setting.default in ("", ()):
        default = "–"
    return f"| `{setting.variable}`{mark} | {default} | {setting.meaning} |\n"


def _written(default: object) -> str:
    return default if isinstance(default, str) else json.dumps(default)
