"""The embedded hub, driven by the SDKs it stands in for."""
