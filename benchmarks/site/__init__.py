"""What the measurements over HTTP stand on: a portal with data, servers, and a light client."""
