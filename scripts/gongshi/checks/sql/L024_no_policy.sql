-- What has been verified is counted by some rule: a policy on earning is in force for the team (or
-- the unit that took the gift) on that day. A repository without any such policy counts nothing.
SELECT
    'L024' AS code, s.file,
    CASE WHEN s.event = 'service' THEN '/date' ELSE s.pointer || '/given_on' END AS pointer,
    s.entry, s.served_on
FROM share AS s
LEFT JOIN era AS d ON d.day = s.served_on
LEFT JOIN ruling AS f
    ON f.family = 'earning' AND f.kind = s.ruled_kind AND f.id = s.ruled_by
    AND f.cohort = s.cohort AND f.era = d.era
WHERE s.event IN ('service', 'money', 'goods') AND s.number IS NOT NULL
    AND EXISTS (SELECT 1 FROM recorded AS r WHERE r.file = s.file AND r.pointer = s.pointer)
    AND EXISTS (
        SELECT 1 FROM policy AS p JOIN policy__earning AS e ON e.file = p.file
        WHERE p.basis = 'local'
    )
GROUP BY s.file, s.entry, s.event, s.served_on,
    CASE WHEN s.event = 'service' THEN '/date' ELSE s.pointer || '/given_on' END
HAVING count(f.policy) = 0
ORDER BY file, pointer, code
