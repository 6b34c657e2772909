"""What holds everyone up: which outcomes do, for how long, and whom they blame."""
