"""Graphs of models that older frameworks keep as text."""
