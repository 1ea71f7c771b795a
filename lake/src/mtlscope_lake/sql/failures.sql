-- What fails, by cause, server and client.
SELECT cause, server, client_address AS client,
       count(*) AS failures,
       min(start_time) AS first_seen, max(start_time) AS last_seen,
       max_by(failure, start_time) AS failure,
       max_by(client_subject, start_time) AS client_subject,
       max_by(uid, start_time) AS example
FROM connections
WHERE status = 'failed'
GROUP BY cause, server, client_address
ORDER BY failures DESC, cause, server, client
