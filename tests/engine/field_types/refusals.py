"""Asking a field type why it refuses an answer."""

from engine.field_type import Rejection, discover


def bound(name, **options):
    """Give the codec of a type."""
    return discover()[name].bind(options)


def refusal(name, raw, **options):
    """Give code and words of a refusal, its places filled."""
    try:
        value = bound(name, **options).read(raw)
    except Rejection as rejection:
        return rejection.code, rejection.message.format(**rejection.params)
    return "accepted", value
