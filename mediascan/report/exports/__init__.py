"""Exports: the signed report in the forms of other tools, one file a form, found by looking."""
