"""NNabla: parameters in HDF5 and networks as protobuf text, in an archive or alone."""
