"""The lossless document: where the front matter is, what YAML it holds, what blocks the body has. No I/O."""
