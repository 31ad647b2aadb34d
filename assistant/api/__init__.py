"""The HTTP interface, defined once for server and client, and the client itself."""
