"""The optional libraries of `mediascan[text]`, and what is said where they are missing."""

LANGUAGES = "py3langid"
PERSONAL = ("email-validator", "phonenumbers", "python-stdnum")
EXTRA = "mediascan[text]"
NOT_LOOKED = f"not looked at: {EXTRA} not installed"
