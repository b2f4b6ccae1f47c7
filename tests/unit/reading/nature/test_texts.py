"""Languages and signs of personal data: by libraries, counts alone, nothing without them."""

# ruff: noqa: RUF001 - texts of other scripts are what this is about

import time

import pytest

from mediascan.model.facts import Facts
from mediascan.reading.nature import languages, personal
from mediascan.reading.nature.languages import languages_of
from mediascan.reading.nature.personal import personal_data_of
from mediascan.reading.nature.say import say_texts

SAID = {  # article 1 of the Universal Declaration of Human Rights
    "en": "All human beings are born free and equal in dignity and rights.",
    "ms": "Semua manusia dilahirkan bebas dan samarata dari segi kemuliaan dan hak-hak.",
    "zh": "人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心。",
    "ar": "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق.",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता प्राप्त है।",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "ja": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền.",
    "ta": "மனிதப் பிறவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்.",
}
PERSONAL = {
    "write to jane.roe@example.com today": "e-mail address",
    "call +60 12-345 6789 now": "telephone number",
    "card 4111 1111 1111 1111 please": "payment card number",
    "pay to GB82 WEST 1234 5698 7654 32 soon": "bank account number (IBAN)",
    "号码 11010519491231002X 是": "identity number (China)",
    "cpf 529.982.247-25": "identity number (Brazil)",
}
HOSTILE = [
    "a" * 65_536,
    "\0" * 65_536,
    "\ud800" * 9000,
    "中" * 65_536,
    "😀" * 20_000,
    "e" + "\u0301" * 60_000,
    "1" * 65_536,
    "@" * 65_536,
    "a@" * 30_000,
    "+1 " * 20_000,
    "1 " * 30_000,
    "A" * 65_536,
    "a@a." * 15_000,
    "GB82" * 16_000,
    "%" * 60_000 + "@",
]


@pytest.mark.parametrize("language", SAID)
def test_languages_are_told_apart(language):
    assert languages_of([SAID[language]]) == {language: 1}


def test_what_is_no_language_is_unsure_or_left_out():
    assert languages_of(["", "1234 5678", "ok", "a" * 1000]) == {"unsure": 1}


@pytest.mark.parametrize("text", PERSONAL)
def test_signs_of_personal_data_are_counted_and_not_repeated(text):
    assert personal_data_of([text]) == {PERSONAL[text]: 1}
    told = Facts()
    say_texts(told, [text])
    digits = "".join(filter(str.isdigit, text))
    assert not digits or digits not in str(told)
    assert "jane" not in str(told)


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3 of 2024-11-25 has 4111111111111112 as a number",
        "user@localhost and @handle and a@b",
        "0123456789 and +999 999 999 999",
        "GB00 WEST 1234 5698 7654 32",
        "110105194912310021",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ],
)
def test_what_only_looks_like_personal_data_is_not_counted(text):
    assert personal_data_of([text]) == {}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:5]))
def test_hostile_texts_cost_little(text):
    languages_of([SAID["en"]])  # the model is read
    personal_data_of(PERSONAL)
    begin = time.process_time()
    languages_of([text[:1024]] * 64)
    personal_data_of([text[:1024]] * 64)
    assert time.process_time() - begin < 3


@pytest.fixture
def without_libraries(monkeypatch):
    monkeypatch.setattr(languages, "LANGUAGES", "no_such_library")
    monkeypatch.setattr(personal, "_MODULES", ("no_such_library",))
    asked = languages.library, personal.libraries
    for one in asked:
        one.cache_clear()
    yield
    for one in asked:
        one.cache_clear()


@pytest.mark.usefixtures("without_libraries")
def test_without_the_libraries_nothing_is_told():
    assert languages.library() == personal.libraries() == ""
    told = Facts()
    say_texts(told, [SAID["en"], "jane.roe@example.com"])
    assert told == {
        "sampled_texts": 2,
        "texts_unread": "languages and personal data not looked at: mediascan[text] not installed",
    }
