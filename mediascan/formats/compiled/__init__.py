"""Models compiled for a device, a runtime or a compiler."""
