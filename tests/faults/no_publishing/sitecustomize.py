"""A power cut when the report is written and nothing of it published: put it on PYTHONPATH."""

import os

from mediascan.report import folder


def publish(*_arguments, **_more):
    os._exit(9)


folder.publish = publish
