"""An authority that nobody trusts, and a certificate of it for 127.0.0.1."""

from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

_BEGIN, _END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Certificates:
    """Files of one folder, as PEM."""

    authority: Path
    certificate: Path
    key: Path


def made_in(folder: Path) -> Certificates:
    """Write an authority, a certificate and its key."""
    made = Certificates(
        folder / "authority.pem", folder / "certificate.pem", folder / "key.pem"
    )
    signing, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _builder("authority", "authority", signing, signing)
    constraints = x509.BasicConstraints(ca=True, path_length=0)
    authority = authority.add_extension(constraints, critical=True)
    leaf = _builder("127.0.0.1", "authority", own, signing)
    names = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    leaf = leaf.add_extension(names, critical=False)
    for path, builder in ((made.authority, authority), (made.certificate, leaf)):
        signed = builder.sign(signing, hashes.SHA256())
        path.write_bytes(signed.public_bytes(Encoding.PEM))
    made.key.write_bytes(
        own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return made


def _builder(
    name: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey,
) -> x509.CertificateBuilder:
    signer = x509.SubjectKeyIdentifier.from_public_key(signing.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGIN)
        .not_valid_after(_END)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer),
            critical=False,
        )
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
