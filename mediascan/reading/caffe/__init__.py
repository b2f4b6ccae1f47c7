"""Messages of Caffe: blobs and layers."""
