-- For each client and server: what differed between the last success and the failure that followed it.
-- Resumed sessions show no certificates, so only full handshakes are compared. What one of the two does not show is
-- no difference.
WITH seen AS (
    SELECT * FROM connections
    WHERE NOT resumed AND status IN ('completed', 'not_presented', 'not_requested', 'failed')
),
pairs AS (
    SELECT client_address AS client, server, uid, status, cause, failure, start_time,
           client_presented, client_subject, client_issuer, client_fingerprint, client_not_after,
           server_subject, server_issuer, server_fingerprint, server_not_after,
           version, offered_versions, requested_authorities,
           lag(status) OVER one AS last_status,
           lag(uid) OVER one AS last_uid,
           lag(start_time) OVER one AS last_success,
           lag(client_presented) OVER one AS last_client_presented,
           lag(client_subject) OVER one AS last_client_subject,
           lag(client_issuer) OVER one AS last_client_issuer,
           lag(client_fingerprint) OVER one AS last_client_fingerprint,
           lag(client_not_after) OVER one AS last_client_not_after,
           lag(server_issuer) OVER one AS last_server_issuer,
           lag(server_fingerprint) OVER one AS last_server_fingerprint,
           lag(server_not_after) OVER one AS last_server_not_after,
           lag(version) OVER one AS last_version,
           lag(offered_versions) OVER one AS last_offered_versions,
           lag(requested_authorities) OVER one AS last_requested_authorities
    FROM seen
    WINDOW one AS (PARTITION BY client_address, server ORDER BY start_time, uid)
),
begun AS (
    SELECT *, row_number() OVER (PARTITION BY client, server ORDER BY start_time DESC, uid DESC) AS place
    FROM pairs
    WHERE status = 'failed' AND last_status <> 'failed'
),
since AS (
    SELECT b.client, b.server,
           count(CASE WHEN s.status = 'failed' THEN 1 END) AS failures,
           count(CASE WHEN s.status <> 'failed' THEN 1 END) AS successes
    FROM begun b JOIN seen s
      ON s.client_address = b.client AND s.server = b.server AND s.start_time >= b.start_time
    WHERE b.place = 1
    GROUP BY b.client, b.server
)
SELECT b.client, b.server, b.last_success, b.start_time AS first_failure, b.cause,
       concat_ws(', ',
           CASE WHEN b.last_client_presented AND NOT b.client_presented THEN 'client presents no certificate any more' END,
           CASE WHEN NOT b.last_client_presented AND b.client_presented THEN 'client presents a certificate now' END,
           CASE WHEN b.last_client_fingerprint <> b.client_fingerprint THEN 'client certificate' END,
           CASE WHEN b.last_client_issuer <> b.client_issuer THEN 'client certificate''s issuer' END,
           CASE WHEN b.client_not_after < b.start_time AND b.last_client_not_after >= b.last_success
                THEN 'client certificate has expired' END,
           CASE WHEN b.last_server_fingerprint <> b.server_fingerprint THEN 'server certificate' END,
           CASE WHEN b.last_server_issuer <> b.server_issuer THEN 'server certificate''s issuer' END,
           CASE WHEN b.server_not_after < b.start_time AND b.last_server_not_after >= b.last_success
                THEN 'server certificate has expired' END,
           CASE WHEN b.last_requested_authorities <> b.requested_authorities THEN 'authorities that the server names' END,
           CASE WHEN b.last_version <> b.version THEN 'version' END,
           CASE WHEN b.last_offered_versions <> b.offered_versions THEN 'versions that the client offers' END
       ) AS changed,
       s.failures, s.successes AS successes_since,
       b.last_client_subject, b.client_subject, b.last_client_issuer, b.client_issuer,
       b.last_client_fingerprint, b.client_fingerprint, b.client_not_after,
       b.last_server_fingerprint, b.server_fingerprint, b.last_server_issuer, b.server_issuer, b.server_not_after,
       b.last_version, b.version, b.last_requested_authorities, b.requested_authorities,
       b.last_uid, b.uid
FROM begun b JOIN since s ON s.client = b.client AND s.server = b.server
WHERE b.place = 1
ORDER BY first_failure, b.client, b.server
