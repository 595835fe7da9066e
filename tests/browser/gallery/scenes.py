"""Every page in every state: who looks, where it is, and what leads to its state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.browser.gallery.exhibits import Reader
from tests.browser.pages import FORMS

__all__ = ["SCENES", "Scene"]

_OPEN_ALL = "document.querySelectorAll('details').forEach((each) => each.open = true)"
_SESSION_ENDS = """
  const dialog = document.querySelector("dialog[data-session]");
  dialog.querySelector("[data-words]").textContent = dialog.dataset.ended;
  dialog.showModal();
"""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A page in a state.

    `path` is an address or, in braces, the name of an exhibit. Controls are filled by
    their names, then the button of a CSS selector is pressed, then a script is run.
    """

    name: str
    reader: Reader
    path: str
    fill: Mapping[str, str] = field(default_factory=dict)
    press: str = ""
    script: str = ""
    status: int = 200
    language: str = ""
    """Of the page, where it is not the one that its reader has chosen."""
    leads_to: str = ""
    """What the button brings forth, where it leads to no other page."""


def _of_nobody() -> Iterator[Scene]:
    nobody = Reader.NOBODY
    entry, submit = "/connexion", "main form button.btn"
    yield Scene(name="entry", reader=nobody, path=entry)
    yield Scene(
        name="entry, empty", reader=nobody, path=entry, press=submit, status=422
    )
    typed = {"email": "camille.exemple@example.org", "password": "wrong"}
    yield Scene(
        name="entry, wrong",
        reader=nobody,
        path=entry,
        fill=typed,
        press=submit,
        status=422,
    )
    yield Scene(name="registration", reader=nobody, path="/inscription")
    send = "#registration button.btn"
    yield Scene(
        name="registration, empty",
        reader=nobody,
        path="/inscription",
        press=send,
        status=422,
    )
    typed = {
        "email": "pierre@example.org",
        "mobile": "079 123 45 67",
        "last_name": "Dupont",
        "city": "Genève",
        "birth_date": "31.02.1972",
    }
    yield Scene(
        name="registration, filled",
        reader=nobody,
        path="/inscription",
        fill=typed,
        press=send,
        status=422,
    )
    yield Scene(name="forgotten", reader=nobody, path="/mot-de-passe-oublie")
    yield Scene(
        name="forgotten, empty",
        reader=nobody,
        path="/mot-de-passe-oublie",
        press=submit,
        status=422,
    )
    yield Scene(
        name="forgotten, sent",
        reader=nobody,
        path="/mot-de-passe-oublie",
        fill={"email": "nobody@example.org"},
        press=submit,
    )
    verifying = "/verifier"
    yield Scene(name="verification", reader=nobody, path=verifying)
    yield Scene(
        name="verification, empty",
        reader=nobody,
        path=verifying,
        press=submit,
        status=422,
    )
    yield Scene(
        name="verification, unknown",
        reader=nobody,
        path=verifying,
        fill={"reference": "7KX4-9QMT", "hash": "0" * 64},
        press=submit,
    )
    for name, title in (("reset", "new password"), ("welcome", "first sign-in")):
        yield Scene(name=title, reader=nobody, path=f"{{{name}}}")
        yield Scene(
            name=f"{title}, short",
            reader=nobody,
            path=f"{{{name}}}",
            fill={"password": "short"},
            press=submit,
            status=422,
        )
    yield Scene(name="confirm an address", reader=nobody, path="{confirm}")
    yield Scene(name="useless link", reader=nobody, path="/confirmation/x", status=410)


def _of_errors() -> Iterator[Scene]:
    nobody = Reader.NOBODY
    yield Scene(name="error 403", reader=Reader.CAMILLE, path="/office/", status=403)
    yield Scene(name="error 404", reader=nobody, path="/nowhere", status=404)
    yield Scene(name="error 405", reader=nobody, path="/code/nouveau", status=405)
    yield Scene(
        name="error 413",
        reader=nobody,
        path="/connexion",
        fill={"email": "a" * 300_000},
        press="main form button.btn",
        status=413,
    )
    yield Scene(name="error 500", reader=nobody, path="/fault", status=500)


def _of_codes() -> Iterator[Scene]:
    for reader in (Reader.AWAITING_SMS, Reader.HAS_APP):
        kind = "SMS" if reader is Reader.AWAITING_SMS else "app"
        yield Scene(name=f"code by {kind}", reader=reader, path="/code")
        yield Scene(
            name=f"code by {kind}, wrong",
            reader=reader,
            path="/code",
            fill={"code": "0"},
            press="main form button.btn",
            status=422,
        )
    yield Scene(
        name="code asked again too soon",
        reader=Reader.AWAITING_SMS,
        path="/code",
        press="main aside form button",
        status=429,
    )


def _of_accounts() -> Iterator[Scene]:
    camille, profile = Reader.CAMILLE, "/informations-personnelles"
    yield Scene(name="home, empty", reader=Reader.NEW, path="/")
    yield Scene(name="home, unconfirmed", reader=Reader.UNCONFIRMED, path="/")
    yield Scene(name="home", reader=camille, path="/")
    yield Scene(name="home, menu", reader=camille, path="/", script=_OPEN_ALL)
    yield Scene(name="session ends", reader=camille, path="/", script=_SESSION_ENDS)
    yield Scene(name="profile", reader=camille, path=profile)
    yield Scene(
        name="profile, password refused",
        reader=camille,
        path=profile,
        fill={"password": "short"},
        press="#motdepasse button",
        status=422,
    )
    yield Scene(name="profile of a clerk", reader=Reader.CLERK, path=profile)
    edit, save = f"{profile}/modifier", "#person button.btn"
    yield Scene(name="profile, edited", reader=camille, path=edit)
    wrong = {"email": "", "last_name": "", "avs_number": "1", "iban": "1"}
    yield Scene(
        name="profile, wrong",
        reader=camille,
        path=edit,
        fill=wrong,
        press=save,
        status=422,
    )
    yield Scene(name="own data", reader=camille, path=f"{profile}/mes-donnees")
    app = f"{profile}/application"
    yield Scene(name="authenticator", reader=camille, path=app)
    yield Scene(
        name="authenticator, wrong",
        reader=camille,
        path=app,
        fill={"code": "1"},
        press="main form button.btn",
        status=422,
    )


def _of_forms() -> Iterator[Scene]:
    camille = Reader.CAMILLE
    for form in FORMS:
        blank, filled = f"{{blank {form}}}", f"{{filled {form}}}"
        yield Scene(name=f"{form}, new", reader=camille, path=f"/formulaires/{form}")
        yield Scene(
            name=f"{form}, errors", reader=camille, path=f"{blank}?voir=erreurs"
        )
        yield Scene(
            name=f"{form}, filled", reader=camille, path=filled, script=_OPEN_ALL
        )
        yield Scene(
            name=f"{form}, checked", reader=camille, path=f"{filled}/verification"
        )


def _of_requests() -> Iterator[Scene]:
    camille = Reader.CAMILLE
    ask = "{to confirm}/verification"
    yield Scene(name="check with warnings", reader=camille, path=ask)
    yield Scene(
        name="check without reasons",
        reader=camille,
        path=ask,
        press="#check button.btn",
    )
    yield Scene(name="confirmation", reader=camille, path="{sent}/confirmation")
    for name in ("sent", "refused", "paid", "corrected"):
        yield Scene(name=f"request, {name}", reader=camille, path=f"{{{name}}}")
    yield Scene(name="correction", reader=camille, path="{to correct}")
    yield Scene(
        name="correction, errors", reader=camille, path="{to correct}?voir=erreurs"
    )
    yield Scene(
        name="draft overtaken",
        reader=camille,
        path="{blank 318.536}",
        script="document.querySelector('[name=revision]').value = 999",
        press="button[value=save]:not([data-keep])",
        leads_to="[data-conflict] [role=alert]",
    )


def _of_the_desk() -> Iterator[Scene]:
    clerk, queue = Reader.CLERK, "/office/"
    yield Scene(name="queue", reader=clerk, path=queue)
    yield Scene(name="queue, all", reader=clerk, path=f"{queue}?statut=toutes")
    yield Scene(name="queue, nothing found", reader=clerk, path=f"{queue}?q=nobody")
    yield Scene(
        name="keys of the desk",
        reader=clerk,
        path=queue,
        script="document.getElementById('raccourcis').showModal()",
    )
    for name in ("sent", "corrected", "refused"):
        yield Scene(
            name=f"desk, {name}",
            reader=clerk,
            path=f"/office{{{name}}}",
            script=_OPEN_ALL if name == "sent" else "",
        )
    for action, status in (("refuse", 422), ("ask_correction", 422)):
        yield Scene(
            name=f"desk, incomplete: {action}",
            reader=clerk,
            path="/office{sent}",
            press=f"#decision button[value={action}]",
            status=status,
        )
    yield Scene(
        name="desk, letter",
        reader=clerk,
        path="/office{sent}",
        fill={"motif": "Déjà remboursé."},
        press="#decision button[value=preview_refuse]",
    )
    yield Scene(
        name="watched",
        reader=clerk,
        path="/office{sent}/beneficiaire",
        language="fr",
    )
    yield Scene(name="payments", reader=clerk, path="/office/paiements")
    yield Scene(name="messages", reader=Reader.SUPERVISOR, path="/office/messages")
    yield Scene(name="figures", reader=Reader.SUPERVISOR, path="/office/statistiques")


SCENES = (
    *_of_nobody(),
    *_of_errors(),
    *_of_codes(),
    *_of_accounts(),
    *_of_forms(),
    *_of_requests(),
    *_of_the_desk(),
)
