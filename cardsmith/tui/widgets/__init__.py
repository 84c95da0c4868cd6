"""The parts that views are made of. They show and ask; what is true stands in the session."""
