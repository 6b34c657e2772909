"""The app on a phone: Chromium at 390 px, with and without a network, the clock moved."""
