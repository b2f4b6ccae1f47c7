"""VERIFY.txt: how to check a report with what any Unix has, and without mediascan.

The file is a shell script whose prose is comments: it can be pasted line by line, or run. It is
made before the statement, so it names no digest but the id of the signing key; everything else is
taken out of statement.json by the commands themselves. That works because statement.json and
statement.dsse.json are canonical: one line, keys sorted, no spaces (RFC 8785).
"""

import re
from collections.abc import Mapping
from typing import Any

VERIFY = "VERIFY.txt"
_KEY_ID = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}", re.ASCII)

_TEXT = r"""# HOW TO CHECK THIS REPORT WITHOUT MEDIASCAN
#
# Needed: a POSIX shell, openssl (3.0 or newer), sha256sum, sed, tr, base64, cmp. Every line below
# that does not begin with # is a command. Go into the folder of the report and paste them in
# order, or run the whole file:   sh VERIFY.txt
#
# This file came with the report, so read it before you run it: it reads files, writes only into a
# new folder under /tmp, and uses no network. The same commands are in docs/report_format.md of
# mediascan; compare them where much depends on the answer.

T=$(mktemp -d) && FAILED=0
say() { if [ "$1" -eq 0 ]; then echo "ok    $2"; else echo "FAIL  not so: $2"; FAILED=1; fi; }

# 1. THE KEY. The key id is the SHA-256 of the public key in DER form. The report says that it is
#
#    @KEY_GROUPS@
#
#    Whoever forges a report can write another key id here. So compare it, letter by letter, with
#    one that you got another way: from the bench that made the report, or from an earlier report.

KEYID=$(openssl pkey -pubin -in @KEY@ -outform DER | sha256sum | cut -c 1-64)
[ "$KEYID" = @KEY_ID@ ]
say $? "the key in @KEY@ has this id"

# 2. THE STATEMENT. The envelope statement.dsse.json carries the signed bytes in base64; they must
#    be those of statement.json.

TYPE='application\/vnd.in-toto+json'
sed -n 's/^{"payload":"\([A-Za-z0-9+/=]*\)","payloadType":"'"$TYPE"'","signatures":.*/\1/p' \
  statement.dsse.json | base64 -d > "$T/payload"
[ -s "$T/payload" ] && cmp "$T/payload" statement.json
say $? "statement.json is what the envelope carries"

# 3. THE SIGNATURE. What is signed is the "pre-authentication encoding" of DSSE v1: the word DSSEv1,
#    length and name of the payload type, length of the statement, and the statement itself.

{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(($(wc -c < statement.json)))"
  cat statement.json; } > "$T/pae"
sed -n 's/.*{"keyid":"'"$KEYID"'","sig":"\([A-Za-z0-9+/=]*\)"}.*/\1/p' \
  statement.dsse.json | base64 -d > "$T/sig"
openssl pkeyutl -verify -pubin -inkey @KEY@ -rawin@DIGEST@ -in "$T/pae" -sigfile "$T/sig"
say $? "the signature of this key over the statement holds"

# 4. THE FILES. The statement ends with the list of files and their digests. The list is written as
#    sha256sum reads it; no entry of the statement may be lost on the way.

sed 's/.*"subject":\[//' statement.json | tr '{' '\n' > "$T/subjects"
NAME='[A-Za-z0-9][A-Za-z0-9._-]*'
sed -n 's/.*"sha256":"\([0-9a-f]\{64\}\)"},"name":"\('"$NAME"'\)"}.*/\1  \2/p' \
  "$T/subjects" > "$T/sha256"
[ -s "$T/sha256" ] && [ "$(grep -c '^"digest":' "$T/subjects")" -eq "$(grep -c . "$T/sha256")" ]
say $? "the list of files is complete"
sha256sum -c "$T/sha256"
say $? "every listed file is the signed one"

#    A file that is in the folder but not in the list is not part of the report.

ls -A | grep -v -x -e statement.json -e statement.dsse.json@WORK@ | while read -r F; do
  cut -c 67- "$T/sha256" | grep -q -x -F -e "$F" || printf '%s\n' "$F"; done > "$T/strange"
[ ! -s "$T/strange" ]
say $? "the folder holds no other file"
tr -cd '[:print:]\n' < "$T/strange"

# 5. THE ANSWER.

[ "$FAILED" -eq 0 ] && echo "ALL CHECKS HELD" || echo "A CHECK FAILED: DO NOT RELY ON THIS REPORT"
rm -r "$T"; [ "$FAILED" -eq 0 ]

# MORE, where zstd is at hand. The manifest has one line for each file of the exhibit, with its
# digests; the Merkle tree over these lines has the root
#
#    @ROOT_GROUPS@
#
# and docs/report_format.md tells how to compute it with sha256sum and xxd. To look up one file:
#
#    zstd -dc @MANIFEST@ | grep -F '"path":"folder/file"'
#
# and, with the exhibit at hand, compare its "sha256" with what sha256sum says of that file.
#
# WHAT THIS PROVES. That the holder of the private key signed exactly these files, and that not one
# bit of them was changed since. WHAT IT DOES NOT PROVE: who holds the key (step 1), when it was
# signed (the times in the report are those of the bench's own clock), and that the report is right.
"""


def verify_text(predicate: Mapping[str, Any]) -> bytes:
    """The bytes of VERIFY.txt for a report with this predicate.

    Only values of a known harmless form get into the commands. Raises `ValueError` for others.
    """
    signer, manifest = predicate["signer"], predicate["manifest"]
    key_id = _checked(signer["keyId"], _KEY_ID)
    root = _checked(manifest["merkle"]["root"], _KEY_ID)
    ecdsa = str(signer["algorithm"]).startswith("ECDSA")
    values = {
        "KEY_ID": key_id,
        "KEY_GROUPS": _groups(key_id),
        "KEY": _checked(signer["publicKey"], _FILE),
        "DIGEST": " -digest sha256" if ecdsa else "",  # Ed25519 and ML-DSA hash by themselves
        "ROOT_GROUPS": _groups(root),
        "WORK": " -e .work" if predicate["coverage"].get("vanished") else "",
        "MANIFEST": _checked(manifest["file"], _FILE),
    }
    return re.sub(r"@([A-Z_]+)@", lambda found: values[found[1]], _TEXT).encode("ascii")


def _checked(value: Any, form: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError(f"not fit for a shell command: {value!r:.80}")
    return value


def _groups(digits: str) -> str:
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))
