"""JSON Schemas (draft 2020-12) of what is signed, shipped for whoever reads a report.

mediascan itself does not validate with them: its verifier checks what it needs, field by field.
"""
