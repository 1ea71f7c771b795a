extension `Connection JSON` {
    static let refused = """
        {
          "type": "connection",
          "schema_version": "1.1",
          "id": "c1",
          "revision": 1,
          "community_id": "1:OvASOSctCWwyFIw20tJEjQZS6DQ=",
          "transport": "tcp",
          "client": {
            "address": "192.0.2.10",
            "port": 51234
          },
          "server": {
            "address": "192.0.2.20",
            "port": 8443
          },
          "start_time": "2026-01-01T00:00:00.000000000Z",
          "end_time": "2026-01-01T00:00:00.004000000Z",
          "frames": {
            "first": 1,
            "last": 17,
            "first_input": 0,
            "last_input": 0
          },
          "preceded_by": null,
          "tls": {
            "version": "TLS 1.2",
            "cipher_suite": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "server_name": "api.example",
            "application_protocol": "h2",
            "resumption": null,
            "hello_retry_request": false,
            "decrypted": false,
            "authentication": "certificate",
            "offered_versions": [
              "TLS 1.3",
              "TLS 1.2"
            ],
            "encrypted_client_hello_offered": false,
            "post_handshake_auth_offered": false
          },
          "mutual_auth": {
            "status": "failed",
            "basis": "observed",
            "confidence": null,
            "resumed": false,
            "original_connection": null,
            "failure": {
              "kind": "client_certificate_rejected",
              "alert": {
                "code": 48,
                "name": "unknown_ca",
                "level": "fatal",
                "sender": "server",
                "frame": 14,
                "input": 0,
                "encrypted": false
              },
              "closed_by": "server",
              "shown_as": [
                {
                  "program": "Chrome",
                  "text": "net::ERR_BAD_SSL_CLIENT_AUTH_CERT"
                },
                {
                  "program": "Firefox",
                  "text": "SSL_ERROR_UNKNOWN_CA_ALERT"
                },
                {
                  "program": "curl",
                  "text": "curl: (35) error:0A000418:SSL routines::tlsv1 alert unknown ca"
                },
                {
                  "program": "Node.js",
                  "text": "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA"
                },
                {
                  "program": "Go",
                  "text": "remote error: tls: unknown certificate authority"
                },
                {
                  "program": "Java",
                  "text": "Received fatal alert: unknown_ca"
                },
                {
                  "program": "Python",
                  "text": "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca"
                },
                {
                  "program": "OpenSSL",
                  "text": "error:0A000418:SSL routines::tlsv1 alert unknown ca"
                },
                {
                  "program": "GnuTLS",
                  "text": "Received alert [48]: CA is unknown"
                }
              ]
            },
            "reasons": [
              "server requested a client certificate, frame 8",
              "client presented the certificate CN=device-7, frame 10",
              "server sent unknown_ca (48), frame 14"
            ]
          },
          "certificate_request": {
            "frame": 8,
            "input": 0,
            "stage": "handshake",
            "inferred": false,
            "certificate_types": [
              "rsa_sign"
            ],
            "signature_algorithms": [
              "rsa_pss_rsae_sha256"
            ],
            "certificate_authorities": [
              "CN=Example Root,O=Example"
            ]
          },
          "client_certificate": {
            "frame": 10,
            "input": 0,
            "inferred": false,
            "presented": true,
            "proof_of_possession": "unchecked",
            "proof_obstacle": "not_asked",
            "proof_frame": 10,
            "trust": null,
            "expected": null,
            "candidates": null,
            "raw_public_key": null,
            "chain": [
              {
                "subject": "CN=device-7",
                "issuer": "CN=Other CA",
                "serial_number": "01",
                "not_before": "2026-01-01T00:00:00.000000000Z",
                "not_after": "9999-12-31T23:59:59.000000000Z",
                "subject_alternative_names": [
                  "URI:spiffe://example/device-7"
                ],
                "public_key": "EC P-256",
                "signature_algorithm": "ecdsa-with-SHA256",
                "extended_key_usage": [
                  "clientAuth"
                ],
                "fingerprint_sha256": "abcd",
                "version": 3,
                "key_usage": [
                  "digitalSignature"
                ],
                "is_ca": false,
                "path_length": null,
                "subject_key_identifier": "0102",
                "authority_key_identifier": null,
                "public_key_sha256": null,
                "public_exponent": null,
                "issuance": null,
                "size": 2,
                "problem": null
              }
            ]
          },
          "server_certificate": {
            "frame": 6,
            "input": 0,
            "inferred": false,
            "proof_of_possession": null,
            "proof_obstacle": null,
            "proof_frame": null,
            "trust": null,
            "raw_public_key": null,
            "chain": []
          },
          "diagnoses": [],
          "stream": {
            "missing_bytes": 0,
            "conflicting_segments": 0,
            "limit_hit": false,
            "loss_meanwhile": 0
          },
          "encapsulation": []
        }
        """
}
