"""Settings from the environment: `PORTAL_X`, or `PORTAL_X_FILE` that names a file.

A secret in a file is seen by whoever may read the file, where variables are seen in
listings of processes and in containers' descriptions. A variable that is nearly a
setting is refused, since it is a slip whose setting would silently keep its default;
others that begin alike are logged (Kubernetes makes such ones for a service that is
called «portal»).
"""

from __future__ import annotations

import difflib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from webapp.settings.setting import PREFIX, Setting, SettingError, read_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["read_environment"]

_FILE = "_FILE"
_A_SLIP = 0.8
"""How alike a name is to a setting's when somebody must have meant that one."""
_log = logging.getLogger(__name__)


def read_environment(
    settings: Iterable[Setting], environment: Mapping[str, str]
) -> Mapping[str, object]:
    """Give what an environment sets, by name without the prefix.

    Raises:
        SettingError: A value is of the wrong kind, a file cannot be read, a setting
            is there twice, or a variable is nearly one.
    """
    by_variable = {each.variable: each for each in settings}
    given: dict[str, object] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        setting = by_variable.get(variable)
        if setting is None:
            setting = by_variable.get(variable.removesuffix(_FILE))
            if setting is None:
                _complain(variable, by_variable)
                continue
            if setting.variable in environment:
                raise SettingError(f"{setting.variable} and {variable} are both set.")
            text = _content(variable, text)  # noqa: PLW2901 - the file stands for it
        given[setting.name] = read_as(setting, text)
    return given


def _content(variable: str, path: str) -> str:
    """Give a file's text without the newline that editors end it with."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        message = f"{variable}: {path} cannot be read ({error.strerror})."
        raise SettingError(message) from error
    except UnicodeDecodeError as error:
        raise SettingError(f"{variable}: {path} is not text in UTF-8.") from error
    return text.removesuffix("\n").removesuffix("\r")


def _complain(variable: str, known: Iterable[str]) -> None:
    near = difflib.get_close_matches(
        variable.removeprefix(PREFIX).removesuffix(_FILE),
        [name.removeprefix(PREFIX) for name in known],
        n=1,
        cutoff=_A_SLIP,
    )
    if near:
        meant = f"{PREFIX}{near[0]}"
        raise SettingError(f"{variable} is no setting; did you mean {meant}?")
    _log.warning("%s is no setting of the portal", variable)
