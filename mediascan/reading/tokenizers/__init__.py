"""Vocabularies of language models, in the forms in which tokenizers keep them."""
