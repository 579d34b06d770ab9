-- What has been verified is counted by some rule: a policy on earning is in force for the team (or
-- the unit that took the gift) on that day. A repository without any such policy counts nothing.
WITH unruled AS (
    SELECT s.file, s.pointer, s.entry, s.event, s.served_on
    FROM share AS s
    LEFT JOIN era AS d ON d.day = s.served_on
    WHERE s.event IN ('service', 'money', 'goods') AND s.number IS NOT NULL
        AND NOT EXISTS (
            SELECT 1
            FROM ruling AS r
            WHERE r.family = 'earning' AND r.kind = s.ruled_kind AND r.id = s.ruled_by
                AND r.cohort = s.cohort AND r.era = d.era
        )
        AND EXISTS (
            SELECT 1 FROM policy AS p JOIN policy__earning AS e ON e.file = p.file
            WHERE p.basis = 'local'
        )
),
-- A service counts if it does so for one of those who took part.
ruled AS (
    SELECT s.file, s.entry
    FROM unruled AS u
    JOIN share AS s ON s.file = u.file AND s.entry = u.entry
    WHERE s.number IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM reversed AS r WHERE r.file = s.file AND r.pointer = s.pointer)
        AND NOT EXISTS (SELECT 1 FROM unruled AS o WHERE o.file = s.file AND o.pointer = s.pointer)
)
SELECT DISTINCT
    'L024' AS code, u.file,
    CASE WHEN u.event = 'service' THEN '/date' ELSE u.pointer || '/given_on' END AS pointer,
    u.entry, u.served_on
FROM unruled AS u
WHERE NOT EXISTS (SELECT 1 FROM reversed AS r WHERE r.file = u.file AND r.pointer = u.pointer)
    AND NOT EXISTS (SELECT 1 FROM ruled AS r WHERE r.file = u.file AND r.entry = u.entry)
ORDER BY file, pointer, code
