"""What the engine uses of fontTools, which ships no types."""

from typing import Any, BinaryIO

class TTFont:
    def __init__(
        self,
        file: BinaryIO | str,
        *,
        lazy: bool = ...,
        recalcTimestamp: bool = ...,  # noqa: N803 - fontTools names it so
    ) -> None: ...
    def __getitem__(self, tag: str) -> Any: ...
    def __delitem__(self, tag: str) -> None: ...
    def __contains__(self, tag: str) -> bool: ...
    def getBestCmap(self) -> dict[int, str]: ...  # noqa: N802 - as above
    def getReverseGlyphMap(self) -> dict[str, int]: ...  # noqa: N802 - as above
    def save(self, file: BinaryIO | str) -> None: ...
