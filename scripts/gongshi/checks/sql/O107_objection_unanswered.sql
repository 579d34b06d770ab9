-- A notice is settled when every objection to it has been answered.
SELECT
    'O107' AS code, n.file, '/closed_on' AS pointer, n.closed_on, c.id AS objection,
    c.file AS related_file,
    CASE WHEN c.answered_on IS NULL THEN '/received' ELSE '/answered_on' END AS related_pointer
FROM notice AS n
JOIN contested AS c ON c.notice_file = n.file
WHERE n.outcome <> 'withdrawn' AND c.received <= n.closed_on
    AND (c.answered_on <= n.closed_on) IS NOT TRUE
ORDER BY file, pointer, code, objection
