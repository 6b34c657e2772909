"""Firebase Cloud Messaging: a message on its way, and what its answer means."""
