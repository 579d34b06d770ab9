-- Who serves with a team stands on a roster of that team, as a member or as a guest.
WITH belongs AS (
    SELECT r.team, m.number FROM roster AS r JOIN roster__members AS m ON m.file = r.file
    UNION ALL
    SELECT r.team, g.number FROM roster AS r JOIN roster__guests AS g ON g.file = r.file
)
SELECT
    'X012' AS code, a.file, '/participants/' || CAST(p.ord AS STRING) || '/number' AS pointer,
    p.number, a.team, EXISTS (SELECT 1 FROM unread AS u WHERE u.kind = 'roster') AS hangs
FROM activity AS a
JOIN activity__participants AS p ON p.file = a.file
WHERE EXISTS (SELECT 1 FROM team AS t WHERE t.id = a.team)
    AND EXISTS (SELECT 1 FROM roster__members AS m WHERE m.number = p.number)
    AND NOT EXISTS (SELECT 1 FROM belongs AS b WHERE b.team = a.team AND b.number = p.number)
ORDER BY file, pointer, code
