"""Adherence: how much of the prescribed work was done, with its denominator."""
