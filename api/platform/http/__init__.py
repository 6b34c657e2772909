"""What applies to every request: errors, ETags, bodies, paging, limits, log lines."""
