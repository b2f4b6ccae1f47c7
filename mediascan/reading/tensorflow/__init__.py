"""Reads what TensorFlow, TensorFlow Lite and MediaPipe write."""
