"""The rules of retention: followed as written, or not at all."""

from pathlib import Path

import pytest

from webapp.privacy.rules import FILE, RetentionRulesError, retention_rules
from webapp.requests.statuses import Status

FORMS = Path(__file__).parent.parent.parent.parent / "forms"
TEXT = (FORMS / FILE).read_text("utf-8")
IDS = ("318.632", "318.632.1")


def _folder(tmp_path: Path, text: str) -> Path:
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    return tmp_path


def test_the_offices_own_rules_are_whole() -> None:
    rules = retention_rules(FORMS, form_ids=IDS)

    assert rules.of("drafts", "untouched") == 180
    assert rules.closed("318.632", Status.TRANSMITTED) == 3650


def test_a_form_may_have_its_own_days(tmp_path: Path) -> None:
    text = TEXT.replace("forms: {}", "forms:\n  318.632.1: {refused: never}")

    rules = retention_rules(_folder(tmp_path, text), form_ids=IDS)

    assert rules.closed("318.632.1", Status.REFUSED) is None
    assert rules.closed("318.632.1", Status.TRANSMITTED) == 3650
    assert rules.closed("318.632", Status.REFUSED) == 3650


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("untouched: 180", "untouched: 0", "days are a number from 1 to 36500"),
        ("untouched: 180", "untouched: soon", "days are a number from 1 to 36500"),
        ("untouched: 180", "untouched: ١٨", "days are a number from 1 to 36500"),
        ("untouched: 180", "untouchd: 180", "«untouchd» is none of: announced"),
        ("  untouched: 180\n", "", "«drafts» must say «untouched»"),
        ("announced: 14", "announced: 180", "is announced after it is removed"),
        ("announced: 14", "announced: never", "«announced» is a number of days"),
        ("refused: 3650", "processing: 3650", "«processing» is none of: refused"),
        ("forms: {}", "forms: {318.999: {refused: 1}}", "«318.999» is none of"),
        ("forms: {}", "forms: {318.632: {draft: 1}}", "«draft» is none of"),
        ("forms: {}", "forms: {318.632: 1}", "here stands one or more of: refused"),
        ("accounts:", "acounts:", "«acounts» is none of: accounts"),
        ("forms: {}", "forms: {", "retention.yaml:"),
        (TEXT, "", "retention.yaml"),
    ],
)
def test_rules_with_a_fault_are_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    """With its place, so that nothing is removed by a slip of the pen."""
    folder = _folder(tmp_path, TEXT.replace(old, new, 1))

    with pytest.raises(RetentionRulesError) as refused:
        retention_rules(folder, form_ids=IDS)

    assert words in str(refused.value)
    assert str(folder / FILE) in str(refused.value)


def test_every_fault_is_told(tmp_path: Path) -> None:
    text = TEXT.replace("untouched: 180", "untouched: -1").replace("codes: 1", "codes:")
    folder = _folder(tmp_path, text)

    with pytest.raises(RetentionRulesError) as refused:
        retention_rules(folder, form_ids=IDS)

    assert len(str(refused.value).splitlines()) == 2


def test_without_a_file_nothing_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(RetentionRulesError, match=r"retention\.yaml cannot be read"):
        retention_rules(tmp_path, form_ids=IDS)
