"""Ansible Vault: a line that names version, cipher and label, then hexadecimal in lines of 80.

The hexadecimal spells three more lines of it: salt, HMAC, cipher text.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.window import Window

_MAGIC = b"$ANSIBLE_VAULT;"
_HEAD = 4096
_FIRST = re.compile(rb"\$ANSIBLE_VAULT;(\d\.\d);(\w{3,16})(?:;([^\r\n;]{1,128}))?\r?\n")
_SALT = re.compile(rb"[0-9a-f]{64}\n[0-9a-f]{64}\n")


def examine(window: Window) -> Finding | None:
    head = window.upto(0, _HEAD)
    first = _FIRST.match(head)
    if first is None:
        return None
    version, cipher, label = (one.decode("utf-8", "replace") for one in first.groups(b""))
    facts = Facts(version=version, cipher=cipher, protectors=["password"])
    if label:
        facts["label"] = label
    spelled = b"".join(head[first.end() :].split())
    faults: tuple[Fault, ...] = ()
    sure = Confidence.PARSED
    if not _SALT.match(_from_hex(spelled[: len(spelled) // 2 * 2])):
        faults = (Fault(FaultKind.MALFORMED, "no salt and checksum behind the first line"),)
        sure = Confidence.MAGIC
    evidence = (window.evidence(0, 64, "first line and salt"),)
    return Finding("ansible_vault", Kind.ENCRYPTED, sure, facts, evidence, faults)


def _from_hex(text: bytes) -> bytes:
    try:
        return bytes.fromhex(text.decode("ascii"))
    except ValueError:
        return b""


FORMAT = Format(
    id="ansible_vault",
    title="Ansible Vault",
    kind=Kind.ENCRYPTED,
    reference="https://docs.ansible.com/ansible/latest/vault_guide/vault_using_encrypted_content.html",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".yml", ".yaml", ".vault"),
)
