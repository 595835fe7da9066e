"""What the engine uses of fontTools, which ships no types."""

from collections.abc import Iterable

from fontTools.ttLib import TTFont

class Options:
    drop_tables: list[str]
    def __init__(
        self,
        *,
        notdef_outline: bool = ...,
        hinting: bool = ...,
        layout_features: list[str] = ...,
    ) -> None: ...

class Subsetter:
    def __init__(self, options: Options) -> None: ...
    def populate(self, *, glyphs: Iterable[str]) -> None: ...
    def subset(self, font: TTFont) -> None: ...
