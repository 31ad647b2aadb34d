"""The HTTP interface, defined once for the server and its clients, and the client that is an assistant elsewhere."""
