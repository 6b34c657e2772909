"""What holds for every request: errors, ETags, bodies, pages, limits, log lines."""
