"""Fields that no page has, fields that come twice, and far too many of them."""

from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import CAMILLE, PASSWORD, PortalForTests
from webapp.accounts.tables import Account, LoginSession

FORM = "/formulaires/318.632.1"
NEW = "pierre.dupont@example.org"
FORGED = {
    "role": "clerk",
    "id": "A" * 22,
    "created_at": "2000-01-01",
    "email_confirmed_at": "2000-01-01",
    "mobile_confirmed_at": "2000-01-01",
    "iban_verified": "true",
    "password_hash": "x",
    "account_id": "x",
}


def _accounts(portal: PortalForTests) -> list[Account]:
    with portal.services.database.reading() as session:
        return list(session.scalars(select(Account)))


def _registration(browser: PlainBrowser) -> tuple[str, MultiDict[str, Any]]:
    person = {key: str(value) for key, value in CAMILLE.items() if value is not False}
    browser.get("/inscription").fill_all(
        {**person, "email": NEW, "mobile": "079 123 45 67", "birth_date": "12.03.1984"}
    )
    browser.fill(password=PASSWORD, password2=PASSWORD, confirmed="true")
    address, data = browser.pressed("S'inscrire")
    return address, MultiDict(data)


def test_nobody_registers_with_a_role(portal: PortalForTests) -> None:
    """B05: what registration does not ask for is not taken."""
    browser = portal.browser()
    address, data = _registration(browser)

    browser.client.post(address, data={**data.to_dict(), **FORGED})

    [account] = _accounts(portal)
    assert (account.role, account.email_confirmed_at, account.mobile_confirmed_at) == (
        "beneficiary",
        None,
        None,
    )
    assert account.created_at == portal.clock()
    assert account.password_hash.startswith("$argon2id$")
    assert set(account.applicant) == set(CAMILLE)


def test_nobody_changes_more_of_an_account_than_is_asked(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """B05: neither role nor dates nor another person's account."""
    [before] = _accounts(portal)
    camille.get("/informations-personnelles/modifier").fill(street="Rue du Lac 2")
    address, data = camille.pressed("Enregistrer")

    camille.client.post(address, data={**data.to_dict(), **FORGED})

    [after] = _accounts(portal)
    assert after.applicant == {**before.applicant, "street": "Rue du Lac 2"}
    for name in ("id", "role", "password_hash", "created_at", "email_confirmed_at"):
        assert getattr(after, name) == getattr(before, name)


def test_of_a_field_sent_twice_the_first_counts(portal: PortalForTests) -> None:
    """B06: in plain pages; an address's query is no field, nor is `email[]`."""
    portal.account()
    browser = portal.browser().get("/connexion")
    browser.fill(email="camille.exemple@example.org", password=PASSWORD)
    address, data = browser.pressed("Se connecter")
    doubled: MultiDict[str, Any] = MultiDict(data)
    for name, value in (("email", "b@example.org"), ("password", "x")):
        doubled.add(name, value)
        doubled.add(f"{name}[]", value)
        doubled.add(f"{name}.0", value)

    answer = browser.client.post(f"{address}?email=c@example.org", data=doubled)

    assert answer.location == "/code"
    without = {k: v for k, v in data.items() if k != "email"}
    query = f"{address}?email=camille.exemple@example.org"
    token = browser.get("/connexion").value("csrf_token")
    answer = browser.client.post(query, data={**without, "csrf_token": token})
    assert answer.status_code == 422
    with portal.services.database.reading() as session:
        assert session.scalars(select(LoginSession)).all() == []


def test_of_an_answer_sent_twice_the_first_counts(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """B06: on the page of a form too; names with brackets or dots are none of it."""
    camille.get(FORM).fill_all({"decision_number": "320/2022/1"})
    address, data = camille.pressed("Enregistrer")
    doubled: MultiDict[str, Any] = MultiDict(data)
    for name in ("decision_number", "decision_number[]", "decision_number.x"):
        doubled.add(name, "2")

    camille.client.post(address, data=doubled)

    [draft] = portal.requests()
    assert draft.answers["decision_number"] == "320/2022/1"
    assert not [key for key in draft.answers if key.startswith("decision_number")][1:]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({f"trips-{number}-start": "1" for number in range(10_000)}, 413),
        ({f"trips-{number}-start": "1" for number in range(1, 2000)}, 303),
        ({"trips-" + "0-trips-" * 2000 + "start": "1"}, 303),
        ({"meals." * 5000 + "days": "1"}, 303),
        ({"trips-99999999999999999999-start": "1"}, 303),
        ({"trips--1-start": "1"}, 303),
        ({"decision_number": "1" * 1_000_000}, 303),
    ],
    ids=["10000 rows", "2000 rows", "deep", "dotted", "far", "negative", "1 MB"],
)
def test_forms_without_measure_are_bounded(
    portal: PortalForTests,
    camille: PlainBrowser,
    fields: dict[str, str],
    status: int,
) -> None:
    """F05: refused, or taken as far as the page goes; never a fault of ours."""
    camille.get(FORM)
    address, data = camille.pressed("Enregistrer")

    answer = camille.client.post(address, data={**data.to_dict(), **fields})

    assert answer.status_code == status
    for draft in portal.requests():
        # One row more than may be: so the page can say that there are too many.
        assert len(draft.answers.get("trips", [])) <= 201
        assert camille.get(f"/demandes/{draft.id}").status == 200
