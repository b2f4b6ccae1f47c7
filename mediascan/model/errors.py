"""Everything mediascan raises on purpose.

`InputFault` and its children mean "the bytes are bad": `engine/classify.py` turns them into
`Fault` data and the run goes on. `StopError` and its children mean "we cannot go on": the
message is one sentence that says what to do next, `exit_code` is what the process returns.
The codes are documented in docs/exit_codes.md.
"""

READER_GONE = 141  # exit code: 128 and SIGPIPE, as shells say it


class MediascanError(Exception):
    """Base of every deliberate error."""


class InputFault(MediascanError):
    """The inspected bytes cannot be read as claimed."""


class Truncated(InputFault):
    """A read would pass the end of the window."""


class Malformed(InputFault):
    """A field has a value that the format forbids."""


class LimitExceeded(InputFault):
    """A length, count, depth, byte budget or deadline is above its limit."""


class Encrypted(InputFault):
    """The bytes cannot be examined further without a key."""


class StopError(MediascanError):
    """The command cannot go on."""

    exit_code = 1


class UsageError(StopError):
    """What was asked for makes no sense or is refused before anything is read."""

    exit_code = 2


class IncompleteError(StopError):
    """A needed thing is missing or unreadable, so that no full answer can be given."""

    exit_code = 3


class VanishedError(IncompleteError):
    """The source is not there any more; the message says how that shows, without an end mark."""


class TamperedError(StopError):
    """A digest or a signature is wrong, or the source changed while it was read."""

    exit_code = 4


class UntrustedError(StopError):
    """The signature holds, but nobody here vouches for its key; or the policy is not valid."""

    exit_code = 5


class Interrupted(StopError):
    """A signal stopped the run; what was read is kept."""

    exit_code = 130
