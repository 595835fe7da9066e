"""What stands above a question of a form."""

import re

import pytest

from tests.webapp.plain_browser import PlainBrowser


@pytest.mark.parametrize(
    ("form", "name", "caption"),
    [
        ("318.536", "nights", "Nuits"),
        ("318.536", "hours_standard", "Heures ordinaires"),
        ("318.536", "advance", "Avance reçue (CHF)"),
    ],
)
def test_a_unit_is_named_unless_the_label_says_it(
    camille: PlainBrowser, form: str, name: str, caption: str
) -> None:
    """«Nuits (nuit)» would say everything twice."""
    html = camille.get(f"/formulaires/{form}").html
    label = re.search(rf'<label[^>]* for="{name}"[^>]*>(.*?)</label>', html, re.DOTALL)

    assert label is not None
    assert re.sub(r"<[^>]*>|\*|\s*obligatoire", "", label[1]).strip() == caption
