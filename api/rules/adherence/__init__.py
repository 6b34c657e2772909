"""How much of what was asked for was done, with its denominator."""
