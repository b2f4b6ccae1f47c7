"""ONNX graphs and tensors."""
