"""`personal_data_of`: how often texts name people by numbers and addresses; counts, never the data.

The one door to email-validator, phonenumbers and python-stdnum, which are optional. A pattern finds
what may be one, the library says whether it is: the syntax of an address, a number that the
numbering plan of its country has, check digits. A number without check digits or a country code is
not counted: too much looks like one.
"""

import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from typing import Any

from mediascan.model.optional import PERSONAL

_MODULES = ("email_validator", "phonenumbers", "stdnum")
_MOST = 64  # candidates of one kind that are checked in one text
_LONGEST = 254  # characters of an address (RFC 5321 section 4.5.3.1)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![\w+])\+[1-9][0-9() .-]{6,20}[0-9]", re.ASCII)
_DIGITS = re.compile(r"(?<![\w.-])[0-9](?:[ -]?[0-9]){12,18}(?![\w-])", re.ASCII)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}(?!\w)", re.ASCII)
_IDENTITIES = tuple(  # what it is, its form, the module of python-stdnum that checks it
    (f"identity number ({country})", re.compile(form, re.ASCII), module)
    for country, form, module in (
        ("China", r"(?<!\w)[1-9][0-9]{16}[0-9Xx](?!\w)", "cn.ric"),
        ("Malaysia", r"(?<![\w-])[0-9]{6}-[0-9]{2}-[0-9]{4}(?![\w-])", "my.nric"),
        ("India", r"(?<![\w-])[2-9][0-9]{3} [0-9]{4} [0-9]{4}(?![\w-])", "in_.aadhaar"),
        ("Korea", r"(?<![\w-])[0-9]{6}-[1-8][0-9]{6}(?![\w-])", "kr.rrn"),
        ("Brazil", r"(?<![\w.])[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}(?!\w)", "br.cpf"),
    )
)
_CARDS = re.compile(  # first digits and lengths of the large networks (ISO/IEC 7812)
    r"(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|"
    r"6(?:011|5[0-9]{2})[0-9]{12}|62[0-9]{14,17}|35[0-9]{14})",
    re.ASCII,
)


@cache
def libraries() -> str:
    """Names and versions of the libraries; "" where one of them is not installed."""
    if any(importlib.util.find_spec(one) is None for one in _MODULES):
        return ""
    return ", ".join(f"{one} {version(one)}" for one in PERSONAL)


def personal_data_of(texts: Iterable[str]) -> Counter[str]:
    """How often each kind occurs; empty where the libraries are not installed."""
    found: Counter[str] = Counter()
    if not libraries():
        return found
    for text in texts:
        _emails(text, found)
        if any(map(str.isdigit, text)):
            _phones(text, found)
            _numbers(text, found)
    return found


def _candidates(pattern: re.Pattern[str], text: str) -> Iterable[str]:
    for at, one in enumerate(pattern.finditer(text)):
        if at >= _MOST:
            return
        yield one[0]


def _emails(text: str, found: Counter[str]) -> None:
    if "@" not in text:
        return
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - optional

    for one in _candidates(_EMAIL, text):
        try:
            validate_email(one[:_LONGEST].rstrip(".-"), check_deliverability=False)
        except EmailNotValidError:
            continue
        found["e-mail address"] += 1


def _phones(text: str, found: Counter[str]) -> None:
    if "+" not in text:
        return
    import phonenumbers  # noqa: PLC0415 - optional

    for one in _candidates(_PHONE, text):
        try:
            number = phonenumbers.parse(one)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            found["telephone number"] += 1


def _numbers(text: str, found: Counter[str]) -> None:
    luhn = _checker("luhn")
    for one in _candidates(_DIGITS, text):
        digits = re.sub(r"[ -]", "", one)
        if _CARDS.fullmatch(digits) and luhn(digits):
            found["payment card number"] += 1
    iban = _checker("iban")
    for one in _candidates(_IBAN, text):
        if iban(one):
            found["bank account number (IBAN)"] += 1
    for name, pattern, module in _IDENTITIES:
        valid = _checker(module)
        for one in _candidates(pattern, text):
            if valid(one):
                found[name] += 1


def _checker(name: str) -> Callable[[str], bool]:
    module: Any = importlib.import_module(f"stdnum.{name}")
    valid: Callable[[str], bool] = module.is_valid
    return valid
