"""Whose certificates we believe: those of the system's own store, and of the file a person names.

OpenSSL, which Python uses, does not look into the stores of Windows and macOS, and on Linux not everywhere
either; a company that reads its own traffic puts its authority exactly there. `truststore` looks. On Windows
and macOS it would pass over SSL_CERT_FILE and SSL_CERT_DIR, so these are read here.

The pitfall it avoids: `truststore.inject_into_ssl` would change every context of the process, servers' too.
"""

from __future__ import annotations

import os
import ssl

import truststore

from voiceapp.errors import LinkError


def system_trust() -> ssl.SSLContext:
    """Return a client's context that believes what this system believes; reads files, so a few ms.

    Raises LinkError when SSL_CERT_FILE or SSL_CERT_DIR names what cannot be read.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if not (file or folder):
        return context
    try:
        context.load_verify_locations(cafile=file or None, capath=folder or None)
    except OSError as error:  # ssl.SSLError is one
        raise LinkError(
            "The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read. Correct the "
            "variable, or remove it.",
            details=str(error),
        ) from None
    return context
