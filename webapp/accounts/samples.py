"""Sample accounts of development: a beneficiary and a clerk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webapp.accounts.directory import NewAccount, Role, create_account, find_account
from webapp.configuration import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.portal import Portal

__all__ = ["SAMPLES", "Sample", "create_samples"]


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


def create_samples(portal: Portal) -> None:
    """Make the sample accounts that are not there yet.

    Raises:
        ConfigurationError: The portal is not in development.
    """
    if not portal.settings.is_development:
        message = "Sample accounts are for development."
        raise ConfigurationError(message)
    for sample in SAMPLES:
        with portal.database.writing() as session:
            if find_account(session, sample.email) is not None:
                continue
            new = NewAccount(
                email=sample.email,
                password_hash=portal.passwords.hash(sample.password),
                role=sample.role,
                applicant=sample.applicant,
            )
            create_account(session, new, at=portal.now())
