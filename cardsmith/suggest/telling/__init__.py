"""How each fact is told: a function a sentence. What it reads of its `Telling` it also tells."""
