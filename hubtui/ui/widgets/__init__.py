"""Widgets: given values, they draw them; they hold no hub, no session, no engine."""
