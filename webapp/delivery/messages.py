"""Every message that the portal sends, in its reader's language.

Messages greet nobody by name and repeat no personal data: whoever reads over a shoulder
or in a wrong mailbox learns that there is a request, and no more. An SMS has nothing
in it that anybody typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.i18n.formats import money
from webapp.delivery.addresses import mobile_number
from webapp.delivery.composing import link_to, mail_letter
from webapp.delivery.draft_letters import DraftLetters
from webapp.delivery.letter import Kind, Letter
from webapp.delivery.wording import Content, Note, Words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from webapp.delivery.reader import Reader, RequestFacts

__all__ = ["Letters"]

_CODE = re.compile(r"\d{3}-\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Letters(DraftLetters):
    """Words messages; `key` names what is announced, see `Letter.key`.

    Each function raises `UnreachableError` where the reader's address is none.
    """

    def access_code(
        self, to: Reader, code: str, *, key: str, expires_at: datetime
    ) -> Letter:
        """Give the SMS with an access code, shown as `359-532`.

        Raises:
            ValueError: It is no such code.
        """
        if _CODE.fullmatch(code) is None:
            message = "an access code has six digits and a dash"
            raise ValueError(message)
        gettext = Words(to.language)
        return Letter(
            key=key,
            kind=Kind.SMS,
            recipient=mobile_number(to.address, regions=self.settings.sms.regions),
            language=to.language,
            text=gettext("Votre code d'accès au Guichet: %(code)s", code=code),
            is_secret=True,
            expires_at=expires_at,
        )

    def email_confirmation(
        self, to: Reader, path: str, *, key: str, expires_at: datetime
    ) -> Letter:
        """Ask the owner of a new address to confirm it, with the link that does."""
        gettext = Words(to.language)
        content = Content(
            subject=gettext("Confirmez votre accès au guichet en ligne"),
            title=gettext("Confirmez votre adresse email"),
            paragraphs=(
                gettext(
                    "Votre adresse email a été indiquée sur le guichet en ligne de "
                    "l'OCAS. Confirmez qu'elle est à vous pour envoyer vos demandes."
                ),
            ),
            link=link_to(self.settings, gettext("Confirmer mon adresse email"), path),
            after=gettext(
                "Ce lien sert une seule fois. Si vous n'avez rien demandé, ne faites "
                "rien: sans confirmation, aucune demande ne peut être envoyée."
            ),
        )
        return mail_letter(to, content, key, secret_until=expires_at)

    def account_exists(self, to: Reader, path: str, *, key: str) -> Letter:
        """Tell an owner that somebody tried to register their address again.

        Args:
            to: The owner.
            path: Of the sign-in page.
            key: See above.
        """
        gettext = Words(to.language)
        content = Content(
            subject=gettext("Vous avez déjà un compte"),
            title=gettext("Vous avez déjà un compte"),
            paragraphs=(
                gettext(
                    "Une inscription a été faite avec des données qui ont déjà un "
                    "compte. Si c'était vous, connectez-vous avec votre mot de passe."
                ),
                gettext(
                    "Si vous l'avez oublié, choisissez «Mot de passe oublié?» sur la "
                    "page de connexion."
                ),
            ),
            link=link_to(self.settings, gettext("Se connecter"), path),
            after=gettext(
                "Si ce n'était pas vous, ne faites rien: votre compte n'a pas changé."
            ),
        )
        return mail_letter(to, content, key)

    def password_reset(
        self, to: Reader, path: str, *, key: str, expires_at: datetime
    ) -> Letter:
        """Send the link that leads to a new password."""
        gettext = Words(to.language)
        content = Content(
            subject=gettext("Votre nouveau mot de passe"),
            title=gettext("Choisissez un nouveau mot de passe"),
            paragraphs=(
                gettext(
                    "Un nouveau mot de passe a été demandé pour votre compte. Vous "
                    "aurez aussi besoin de votre code d'accès."
                ),
            ),
            link=link_to(
                self.settings, gettext("Choisir un nouveau mot de passe"), path
            ),
            after=gettext(
                "Ce lien sert une seule fois, pendant une heure. Si vous n'avez rien "
                "demandé, ne faites rien: votre mot de passe reste le même."
            ),
        )
        return mail_letter(to, content, key, secret_until=expires_at)

    def password_changed(self, to: Reader, *, key: str) -> Letter:
        """Tell that the password is another one now."""
        gettext = Words(to.language)
        title = gettext("Votre mot de passe a été changé")
        return self._notice(to, title, key)

    def email_changed(self, to: Reader, *, key: str) -> Letter:
        """Tell the old address that the account has a new one."""
        gettext = Words(to.language)
        title = gettext("Votre adresse email a été changée")
        return self._notice(to, title, key)

    def phone_changed(self, to: Reader, *, key: str) -> Letter:
        """Tell that access codes go to another number now."""
        gettext = Words(to.language)
        title = gettext("Votre numéro de téléphone a été changé")
        return self._notice(to, title, key)

    def iban_changed(self, to: Reader, *, key: str) -> Letter:
        """Tell that later payments go to another account."""
        gettext = Words(to.language)
        title = gettext("Votre IBAN a été changé")
        return self._notice(to, title, key)

    def iban_changed_sms(self, to: Reader, *, key: str) -> Letter:
        """Tell the same by SMS: who reads the e-mails of another does not hide it.

        Args:
            to: The number that is confirmed.
            key: See above.
        """
        gettext = Words(to.language)
        return Letter(
            key=key,
            kind=Kind.SMS,
            recipient=mobile_number(to.address, regions=self.settings.sms.regions),
            language=to.language,
            text=gettext(
                "OCAS Guichet: votre IBAN a été changé. Ce n'était pas vous? Appelez "
                "le +41 22 327 27 27."
            ),
        )

    def authenticator_changed(self, to: Reader, *, key: str) -> Letter:
        """Tell that an authenticator app was set up, or removed."""
        gettext = Words(to.language)
        title = gettext("Votre application d'authentification a été changée")
        return self._notice(to, title, key)

    def welcome(
        self, to: Reader, path: str, *, key: str, expires_at: datetime
    ) -> Letter:
        """Send a member of the staff the link of their first sign-in."""
        gettext = Words(to.language)
        content = Content(
            subject=gettext("Votre accès au guichet en ligne"),
            title=gettext("Ouvrez votre accès au guichet en ligne"),
            paragraphs=(
                gettext(
                    "Un compte de collaborateur vous attend. Vous choisirez un mot de "
                    "passe et relierez une application d'authentification."
                ),
            ),
            link=link_to(self.settings, gettext("Ouvrir mon accès"), path),
            after=gettext("Ce lien sert une seule fois, pendant trois jours."),
        )
        return mail_letter(to, content, key, secret_until=expires_at)

    def request_received(
        self, to: Reader, request: RequestFacts, *, key: str
    ) -> Letter:
        """Confirm that a request is stored, with its reference and total."""
        gettext = Words(to.language)
        content = Content(
            subject=gettext(
                "Votre demande %(reference)s est envoyée", reference=request.reference
            ),
            title=gettext("Votre demande est envoyée"),
            paragraphs=(
                gettext("Nous avons reçu votre demande et nous allons l'examiner."),
                *self._facts(gettext, request),
            ),
            link=link_to(self.settings, gettext("Voir ma demande"), request.path),
            after=gettext("Vous recevrez un email à chaque étape."),
        )
        return mail_letter(to, content, key)

    def correction_requested(
        self, to: Reader, request: RequestFacts, notes: Iterable[Note], *, key: str
    ) -> Letter:
        """Ask for a correction: what about, and the link straight to it."""
        gettext = Words(to.language)
        content = Content(
            subject=gettext(
                "Votre demande %(reference)s: à corriger", reference=request.reference
            ),
            title=gettext("Votre demande est à corriger"),
            paragraphs=(
                gettext(
                    "Nous avons examiné votre demande. Pour la payer, il nous faut "
                    "encore ceci:"
                ),
                *self._facts(gettext, request),
            ),
            notes=tuple(notes),
            link=link_to(self.settings, gettext("Corriger ma demande"), request.path),
            after=gettext(
                "Connectez-vous: la demande s'ouvre aux champs à corriger, le reste "
                "est gardé."
            ),
        )
        return mail_letter(to, content, key)

    def accepted(self, to: Reader, request: RequestFacts, *, key: str) -> Letter:
        """Tell that a request is accepted."""
        gettext = Words(to.language)
        content = Content(
            subject=gettext(
                "Votre demande %(reference)s est acceptée", reference=request.reference
            ),
            title=gettext("Votre demande est acceptée"),
            paragraphs=(
                gettext("Nous avons accepté votre demande. Elle sera payée."),
                *self._facts(gettext, request),
            ),
            link=link_to(self.settings, gettext("Voir ma demande"), request.path),
        )
        return mail_letter(to, content, key)

    def refused(
        self, to: Reader, request: RequestFacts, reason: str, *, key: str
    ) -> Letter:
        """Tell that a request is refused, and why."""
        gettext = Words(to.language)
        content = Content(
            subject=gettext(
                "Votre demande %(reference)s est refusée", reference=request.reference
            ),
            title=gettext("Votre demande est refusée"),
            paragraphs=(
                gettext("Nous avons examiné votre demande et nous l'avons refusée."),
                *self._facts(gettext, request),
            ),
            notes=(Note(gettext("Motif"), reason),),
            link=link_to(self.settings, gettext("Voir ma demande"), request.path),
            after=gettext("Vous avez une question? Appelez-nous."),
        )
        return mail_letter(to, content, key)

    def transmitted(self, to: Reader, request: RequestFacts, *, key: str) -> Letter:
        """Tell that the payment of a request has been ordered."""
        gettext = Words(to.language)
        content = Content(
            subject=gettext(
                "Votre demande %(reference)s est transmise pour paiement",
                reference=request.reference,
            ),
            title=gettext("Votre demande est transmise pour paiement"),
            paragraphs=(
                gettext("Le paiement de votre demande est ordonné."),
                *self._facts(gettext, request),
            ),
            link=link_to(self.settings, gettext("Voir ma demande"), request.path),
        )
        return mail_letter(to, content, key)

    def _notice(self, to: Reader, title: str, key: str) -> Letter:
        gettext = Words(to.language)
        content = Content(
            subject=title,
            title=title,
            paragraphs=(
                gettext("Ce changement a été fait sur le guichet en ligne de l'OCAS."),
                gettext(
                    "Si ce n'était pas vous, appelez-nous tout de suite au "
                    "+41 22 327 27 27."
                ),
            ),
        )
        return mail_letter(to, content, key)

    def _facts(self, gettext: Words, request: RequestFacts) -> tuple[str, ...]:
        """Give the lines that tell one request from another."""
        reference = gettext(
            "Référence: %(reference)s (%(form)s)",
            reference=request.reference,
            form=request.form_title,
        )
        if request.total is None:
            return (reference,)
        return (
            reference,
            gettext("Total: CHF %(total)s", total=money(request.total)),
        )
