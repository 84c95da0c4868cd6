"""The Hub: reading its metadata, from the network, from a cache or from a recording, and writing cards to it."""
