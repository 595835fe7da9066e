"""The messages about requests that were begun and not sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.delivery.composing import link_to, mail_letter
from webapp.delivery.wording import Content, Words

if TYPE_CHECKING:
    from webapp.delivery.letter import Letter
    from webapp.delivery.reader import Reader
    from webapp.delivery.settings import DeliverySettings

__all__ = ["DraftLetters"]


@dataclass(frozen=True, slots=True)
class DraftLetters:
    """Words messages about drafts; see `webapp.delivery.messages.Letters`."""

    settings: DeliverySettings

    def draft_waits(self, to: Reader, form: str, path: str, *, key: str) -> Letter:
        """Remind of a request that was begun and never sent.

        Args:
            to: Its owner.
            form: The form's title, in the owner's language.
            path: Of the draft.
            key: See above.
        """
        gettext = Words(to.language)
        content = Content(
            subject=gettext("Votre demande n'est pas envoyée"),
            title=gettext("Votre demande n'est pas envoyée"),
            paragraphs=(
                gettext("Vous avez commencé une demande: %(form)s.", form=form),
                gettext("C'est un brouillon. Nous ne l'avons pas reçu."),
            ),
            link=link_to(self.settings, gettext("Continuer ma demande"), path),
            after=gettext("Nous vous le rappelons une seule fois."),
        )
        return mail_letter(to, content, key)

    def draft_ends(
        self, to: Reader, form: str, path: str, *, day: str, key: str
    ) -> Letter:
        """Tell that a request which was never sent will be removed.

        Args:
            to: Its owner.
            form: The form's title, in the owner's language.
            path: Of the draft.
            day: When it is removed, as people read it.
            key: See above.
        """
        gettext = Words(to.language)
        title = gettext("Votre brouillon sera supprimé le %(day)s", day=day)
        content = Content(
            subject=title,
            title=title,
            paragraphs=(
                gettext("Vous avez commencé une demande: %(form)s.", form=form),
                gettext("C'est un brouillon. Nous ne l'avons pas reçu."),
                gettext(
                    "Vous ne l'avez plus modifié depuis longtemps. Pour le garder, "
                    "ouvrez-le et enregistrez-le. Sinon, il sera supprimé avec ses "
                    "documents."
                ),
            ),
            link=link_to(self.settings, gettext("Continuer ma demande"), path),
        )
        return mail_letter(to, content, key)
