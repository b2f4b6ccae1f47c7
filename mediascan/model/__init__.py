"""Floor 0, nouns: frozen dataclasses and enums of the standard library, no input or output."""
