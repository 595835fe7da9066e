"""Sample accounts of development: a beneficiary and a clerk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webapp.accounts.authenticators import app_secret, new_nonce, set_app_up
from webapp.accounts.directory import (
    NewAccount,
    Role,
    claim_address,
    create_account,
    find_account,
)
from webapp.accounts.tables import Authenticator
from webapp.configuration import ConfigurationError
from webapp.portal import portal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.portal import Portal

__all__ = ["SAMPLES", "Sample", "create_samples", "sample_secret"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample account with the password that opens it."""

    role: Role
    email: str
    password: str
    applicant: Mapping[str, Any]


SAMPLES = (
    Sample(
        role=Role.BENEFICIARY,
        email="camille.exemple@example.org",
        password="trois-pommes-et-un-train",  # noqa: S106 - development only
        applicant={
            "email": "camille.exemple@example.org",
            "mobile": "+41791234567",
            "avs_number": "756.1234.5678.97",
            "salutation": "mrs",
            "last_name": "Exemple",
            "first_name": "Camille",
            "street": "Rue des Exemples 1",
            "postcode": "1201",
            "city": "Genève",
            "country": "CH",
            "birth_date": "1984-03-12",
            "iban": "CH9300762011623852957",
            "represented": False,
        },
    ),
    Sample(
        role=Role.CLERK,
        email="dominique.bureau@example.org",
        password="quatre-dossiers-au-bureau",  # noqa: S106 - development only
        applicant={},
    ),
)


def create_samples(services: Portal) -> None:
    """Make the sample accounts that are not there yet.

    Raises:
        ConfigurationError: The portal is not in development.
    """
    if not services.settings.is_development:
        message = "Sample accounts are for development."
        raise ConfigurationError(message)
    for sample in SAMPLES:
        with services.database.writing() as session:
            if claim_address(session, sample.email) is not None:
                continue
            new = NewAccount(
                email=sample.email,
                password_hash=services.passwords.hash(sample.password),
                role=sample.role,
                applicant=sample.applicant,
                is_confirmed=True,
            )
            account = create_account(session, new, at=services.now())
            if sample.role is not Role.BENEFICIARY:
                nonce = new_nonce()
                set_app_up(session, account.id, nonce, timecode=0, at=services.now())


def sample_secret(email: str) -> str:
    """Give the base32 secret of a sample's authenticator app; blank without one."""
    with portal().database.reading() as session:
        account = find_account(session, email)
        app = session.get(Authenticator, account.id) if account else None
    return app_secret(app.account_id, app.nonce) if app else ""
