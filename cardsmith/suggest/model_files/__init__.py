"""What the files of a model say about it: one module a kind of file, each with the fields it `SERVES` and a `read`."""
