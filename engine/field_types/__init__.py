"""The field types: one module each, exporting one `FIELD_TYPE`.

See `engine.field_type`. Modules that begin with `_` are what several types share.
"""
