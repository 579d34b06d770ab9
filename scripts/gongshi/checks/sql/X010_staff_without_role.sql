-- Who records holds the role of recorder, who verifies that of verifier, who closes a period
-- that of keeper.
WITH signed AS (
    SELECT file, '/recorded_by' AS pointer, recorded_by AS staff, 'recorder' AS role FROM activity
    UNION ALL
    SELECT file, '/verified_by', verified_by, 'verifier' FROM activity
    UNION ALL
    SELECT file, '/recorded_by', recorded_by, 'recorder' FROM donation
    UNION ALL
    SELECT file, '/verified_by', verified_by, 'verifier' FROM donation
    UNION ALL
    SELECT file, '/recorded_by', recorded_by, 'recorder' FROM withdrawal
    UNION ALL
    SELECT file, '/verified_by', verified_by, 'verifier' FROM withdrawal
    UNION ALL
    SELECT file, '/recorded_by', recorded_by, 'recorder' FROM redemption
    UNION ALL
    SELECT file, '/verified_by', verified_by, 'verifier' FROM redemption
    UNION ALL
    SELECT file, '/recorded_by', recorded_by, 'recorder' FROM correction
    UNION ALL
    SELECT file, '/verified_by', verified_by, 'verifier' FROM correction
    UNION ALL
    SELECT e.file, '/events/' || CAST(e.ord AS STRING) || '/by', e.by,
        CASE e.step WHEN 'verified' THEN 'verifier' ELSE 'recorder' END
    FROM need__events AS e
    WHERE e.step IN ('requested', 'verified')
    UNION ALL
    SELECT file, '/closed_by', closed_by, 'keeper' FROM closing
)
SELECT
    'X010' AS code, s.file, s.pointer, s.staff, s.role AS wanted_role,
    t.file AS related_file, '/roles' AS related_pointer
FROM signed AS s
JOIN staff AS t ON t.id = s.staff
WHERE NOT EXISTS (SELECT 1 FROM staff__roles AS r WHERE r.file = t.file AND r.value = s.role)
ORDER BY file, pointer, code
