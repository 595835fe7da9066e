"""Addresses that messages may go to.

Whoever takes an address from a person asks here first, so that nothing is accepted
which could not be written to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat, PhoneNumberType

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["UnreachableError", "mail_address", "mobile_number"]

# Premium, shared-cost and satellite numbers would let strangers spend our money.
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


class UnreachableError(ValueError):
    """No message may go to this address; the text does not repeat it."""


def mail_address(text: str) -> str:
    """Give one e-mail address as servers want it, its domain in ASCII.

    Raises:
        UnreachableError: It is none, or several, or holds a line break.
    """
    try:
        valid = validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        message = "not one e-mail address"
        raise UnreachableError(message) from error
    return f"{valid.ascii_local_part or valid.local_part}@{valid.ascii_domain}"


def mobile_number(text: str, *, regions: Collection[str]) -> str:
    """Give a mobile number in E.164: +41791234567.

    Args:
        text: With its country code: `+41 79 123 45 67`.
        regions: ISO 3166 codes of the countries that SMS may go to.

    Raises:
        UnreachableError: It is no mobile number, or of another country.
    """
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        message = "not a telephone number"
        raise UnreachableError(message) from error
    if not phonenumbers.is_valid_number(number):
        message = "not a telephone number"
        raise UnreachableError(message)
    if phonenumbers.number_type(number) not in _MOBILE:
        message = "not a mobile number"
        raise UnreachableError(message)
    if phonenumbers.region_code_for_number(number) not in regions:
        message = "a number of a country that no SMS is sent to"
        raise UnreachableError(message)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
