"""The HTTP server: a REST API, an OpenAI-compatible API, MCP tools, and the chat window."""
