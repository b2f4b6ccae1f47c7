"""What stands in the header of a safetensors file."""
