-- Who presents what to whom.
SELECT client_address AS client, server, client_subject, client_issuer, client_not_after AS client_ends, client_fingerprint,
       count(*) AS connections,
       count(CASE WHEN status = 'completed' THEN 1 END) AS completed,
       count(CASE WHEN status = 'failed' THEN 1 END) AS failed,
       min(start_time) AS first_seen, max(start_time) AS last_seen,
       max_by(version, start_time) AS version,
       max_by(server_subject, start_time) AS server_subject
FROM connections
WHERE client_presented
GROUP BY client_address, server, client_subject, client_issuer, client_not_after, client_fingerprint
ORDER BY connections DESC, client, server, client_subject, client_fingerprint
