"""Many cards: where they come from, the run over them, its ledger, its report, and a template for their answers."""
