"""MLIR, the form in which machine-learning compilers pass programs on."""
