"""What a card already tells: values, metrics, and the other things a generator writes into it."""
