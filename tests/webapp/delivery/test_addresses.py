"""Addresses that messages may go to, and those that they may not."""

import pytest

from webapp.delivery.addresses import UnreachableError, mail_address, mobile_number

REGIONS = ("CH", "FR")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("camille@example.org", "camille@example.org"),
        ("Camille@EXAMPLE.org", "Camille@example.org"),
        ("camille@exämple.ch", "camille@xn--exmple-cua.ch"),
        ("cámille@example.org", "cámille@example.org"),
    ],
)
def test_a_domain_is_written_in_ascii(typed: str, expected: str) -> None:
    """D02: so that a look-alike shows."""
    assert mail_address(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "a@b.ch, c@d.ch", "a@b.ch\nBcc: c@d.ch", "A <a@b.ch>", "a@b", "a b@c.ch"],
)
def test_anything_but_one_address_is_refused(typed: str) -> None:
    with pytest.raises(UnreachableError, match=r"^not one e-mail address$"):
        mail_address(typed)


@pytest.mark.parametrize("typed", ["+41791234567", "+41 79 123 45 67", "0041791234567"])
def test_a_mobile_number_is_written_in_e164(typed: str) -> None:
    if typed.startswith("00"):
        with pytest.raises(UnreachableError):
            mobile_number(typed, regions=REGIONS)
    else:
        assert mobile_number(typed, regions=REGIONS) == "+41791234567"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "not a telephone number"),
        ("079 123 45 67", "not a telephone number"),
        ("+41 79 123", "not a telephone number"),
        ("+41 22 327 27 27", "not a mobile number"),
        ("+41 900 105 105", "not a mobile number"),
        ("+44 7400 123456", "a number of a country that no SMS is sent to"),
        ("+881 612345678", "a number of a country that no SMS is sent to"),
    ],
)
def test_no_sms_goes_where_it_costs_or_cannot_be_read(typed: str, why: str) -> None:
    """D03: premium, fixed and far numbers are refused."""
    with pytest.raises(UnreachableError, match=f"^{why}$"):
        mobile_number(typed, regions=REGIONS)
