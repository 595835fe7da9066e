"""A document that is only to be recognised."""

from hashlib import sha256

from webapp.attachments.fingerprint import Fingerprint


def test_it_has_the_hash_of_all_that_was_written() -> None:
    """In pieces as they come, and its length beside it."""
    taken = Fingerprint()

    for piece in (b"one", bytearray(b"two"), memoryview(b"three")):
        taken.write(piece)
    taken.seek(0)

    assert taken.sha256 == sha256(b"onetwothree").hexdigest()
    assert taken.length == 11


def test_nothing_can_be_read_from_it() -> None:
    """What was written is not there any more."""
    taken = Fingerprint()
    taken.write(b"secret")

    assert not taken.readable()
    assert vars(taken).keys() == {"_hash", "length"}
