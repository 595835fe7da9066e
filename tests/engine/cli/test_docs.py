"""`formengine docs` writes a page of a form that a lawyer can read."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

FORMS = Path(__file__).parents[3] / "forms"
PAGE = """\
# Bibliothèque

Formulaire library, version 2. Base légale: –

Cette page est faite de la définition qui calcule: elle ne peut dire autre chose. \
À côté d'un nom, en petits caractères, est celui que les programmes connaissent.

## Inscription

- **Nom** `name`
  - Type: texte.
  - Réponse obligatoire.
- **Jour** `day`
  - Type: date.
  - Réponse obligatoire.

### Carte

Lignes «Carte»: de 0 à 8.

- **Mois** `cards[…].months`
  - Type: nombre entier (mois), au moins 1.
  - Réponse obligatoire.
- **Montant** `cards[…].amount`
  - Type: montant (CHF).
  - Calculé: «Mois» × (le tarif «Mois» valable à la date «Jour»), arrondi à 0.05.

- **Total** `fee`
  - Type: montant (CHF).
  - Calculé: la somme de «Montant» de chaque ligne «Carte».

## Règles

- **Jour** `early@day`
  - Demande une confirmation si «Jour» est avant le jour de la demande.
  - Message: «Ce jour est passé.»

L'envoi est aussi empêché si «Total» est plus petit que 0.

## Tarifs

### Cartes

| Tarif | Valable | Valeur | Source |
| --- | --- | ---: | --- |
| Mois (CHF/mois) | dès le 01.01.2024 | 2.50 | Règlement, art. 4 |

## Exemples

| Exemple | Jour | Ce qui doit en sortir |
| --- | --- | --- |
| une carte | 01.01.2025 | Total = 7.50; aucun problème |

Empreinte de la définition: """


def test_a_form_is_written_down_whole(forms, run):
    """Questions, calculations, rules, rates with their law, examples."""
    code, output, error = run("docs", "library")

    assert (code, error) == (0, "")
    assert output[: output.rindex(" ") + 1] == PAGE


class _Outline(HTMLParser):
    """Notes the elements that are open, and the text of headings."""

    def __init__(self):
        super().__init__()
        self.open, self.headings = [], []

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("h1", "h2", "h3"):
            self.headings.append(data)


def test_as_html_it_is_one_file(forms, run):
    """Every element is closed; it fetches nothing."""
    _, output, _ = run("docs", "library", "--format", "html")

    outline = _Outline()
    outline.feed(output)
    assert outline.open == []
    assert outline.headings == [
        "Bibliothèque",
        "Inscription",
        "Carte",
        "Règles",
        "Tarifs",
        "Cartes",
        "Exemples",
    ]
    assert '<html lang="fr">' in output
    assert "src=" not in output
    assert "href=" not in output


@pytest.mark.parametrize("output", ["md", "html"])
def test_what_means_something_in_the_format_is_escaped(forms, run, output):
    """A label may have a bracket."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("label: Nom", "label: '<b>|*x*'"), "utf-8")

    _, page, _ = run("docs", "library", "--format", output)

    expected = {"md": r"\<b\>\|\*x\*", "html": "&lt;b&gt;|*x*"}[output]
    assert expected in page
    assert "<b>" not in page


@pytest.mark.parametrize("language", ["fr", "de", "it", "en"])
@pytest.mark.parametrize("name", sorted(path.stem for path in FORMS.glob("*.yaml")))
def test_each_form_has_a_page_in_each_language(run, name, language):
    """With no place left unfilled and no value left without words."""
    code, output, _ = run(
        "docs", name, "--lang", language, "--forms", FORMS, "--format", "html"
    )

    assert code == 0
    assert f'<html lang="{language}">' in output
    assert [each for each in ("{", "None", "()") if each in _text(output)] == []


def _text(page):
    return page[page.index("<main>") :]
