from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from wtforms import Field, Form

class FlaskForm(Form):
    # The same arguments as wtforms.Form, but the data of the request by default.
    def __init__(
        self,
        formdata: Any = ...,
        obj: object = ...,
        prefix: str = ...,
        data: Mapping[str, object] | None = ...,
        meta: Mapping[str, object] | None = ...,
        **kwargs: object,
    ) -> None: ...
    def is_submitted(self) -> bool: ...
    def validate_on_submit(
        self, extra_validators: Mapping[str, Sequence[Any]] | None = ...
    ) -> bool: ...
    def hidden_tag(self, *fields: Field | str) -> Markup: ...
