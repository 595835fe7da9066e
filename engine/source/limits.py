"""How large and how deep an author's file may be."""

__all__ = ["DEEPEST", "LARGEST_BYTES"]

LARGEST_BYTES = 1_000_000
DEEPEST = 40
