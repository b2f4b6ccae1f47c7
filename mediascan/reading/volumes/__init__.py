"""Headers of encrypted volumes."""
