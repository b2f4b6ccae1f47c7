"""UDF, on DVDs, Blu-ray discs and some sticks. It is named and not listed."""

from mediascan.reading.volumes.superblocks import is_udf, udf
from mediascan.sources.filesystems.base import Parser

PARSER = Parser(
    kind="udf",
    title="UDF",
    reference="https://ecma-international.org/publications-and-standards/standards/ecma-167/",
    accepts=is_udf,
    describe=udf,
    advice="Mount with -o ro and inspect the mount point.",
)
