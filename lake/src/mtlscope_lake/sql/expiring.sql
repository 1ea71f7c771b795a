-- Certificates in use that end within the days asked for, and those that have ended; the first to end first.
WITH users AS (
    SELECT 'client' AS role, client_fingerprint AS fingerprint, count(*) AS connections,
           count(DISTINCT client_address) AS clients, count(DISTINCT server) AS servers, max_by(server, start_time) AS server
    FROM connections WHERE client_fingerprint IS NOT NULL GROUP BY client_fingerprint
    UNION ALL
    SELECT 'server', server_fingerprint, count(*), count(DISTINCT client_address), count(DISTINCT server),
           max_by(server, start_time)
    FROM connections WHERE server_fingerprint IS NOT NULL GROUP BY server_fingerprint
)
SELECT c.not_after AS ends, days_between(a.at, c.not_after) AS days_left, c.role, c.subject, c.issuer,
       u.clients, u.servers, u.server AS seen_at, u.connections, c.last_seen, c.fingerprint
FROM certificates c CROSS JOIN asked a LEFT JOIN users u ON u.role = c.role AND u.fingerprint = c.fingerprint
WHERE days_between(a.at, c.not_after) <= a.days
ORDER BY ends, c.role, c.subject, c.fingerprint
