"""How often alerts and figures are wrong: the product's own rules over simulated clients."""
