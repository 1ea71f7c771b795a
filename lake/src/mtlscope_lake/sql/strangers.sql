-- Servers that let in whoever comes: they never ask, or ask and go on without a certificate.
-- A resumed session shows neither, so full handshakes count.
SELECT server,
       CASE WHEN count(CASE WHEN status <> 'not_requested' THEN 1 END) = 0 THEN 'never asks'
            WHEN count(CASE WHEN status = 'not_presented' THEN 1 END) = 0 THEN 'asks not always'
            ELSE 'asks, and lets in without' END AS habit,
       count(CASE WHEN status = 'not_presented' THEN 1 END) AS in_without,
       count(CASE WHEN status = 'not_requested' THEN 1 END) AS not_asked,
       count(CASE WHEN status = 'completed' THEN 1 END) AS with_certificate,
       count(DISTINCT CASE WHEN status <> 'completed' THEN client_address END) AS strangers,
       count(CASE WHEN basis = 'inferred' THEN 1 END) AS inferred,
       min(start_time) AS first_seen, max(start_time) AS last_seen
FROM connections
WHERE succeeded AND NOT resumed
GROUP BY server
HAVING count(CASE WHEN status <> 'completed' THEN 1 END) > 0
ORDER BY in_without DESC, not_asked DESC, server
