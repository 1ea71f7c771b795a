"""A test-only public key infrastructure: every certificate that a scenario presents, refuses or revokes.

Names say that nothing here is to be trusted. Each entity is written as `NAME.pem` (its certificate),
`NAME.chain.pem` (certificate and intermediates) and `NAME.test-only.key.pem`.
"""
from __future__ import annotations

import datetime
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ORGANISATION = "mtlscope test - do not trust"
SERVER_NAMES = ["api.example", "webhook.example", "gateway.example", "localhost"]
SERVER_ADDRESSES = ["192.0.2.20", "192.0.2.30", "127.0.0.1", "2001:db8::20"]

LONG_AGO = datetime.datetime(2020, 1, 1)
PAST = datetime.datetime(2021, 1, 1)
FAR = datetime.datetime(2099, 12, 31)
FUTURE = datetime.datetime(2098, 1, 1)

CLIENT = [ExtendedKeyUsageOID.CLIENT_AUTH]
SERVER = [ExtendedKeyUsageOID.SERVER_AUTH]


def make_key(kind: str):
    """A private key of the named kind."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key({"p256": ec.SECP256R1(), "p384": ec.SECP384R1()}[kind])


def signing_hash(key):
    """What the issuer's key signs with: Ed25519 brings its own hash."""
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


def distinguished_name(common_name: str) -> x509.Name:
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
    ])


@dataclass
class Entity:
    """A certificate with its key and the certificates above it, root excluded."""

    certificate: x509.Certificate
    key: object
    intermediates: list[x509.Certificate]


def issue(
    common_name: str,
    kind: str,
    issuer: Entity | None,
    *,
    authority: bool = False,
    usages: list | None = None,
    names: list[x509.GeneralName] | None = None,
    not_before: datetime.datetime = LONG_AGO,
    not_after: datetime.datetime = FAR,
    public_key_of: object = None,
) -> Entity:
    """A certificate by `issuer`, or a self-signed one where there is none.

    `public_key_of` certifies another key than the entity's own: what a bad CertificateVerify needs.
    """
    key = make_key(kind)
    certified = (public_key_of or key).public_key()
    signer = issuer.key if issuer else key
    issuer_name = issuer.certificate.subject if issuer else distinguished_name(common_name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(distinguished_name(common_name))
        .issuer_name(issuer_name)
        .public_key(certified)
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(certified), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=False,
                key_encipherment=kind == "rsa" and not authority, data_encipherment=False,
                key_agreement=False, key_cert_sign=authority, crl_sign=authority,
                encipher_only=False, decipher_only=False),
            critical=True)
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    above = [] if issuer is None or issuer.certificate.subject == issuer.certificate.issuer else [
        issuer.certificate, *issuer.intermediates]
    return Entity(builder.sign(signer, signing_hash(signer)), key, above)


def server_names(names: list[str] = SERVER_NAMES) -> list[x509.GeneralName]:
    return [x509.DNSName(n) for n in names] + [x509.IPAddress(ip_address(a)) for a in SERVER_ADDRESSES]


def device_names(device: str) -> list[x509.GeneralName]:
    return [x509.DNSName(f"{device}.example"), x509.UniformResourceIdentifier(f"spiffe://example/{device}")]


def pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def key_with_strange_scalar(certified) -> bytes:
    """An EC key file whose public point is `certified`'s and whose scalar is another's.

    Stacks that compare only public halves accept it beside the certificate and then sign what cannot verify.
    """
    stranger = make_key("p256").private_numbers().private_value
    point = certified.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    # ECPrivateKey ::= SEQUENCE { 1, OCTET STRING, [0] prime256v1, [1] BIT STRING }, RFC 5915
    fields = (
        b"\x02\x01\x01" + b"\x04\x20" + stranger.to_bytes(32, "big")
        + b"\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
        + b"\xa1\x44\x03\x42\x00" + point)
    import base64
    body = base64.encodebytes(b"\x30" + bytes([len(fields)]) + fields)
    return b"-----BEGIN EC PRIVATE KEY-----\n" + body + b"-----END EC PRIVATE KEY-----\n"


class Authority:
    """The folder of one public key infrastructure."""

    def __init__(self, folder: Path):
        self.folder = folder

    def make(self) -> None:
        """Writes every entity; an existing folder is kept, so that one case can be made again alone."""
        if (self.folder / "README.md").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        root = self.write("root", issue("mtlscope test root", "rsa", None, authority=True))
        other = self.write("other-root", issue("mtlscope other test root", "rsa", None, authority=True))
        middle = self.write("intermediate", issue("mtlscope test intermediate", "rsa", root, authority=True))
        self.write_servers(root, other, middle)
        self.write_clients(root, other, middle)
        self.write_large(root)
        (self.folder / "README.md").write_text(README)

    def write_servers(self, root: Entity, other: Entity, middle: Entity) -> None:
        names = server_names()
        self.write("server-rsa", issue("api.example", "rsa", root, usages=SERVER, names=names))
        self.write("server-ec", issue("api.example", "p256", root, usages=SERVER, names=names))
        self.write("server-under-intermediate", issue("api.example", "rsa", middle, usages=SERVER, names=names))
        self.write("server-untrusted", issue("api.example", "rsa", other, usages=SERVER, names=names))
        self.write("server-expired", issue("api.example", "rsa", root, usages=SERVER, names=names, not_after=PAST))
        self.write("server-self-signed", issue("api.example", "rsa", None, usages=SERVER, names=names))
        self.write("server-other-name", issue(
            "other.example", "rsa", root, usages=SERVER, names=[x509.DNSName("other.example")]))

    def write_clients(self, root: Entity, other: Entity, middle: Entity) -> None:
        def client(name: str, kind: str, issuer: Entity | None, **more) -> Entity:
            arguments = {"usages": CLIENT, "names": device_names(name), **more}
            return self.write(name, issue(name, kind, issuer, **arguments))

        client("client-rsa", "rsa", root)
        ecdsa = client("client-ec", "p256", root)
        client("client-p384", "p384", root)
        client("client-ed25519", "ed25519", root)
        client("client-expired", "rsa", root, not_after=PAST)
        client("client-not-yet-valid", "rsa", root, not_before=FUTURE)
        client("client-wrong-purpose", "rsa", root, usages=SERVER)
        client("client-untrusted", "rsa", other)
        client("client-self-signed", "rsa", None)
        client("client-under-intermediate", "rsa", middle)
        client("client-under-intermediate-expired", "rsa", middle, not_after=PAST)
        revoked = client("client-revoked", "rsa", root)
        self.write_key("client-ec-wrong-scalar", key_with_strange_scalar(ecdsa.key))
        self.write_crl("root", root, [revoked.certificate], FAR)
        self.write_crl("root-expired", root, [], PAST)
        self.write_crl("intermediate", middle, [], FAR)

    def write_large(self, root: Entity) -> None:
        """A server certificate above 16 KB and a bundle of 151 authorities: long messages for both sides."""
        many = [f"tenant-{number:03}.long-subject-alternative-name.example" for number in range(330)]
        self.write("server-large", issue(
            "api.example", "rsa", root, usages=SERVER, names=server_names(SERVER_NAMES + many)))
        name = "mtlscope test authority {:03}, one of many in a request"
        bundle = [issue(name.format(n), "p256", None, authority=True).certificate for n in range(150)]
        bundle.append(root.certificate)
        (self.folder / "many-authorities.pem").write_bytes(
            b"".join(c.public_bytes(serialization.Encoding.PEM) for c in bundle))

    def write(self, name: str, entity: Entity) -> Entity:
        certificate = entity.certificate.public_bytes(serialization.Encoding.PEM)
        above = b"".join(c.public_bytes(serialization.Encoding.PEM) for c in entity.intermediates)
        (self.folder / f"{name}.pem").write_bytes(certificate)
        if above:
            (self.folder / f"{name}.chain.pem").write_bytes(certificate + above)
        self.write_key(name, pem(entity.key))
        return entity

    def write_key(self, name: str, content: bytes) -> None:
        (self.folder / f"{name}.test-only.key.pem").write_bytes(content)

    def write_crl(self, name: str, issuer: Entity, revoked: list[x509.Certificate], until: datetime.datetime) -> None:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.certificate.subject)
            .last_update(LONG_AGO)
            .next_update(until)
        )
        for certificate in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(certificate.serial_number)
                .revocation_date(LONG_AGO)
                .build())
        crl = builder.sign(issuer.key, hashes.SHA256())
        (self.folder / f"{name}.crl.pem").write_bytes(crl.public_bytes(serialization.Encoding.PEM))


README = """# Test-only keys and certificates

Everything in this folder was made by `make/make-captures` for the captures beside it. The private keys are
public: **never trust a certificate from here, never use a key from here for anything else.**

`NAME.pem` is a certificate, `NAME.chain.pem` the same with its intermediate, `NAME.test-only.key.pem` its
key, `NAME.crl.pem` a revocation list. `client-ec-wrong-scalar.test-only.key.pem` is broken on purpose: its
public point is `client-ec`'s, its scalar is not. `server-large` has names by the hundred and
`many-authorities.pem` is a bundle of 151 roots: they make handshake messages longer than a record.
"""
