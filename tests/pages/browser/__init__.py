"""The pages in a real browser: real processes of the product, the system's Chromium, axe-core."""
