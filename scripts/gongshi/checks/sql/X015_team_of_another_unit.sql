-- Where a local record names a team and a unit, the unit is the team's own, or above or below it.
WITH RECURSIVE above AS (
    SELECT id AS unit, id AS upper, 0 AS steps FROM unit
    UNION
    SELECT a.unit, u.parent, a.steps + 1
    FROM above AS a
    JOIN unit AS u ON u.id = a.upper
    WHERE u.parent IS NOT NULL AND a.steps < 64
),
both_named AS (
    SELECT file, team, unit FROM activity WHERE basis = 'local'
    UNION ALL
    SELECT file, team, unit FROM project WHERE basis = 'local'
)
SELECT
    'X015' AS code, n.file, '/unit' AS pointer, n.team, n.unit, t.unit AS team_unit,
    t.file AS related_file, '/unit' AS related_pointer,
    EXISTS (SELECT 1 FROM unread AS u WHERE u.kind = 'unit') AS hangs
FROM both_named AS n
JOIN team AS t ON t.id = n.team
JOIN unit AS own ON own.id = n.unit
WHERE t.unit IS NOT NULL
    AND NOT EXISTS (
        SELECT 1
        FROM above AS a
        WHERE (a.unit = n.unit AND a.upper = t.unit) OR (a.unit = t.unit AND a.upper = n.unit)
    )
ORDER BY file, pointer, code
