-- A connection that was reported again (renegotiation) counts once, as it was reported last.
SELECT r.*,
       concat(coalesce(r.server_name, r.server_address), ':', CAST(r.server_port AS VARCHAR(5))) AS server,
       r.status IN ('completed', 'not_presented', 'not_requested') AS succeeded
FROM connection_rows r
WHERE NOT EXISTS (
    SELECT 1 FROM connection_rows later
    WHERE later.revision > 1 AND later.uid = r.uid AND later.revision > r.revision
)
