"""HDF5: a small reader of its own. Names, shapes, dtypes and attributes; never an array's numbers.

It follows nothing that leaves the file: soft and external links are told, not resolved.
"""
