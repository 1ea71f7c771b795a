"""DTLS whose recording stops before the client asks again: that a server refused in silence, its log alone says."""
from __future__ import annotations

from ..scenario import add
from .common import NONE
from .q_dtls import SILENT, gnutls_silent, wolfssl_refused

SUMMARY = NONE.summary + SILENT + " The recording stops before the client asks again."

add("dtls-gnutls-dtls12-cut-short-no-certificate", SUMMARY, lambda run: gnutls_silent(run, cut=True))
add("dtls-wolfssl-dtls12-cut-short-no-certificate", SUMMARY, lambda run: wolfssl_refused(run, NONE, cut=True))
