"""Media: what gives bytes by number, one file a kind. Devices, raw images, image containers."""
