-- A notice without objections had none.
SELECT
    'O108' AS code, n.file, '/outcome' AS pointer, CAST(count(*) AS STRING) AS objections,
    min(c.file) AS related_file, '/about' AS related_pointer
FROM notice AS n
JOIN contested AS c ON c.notice_file = n.file
WHERE n.outcome = 'no_objection' AND c.request <> 'information' AND c.received <= n.closed_on
GROUP BY n.file
ORDER BY file, pointer, code
