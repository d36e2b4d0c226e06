"""The Hugging Face protocol of the embedded hub."""
