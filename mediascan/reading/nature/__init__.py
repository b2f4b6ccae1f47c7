"""What a dataset is, not only how it is stored: nature, amounts, languages, known corpora."""
