"""The key that signs, made at the first start and kept, so that a restart does not make the portal doubt."""

import json
import os
from pathlib import Path

from joserfc.jwk import RSAKey


def signing_key(folder: Path) -> RSAKey:
    """The RSA key in that folder; only its owner may read it."""
    file = folder / "identity.jwk.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"})
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(made.as_dict(private=True)))
        fresh.replace(file)
    return RSAKey.import_key(json.loads(file.read_text()))


def published(key: RSAKey) -> dict[str, object]:
    """The key set for everybody: the public half only."""
    return {"keys": [{**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": "RS256"}]}
