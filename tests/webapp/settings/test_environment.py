"""The environment: kinds of values, secrets in files, slips."""

import logging
from pathlib import Path

import pytest

from webapp.settings.environment import read_environment
from webapp.settings.setting import Setting, SettingError

TABLE = (
    Setting("NAME", "nobody", "A text."),
    Setting("PASSWORD", "", "A secret.", is_secret=True),
    Setting("CA_FILE", "", "A text whose name ends as a file's does."),
    Setting("COUNT", 3, "A number."),
    Setting("TIMEOUT_S", 2.0, "A number with a fraction.", "s"),
    Setting("IS_OPEN", default=False, meaning="Yes or no."),
    Setting("HOSTS", (), "A list."),
)


def test_values_are_read_as_the_kind_of_their_setting() -> None:
    """A text that looks like a number, such as a password, stays what it is."""
    given = {
        "PORTAL_NAME": '"quoted"',
        "PORTAL_PASSWORD": "1e5",
        "PORTAL_CA_FILE": "/a/path",
        "PORTAL_COUNT": "7",
        "PORTAL_TIMEOUT_S": "3",
        "PORTAL_IS_OPEN": "true",
        "PORTAL_HOSTS": '["a.example", "b.example"]',
        "PATH": "/bin",
    }

    assert read_environment(TABLE, given) == {
        "NAME": '"quoted"',
        "PASSWORD": "1e5",
        "CA_FILE": "/a/path",
        "COUNT": 7,
        "TIMEOUT_S": 3,
        "IS_OPEN": True,
        "HOSTS": ["a.example", "b.example"],
    }


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("COUNT", "many", "PORTAL_COUNT is a whole number."),
        ("COUNT", "1.5", "PORTAL_COUNT is a whole number."),
        ("COUNT", "true", "PORTAL_COUNT is a whole number."),
        ("TIMEOUT_S", "soon", "PORTAL_TIMEOUT_S is a number."),
        ("IS_OPEN", "yes", "PORTAL_IS_OPEN is true or false."),
        ("IS_OPEN", "1", "PORTAL_IS_OPEN is true or false."),
        (
            "HOSTS",
            "a.example",
            'PORTAL_HOSTS is a JSON list of texts, such as ["a", "b"].',
        ),
        ("HOSTS", "[1]", 'PORTAL_HOSTS is a JSON list of texts, such as ["a", "b"].'),
    ],
)
def test_a_value_of_another_kind_is_refused(name: str, text: str, words: str) -> None:
    with pytest.raises(SettingError) as refusal:
        read_environment(TABLE, {f"PORTAL_{name}": text})

    assert str(refusal.value) == words


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_secret_may_stand_in_a_file(tmp_path: Path, ending: str) -> None:
    """Blanks belong to it; the newline that editors add does not."""
    file = tmp_path / "password"
    file.write_bytes(f" p w {ending}".encode())

    given = read_environment(TABLE, {"PORTAL_PASSWORD_FILE": str(file)})

    assert given == {"PASSWORD": " p w "}


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refusal:
        read_environment(TABLE, {"PORTAL_PASSWORD_FILE": f"{tmp_path}/none"})

    assert str(refusal.value) == (
        f"PORTAL_PASSWORD_FILE: {tmp_path}/none cannot be read "
        "(No such file or directory)."
    )


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"\xff\xfe")

    with pytest.raises(SettingError) as refusal:
        read_environment(TABLE, {"PORTAL_PASSWORD_FILE": f"{tmp_path}/key"})

    assert str(refusal.value) == (
        f"PORTAL_PASSWORD_FILE: {tmp_path}/key is not text in UTF-8."
    )


def test_a_setting_and_its_file_are_one_too_many(tmp_path: Path) -> None:
    given = {"PORTAL_PASSWORD": "a", "PORTAL_PASSWORD_FILE": f"{tmp_path}/b"}

    with pytest.raises(SettingError) as refusal:
        read_environment(TABLE, given)

    assert str(refusal.value) == (
        "PORTAL_PASSWORD and PORTAL_PASSWORD_FILE are both set."
    )


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("PORTAL_PASWORD", "PORTAL_PASSWORD"),
        ("PORTAL_PASWORD_FILE", "PORTAL_PASSWORD"),
        ("PORTAL_TIMEOUT", "PORTAL_TIMEOUT_S"),
        ("PORTAL_ISOPEN", "PORTAL_IS_OPEN"),
    ],
)
def test_a_slip_is_refused_with_what_was_meant(slip: str, meant: str) -> None:
    """Its setting would keep the default, and nobody would notice."""
    with pytest.raises(SettingError) as refusal:
        read_environment(TABLE, {slip: "hidden"})

    assert str(refusal.value) == f"{slip} is no setting; did you mean {meant}?"


def test_a_variable_of_somebody_else_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Kubernetes sets such ones for a service that is called portal."""
    caplog.set_level(logging.WARNING)

    assert read_environment(TABLE, {"PORTAL_SERVICE_HOST": "10.0.0.1"}) == {}
    assert caplog.messages == ["PORTAL_SERVICE_HOST is no setting of the portal"]
