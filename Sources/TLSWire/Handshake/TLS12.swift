/// The messages as they were up to TLS 1.2, SSL 3.0 included.
public enum TLS12 {}

/// The messages as TLS 1.3 and DTLS 1.3 have them.
public enum TLS13 {}
