"""The types `iban`, `ahv_number`, `phone`, `email`, `postcode`: what they say."""

import pytest

from tests.engine.field_types.refusals import bound, refusal

MISTYPED_IBAN = (
    "invalid",
    (
        "Comparez l'IBAN avec votre carte ou votre relevé de compte: un caractère "
        "semble mal recopié."
    ),
)
MISTYPED_AHV = (
    "invalid",
    (
        "Comparez le numéro AVS avec votre carte d'assurance-maladie: un chiffre "
        "semble mal recopié."
    ),
)


@pytest.mark.parametrize("raw", ["756.1234.5678.90", "7568888432109"])
def test_a_mistyped_ahv_number_is_told_from_another(raw):
    """The office's own sample number has a wrong check digit (EAN-13)."""
    assert refusal("ahv_number", raw) == MISTYPED_AHV


@pytest.mark.parametrize(
    "raw",
    [
        "CH30 1234 5678 9012 3456 M",
        "CH30 0024 0240 1234 5678 M",
        "CH93 0076 2011 6238 5295 8",
        "FR14 2004 1010 0505 0001 3M02 60X",
    ],
)
def test_a_mistyped_iban_is_told_from_another(raw):
    """The office's own sample accounts have wrong check digits (ISO 7064)."""
    assert refusal("iban", raw) == MISTYPED_IBAN


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        (
            "ahv_number",
            "756.1234.5678",
            "Indiquez les 13 chiffres du numéro AVS, comme 756.1234.5678.97.",
        ),
        (
            "ahv_number",
            "755.1234.5678.97",
            (
                "Indiquez le numéro qui commence par 756 sur votre carte "
                "d'assurance-maladie."
            ),
        ),
        (
            "iban",
            "CH93 0076 2011 6238 5295",
            "Indiquez les 21 caractères de l'IBAN; il y en a 20.",
        ),
        ("iban", "01-2345-6", "Indiquez un IBAN comme CH93 0076 2011 6238 5295 7."),
        (
            "iban",
            "ZZ93 0076 2011 6238 5295 7",
            "Indiquez un IBAN comme CH93 0076 2011 6238 5295 7.",
        ),
        (
            "phone",
            "079",
            "Indiquez un numéro de téléphone comme 079 123 45 67 ou +33 6 12 34 56 78.",
        ),
        ("email", "nom", "Indiquez une adresse e-mail comme nom@exemple.ch."),
        ("postcode", "Genève", "Indiquez un numéro postal comme 1201."),
        ("country", "Suisse", "Choisissez un pays de la liste."),
    ],
)
def test_a_refusal_says_what_to_type(name, raw, message):
    assert refusal(name, raw) == ("invalid", message)


@pytest.mark.parametrize(
    "raw",
    ["CH44 3000 0123 0008 8901 2", "CH44 3199 9123 0008 8901 2"],
)
def test_a_qr_iban_takes_no_reimbursement(raw):
    """Bank parts 30000 to 31999 want a QR reference with each payment."""
    digits = raw.replace(" ", "")[4:]
    check = 98 - int(f"{digits}121700") % 97

    assert refusal("iban", f"CH{check:02d}{digits}") == (
        "invalid",
        (
            "Indiquez l'IBAN ordinaire de votre compte: ce numéro est un QR-IBAN, "
            "qui ne peut pas recevoir de remboursement."
        ),
    )


@pytest.mark.parametrize("bank", ["29999", "32000"])
def test_a_bank_beside_the_qr_range_is_an_ordinary_one(bank):
    digits = f"{bank}000000000001"
    check = 98 - int(f"{digits}121700") % 97

    assert refusal("iban", f"CH{check:02d}{digits}")[0] == "accepted"


def test_numbers_are_shown_grouped_as_people_read_them():
    assert bound("iban").text("CH9300762011623852957") == "CH93 0076 2011 6238 5295 7"
    assert bound("phone").text("+41791234567") == "+41 79 123 45 67"
    assert bound("ahv_number").text("756.1234.5678.97") == "756.1234.5678.97"


@pytest.mark.parametrize(
    ("name", "token"),
    [
        ("email", "email"),
        ("phone", "tel"),
        ("postcode", "postal-code"),
        ("country", "country"),
    ],
)
def test_a_browser_may_fill_what_it_knows(name, token):
    """WCAG 2.2, 1.3.5: the purpose of an input can be determined."""
    assert bound(name).control.autocomplete == token


def test_switzerland_is_the_first_country():
    """The others follow as a French dictionary sorts them, accents aside."""
    choices = bound("country").control.choices

    assert [choice.label for choice in choices[:4]] == [
        "Suisse",
        "Afghanistan",
        "Afrique du Sud",
        "Albanie",
    ]
    assert (choices[0].key, choices[0].context) == ("CH", "territory:CH")
