"""The terminal interface: the only code that knows Textual and Rich."""
