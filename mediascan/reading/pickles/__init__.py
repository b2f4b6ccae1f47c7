"""Pickles, walked opcode by opcode and never run."""
