"""The editor: a face of `cardsmith.session`, and nothing that decides."""
