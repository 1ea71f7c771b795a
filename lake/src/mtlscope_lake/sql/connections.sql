-- A connection that was reported again (renegotiation) counts once, as it was reported last.
-- What has no port, such as EAP, is called by its address alone.
SELECT r.*,
       concat(coalesce(r.server_name, r.server_address),
              CASE WHEN r.server_port IS NULL THEN '' ELSE concat(':', CAST(r.server_port AS VARCHAR(5))) END) AS server,
       r.status IN ('completed', 'not_presented', 'not_requested') AS succeeded
FROM connection_rows r
WHERE NOT EXISTS (
    SELECT 1 FROM connection_rows later
    WHERE later.revision > 1 AND later.uid = r.uid AND later.revision > r.revision
)
