"""Members of containers, one after another, as streams: one file a kind of container.

Each file has one `OPENER`. Nothing is written anywhere, and memory is bounded whatever a container
says: see `allowance.py`.
"""
