"""The same as `Assistant`, over HTTP: an API of its own, the OpenAI one, MCP tools, and the chat window."""
