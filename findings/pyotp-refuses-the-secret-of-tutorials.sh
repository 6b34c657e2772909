#!/bin/sh
# pyotp 2.12.1. Expected: TOTP("JBSWY3DPEHPK3PXP"), the secret of most tutorials, makes codes, and
# verify(code, 59) takes the time second, as it long did. Real: secrets below 112 bits are a
# ValueError, and the time is a keyword alone (TypeError).
# Why it matters here: an app's secret that was imported from elsewhere may have 80 bits.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install pyotp==2.12.1
seen=$("$dir/v/bin/python" - <<'PY'
import pyotp
def told(ask):
    try:
        return ask()
    except (ValueError, TypeError) as error:
        return type(error).__name__
secret = pyotp.random_base32()
totp = pyotp.TOTP(secret)
code = totp.at(for_time=59)
print(told(lambda: pyotp.TOTP("JBSWY3DPEHPK3PXP").now()), told(lambda: totp.verify(code, 59)), told(lambda: totp.verify(code, for_time=59)))
PY
)
echo "pyotp 2.12.1: $seen"
[ "$seen" = "ValueError TypeError True" ]
