#!/bin/sh
# Checks that row.json is a row of the inspection whose Merkle root is in the signed statement.json.
# Needs sh, openssl (3.0 or newer), sha256sum, base64, xxd, sed, cmp, cut. Uses no network.
set -eu
cd "$(dirname "$0")"
fail() { echo "NOT PROVEN: $1"; exit 1; }
hash() { sha256sum | cut -c 1-64; }
node() { { printf '\001'; printf '%s%s' "$1" "$2" | xxd -r -p; } | hash; } # RFC 9162, 2.1.1
T=$(mktemp -d) && trap 'rm -r "$T"' EXIT
KEY=$(openssl pkey -pubin -in instrument.pub.pem -outform DER | hash)
sed 's/^{"payload":"\([^"]*\)".*/\1/' statement.dsse.json | base64 -d | cmp -s - statement.json || fail "the statement is not what was signed"
{ printf 'DSSEv1 28 application/vnd.in-toto+json %d ' "$(($(wc -c < statement.json)))"; cat statement.json; } > "$T/pae"
sed -n 's/.*{"keyid":"'"$KEY"'","sig":"\([A-Za-z0-9+/=]*\)"}.*/\1/p' statement.dsse.json | base64 -d > "$T/sig"
openssl pkeyutl -verify -pubin -inkey instrument.pub.pem -rawin -in "$T/pae" -sigfile "$T/sig" > "$T/said" 2>&1 || fail "the signature does not hold"
M='"merkle":{"algorithm":"RFC 9162 section 2.1, SHA-256","root":"\([0-9a-f]\{64\}\)","treeSize":\([0-9]\{1,15\}\)}'
ROOT=$(sed -n "s/.*$M.*/\1/p" statement.json) SIZE=$(sed -n "s/.*$M.*/\2/p" statement.json)
ROW=$(sed -n -e 's/^row \(0\)$/\1/p' -e 's/^row \([1-9][0-9]\{0,14\}\)$/\1/p' proof.txt)
[ -n "$ROW" ] && [ -n "$SIZE" ] && [ "$ROW" -lt "$SIZE" ] || fail "there is no such row"
H=$({ printf '\000'; cat row.json; } | hash) N=$ROW LAST=$((SIZE - 1))
for P in $(sed -n 's/^hash \([0-9a-f]\{64\}\)$/\1/p' proof.txt); do # RFC 9162, 2.1.3.2
  [ "$LAST" -gt 0 ] || fail "the proof is too long"
  if [ $((N % 2)) -eq 1 ] || [ "$N" -eq "$LAST" ]; then
    H=$(node "$P" "$H")
    while [ "$N" -gt 0 ] && [ $((N % 2)) -eq 0 ]; do N=$((N / 2)) LAST=$((LAST / 2)); done
  else
    H=$(node "$H" "$P")
  fi
  N=$((N / 2)) LAST=$((LAST / 2))
done
[ "$LAST" -eq 0 ] && [ "$H" = "$ROOT" ] || fail "the row is not one of those that were signed"
echo "PROVEN: row $ROW of $SIZE, counted from 0, is in the inspection signed with key"
echo "$KEY; compare this key id with one that you got another way. The row:"
LC_ALL=C tr -cd '[:print:]' < row.json && echo
