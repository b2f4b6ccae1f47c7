"""Files locked by data-loss-prevention products of companies: only their first bytes are known.

The layout behind them is not published, so it is never more than a signature; a model that was
copied off such a company's machine may look so.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.compression.inner_format import is_text
from mediascan.reading.window import Window

_MAGICS = (b"%TSD-Header-###%", b"DRTcrypt", b"EV_ENCRYPTED")
_REACH = 512


def examine(window: Window) -> Finding | None:
    magic = next((one for one in _MAGICS if window.has(one, 0)), b"")
    if not magic or is_text(window.upto(len(magic), _REACH)):
        return None
    facts = Facts(metadata={"signature": magic.decode()})
    evidence = (window.evidence(0, 32, "signature of the wrapper"),)
    return Finding("dlp_wrapper", Kind.ENCRYPTED, Confidence.MAGIC, facts, evidence)


FORMAT = Format(
    id="dlp_wrapper",
    title="File locked by a data-loss-prevention product",
    kind=Kind.ENCRYPTED,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=tuple(Signature(one) for one in _MAGICS),
    suffixes=(),
    weak=True,
)
