"""What Java programs write: big endian, texts with their length in two bytes before them."""
