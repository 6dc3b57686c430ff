"""Computes the vectors of src/known_answers.rs without any code of this crate.

HKDF and the one-step derivation of NIST SP 800-56C are written out over the standard library; AES-256-GCM-SIV is OpenSSL's (3.2 or later),
through the package `cryptography`. Run by hand: python3 tests/known_answers.py
"""

import hashlib
import hmac
import struct
import uuid

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

STREAM_NAMESPACE = uuid.UUID("7d7f24b0-2b46-48d0-bdaf-10285c8c82e8")


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def expand(key, info):
    return mac(key, info + b"\x01")


def one_step(key, info):
    return hashlib.sha256(struct.pack(">I", 1) + key + info).digest()


def ramp(length, first, step):
    return bytes((first + at * step) & 0xFF for at in range(length))


def show(name, value):
    digits = value.hex()
    print(f"{name:11}", " ".join(digits[at : at + 8] for at in range(0, len(digits), 8)))


material = ramp(32, 0xA1, 7)
nonce = ramp(12, 0xC3, 17)
event_id = ramp(16, 0x9D, 19)

root = mac(b"pmh/root/v1", material)
show("commitment", expand(root, b"pmh/root/v1/commitment"))

person = ramp(16, 0x5C, 11)
secret = ramp(32, 0x2F, 13)
associated = b"pmh/wrap/v1" + person + struct.pack(">I", 7)
wrapping = AESGCMSIV(expand(root, b"pmh/root/v1/wrapping"))
show("wrapped", b"\x01" + nonce + wrapping.encrypt(nonce, secret, associated))

stream = b"certificate-of-a-test"
associated = struct.pack(">Q", len(stream)) + stream + event_id
associated += bytes([3]) + struct.pack(">I", 0x01020304)
derived = one_step(secret, b"pmh/seal/v1/nonce" + associated)[:12]
fields = AESGCMSIV(one_step(secret, b"pmh/seal/v1/enc"))
sealed = fields.encrypt(derived, "試験 花子".encode(), associated)
show("sealed", b"\x01" + one_step(secret, b"pmh/seal/v1/commit") + derived + sealed)

name = b"registration"
associated = b"pmh/snapshot/v1" + struct.pack(">Q", len(name)) + name + event_id
associated += struct.pack(">I", 5) + b"\x01"
snapshot = AESGCMSIV(expand(root, b"pmh/root/v1/snapshot"))
show("block", b"\x01" + nonce + snapshot.encrypt(nonce, b"a block of a snapshot", associated))

hashed = mac(material, b"pmh/test/v1\x00" + b"an identifier")
show("hash", hashed)
digest = hashlib.sha1(STREAM_NAMESPACE.bytes + struct.pack(">I", 2) + hashed).digest()[:16]
show("stream", uuid.UUID(bytes=digest, version=5).bytes)
