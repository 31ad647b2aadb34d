"""Training of the adapters in `assistant/drafting/judges/`."""
