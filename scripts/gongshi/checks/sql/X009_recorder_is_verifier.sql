-- Nobody verifies what they recorded themselves.
WITH signed AS (
    SELECT file, recorded_by, verified_by FROM activity
    UNION ALL
    SELECT file, recorded_by, verified_by FROM donation
    UNION ALL
    SELECT file, recorded_by, verified_by FROM withdrawal
    UNION ALL
    SELECT file, recorded_by, verified_by FROM redemption
    UNION ALL
    SELECT file, recorded_by, verified_by FROM correction
)
SELECT
    'X009' AS code, file, '/verified_by' AS pointer, verified_by AS staff,
    file AS related_file, '/recorded_by' AS related_pointer
FROM signed
WHERE recorded_by = verified_by
ORDER BY file, pointer, code
