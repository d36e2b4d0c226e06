"""A model hub on loopback: both wire protocols over one sqlite file and content-addressed blobs."""
