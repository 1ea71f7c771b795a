-- One row for each certificate and role, over all that was taken.
SELECT fingerprint, role,
       any_value(subject) AS subject, any_value(issuer) AS issuer, any_value(serial_number) AS serial_number,
       any_value(not_before) AS not_before, any_value(not_after) AS not_after, any_value(names) AS names,
       any_value(public_key) AS public_key, any_value(signature_algorithm) AS signature_algorithm,
       any_value(is_ca) AS is_ca, any_value(subject_key_identifier) AS subject_key_identifier,
       any_value(chain) AS chain, any_value(chain_issuers) AS chain_issuers,
       any_value(chain_key_identifiers) AS chain_key_identifiers,
       any_value(issuers_without_key_identifier) AS issuers_without_key_identifier,
       min(first_seen) AS first_seen, max(last_seen) AS last_seen
FROM certificate_rows
GROUP BY fingerprint, role
