"""The pages of the local Hub, grouped by what they are about."""
