"""The pages, as a browser gets them and as a browser shows them."""
