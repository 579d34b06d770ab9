-- An objection that was upheld changes something: it names the correction or the record that was
-- changed for it. What had been settled when the objection came can only have been revoked since; what
-- else was changed, the record as it stands does not prove.
WITH upheld AS (
    SELECT file, received, changed
    FROM objection
    WHERE outcome IN ('upheld', 'partly_upheld') AND request IN ('objection', 'correction')
        AND correction IS NULL
),
stood AS (
    SELECT u.file, w.file AS changed_file
    FROM upheld AS u
    JOIN award AS w ON w.id = u.changed AND w.basis = 'local' AND w.date < u.received
    WHERE EXISTS (SELECT 1 FROM award__results AS r WHERE r.file = w.file)
        AND NOT EXISTS (
            SELECT 1
            FROM award__results AS r
            WHERE r.file = w.file AND r.revoked_on >= u.received
        )
    UNION ALL
    SELECT u.file, h.file
    FROM upheld AS u
    JOIN honor AS h ON h.id = u.changed AND h.basis = 'local' AND h.granted_on < u.received
    WHERE (h.revoked_on >= u.received) IS NOT TRUE
    UNION ALL
    SELECT u.file, n.file
    FROM upheld AS u
    JOIN notice AS n ON n.id = u.changed AND n.basis = 'local' AND n.closed_on < u.received
)
SELECT
    'O114' AS code, u.file, '/outcome' AS pointer, s.changed_file AS related_file,
    '/id' AS related_pointer
FROM upheld AS u
LEFT JOIN stood AS s ON s.file = u.file
WHERE u.changed IS NULL OR s.file IS NOT NULL
ORDER BY file, pointer, code
