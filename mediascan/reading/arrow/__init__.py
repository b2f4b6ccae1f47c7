"""Arrow IPC: messages, schemas and record batches."""
