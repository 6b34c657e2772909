#!/bin/sh
# pyrage 1.4.0. Expected: an encrypted file that was cut off is refused by decrypt_io as any other
# wrong one is, by DecryptError. Real: it is an OSError without errno, raised after the blocks before
# it were written, just like a disk that cannot be read; with the wrong key it is DecryptError.
# Why it matters here: a restore has to say "damaged", and must not take what was written for whole.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install pyrage==1.4.0
seen=$("$dir/v/bin/python" - <<'PY'
import io
import pyrage
mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
whole = pyrage.encrypt(b"x" * 200_000, [mine.to_public()])
def told(data, key):
    out = io.BytesIO()
    try:
        pyrage.decrypt_io(io.BytesIO(data), out, [key])
    except (pyrage.DecryptError, OSError) as error:
        return f"{type(error).__name__}, errno {getattr(error, 'errno', '-')}, written {len(out.getvalue()) > 0}"
print(told(whole, other), "|", told(whole[:-1000], mine))
PY
)
echo "pyrage 1.4.0: $seen"
[ "$seen" = "DecryptError, errno -, written False | OSError, errno None, written True" ]
