"""What encrypted files and streams say in clear."""
