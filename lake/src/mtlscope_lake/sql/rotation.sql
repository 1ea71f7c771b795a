-- Who has, and who lacks, a certificate that leads to one of the new authorities.
-- By fingerprint or key identifier; by name only where a certificate does not say which key signed it.
WITH led AS (
    SELECT c.fingerprint, c.role,
           max(CASE WHEN array_contains(c.chain, a.fingerprint)
                      OR array_contains(c.chain_key_identifiers, a.key_identifier)
                      OR array_contains(c.issuers_without_key_identifier, a.subject)
                    THEN 1 ELSE 0 END) AS leads
    FROM certificates c CROSS JOIN new_authorities a
    WHERE c.role IN ('client', 'server')
    GROUP BY c.fingerprint, c.role
),
presented AS (
    SELECT 'client' AS role, client_address AS who, client_subject AS subject, client_issuer AS issuer,
           client_fingerprint AS fingerprint, server AS peer, start_time
    FROM connections WHERE client_presented AND succeeded
    UNION ALL
    SELECT 'server', server, server_subject, server_issuer, server_fingerprint, client_address, start_time
    FROM connections WHERE succeeded AND NOT resumed
)
SELECT p.role, p.who,
       CASE WHEN p.fingerprint IS NULL THEN 'not known' WHEN l.leads = 1 THEN 'works' ELSE 'fails' END AS outcome,
       p.subject, p.issuer, p.fingerprint,
       count(*) AS connections, count(DISTINCT p.peer) AS peers, max(p.start_time) AS last_seen
FROM presented p LEFT JOIN led l ON l.fingerprint = p.fingerprint AND l.role = p.role
GROUP BY p.role, p.who, p.fingerprint, p.subject, p.issuer, l.leads
ORDER BY outcome, p.role, p.who, p.subject, p.fingerprint
