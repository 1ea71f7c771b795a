-- Sessions that were resumed, so that no certificate was asked for again.
SELECT server, client_address AS client,
       count(*) AS resumed,
       count(CASE WHEN status = 'completed' THEN 1 END) AS completed,
       count(CASE WHEN status = 'undetermined' THEN 1 END) AS undetermined,
       count(CASE WHEN original_outside THEN 1 END) AS original_outside,
       max_by(resumption, start_time) AS resumption,
       min(start_time) AS first_seen, max(start_time) AS last_seen,
       max_by(uid, start_time) AS example
FROM connections
WHERE resumed AND status <> 'failed'
GROUP BY server, client_address
ORDER BY resumed DESC, server, client
