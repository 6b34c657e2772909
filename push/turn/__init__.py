"""One turn: from the claim of a reminder to what came of its pushes."""
