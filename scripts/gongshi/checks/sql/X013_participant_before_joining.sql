-- Nobody serves with a team before the day on which they joined it.
WITH joining AS (
    SELECT r.team, m.number, m.joined FROM roster AS r JOIN roster__members AS m ON m.file = r.file
    UNION ALL
    SELECT r.team, g.number, g.joined FROM roster AS r JOIN roster__guests AS g ON g.file = r.file
),
joined AS (
    SELECT team, number, min(joined) AS joined FROM joining GROUP BY team, number
    -- Who had joined before the first activity of all served with nobody too early.
    HAVING min(joined) > (SELECT min(date) FROM activity)
)
SELECT
    'X013' AS code, a.file, '/participants/' || CAST(p.ord AS STRING) || '/number' AS pointer,
    p.number, a.team, j.joined, a.date AS served_on,
    EXISTS (SELECT 1 FROM unread AS u WHERE u.kind = 'roster') AS hangs
FROM activity AS a
JOIN activity__participants AS p ON p.file = a.file
JOIN joined AS j ON j.team = a.team AND j.number = p.number
WHERE a.date < j.joined
ORDER BY file, pointer, code
