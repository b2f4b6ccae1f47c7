"""Models of classical machine learning: trees, linear models, word vectors."""
