-- Who hands the goods over neither records nor verifies the redemption (domain.md part 3, 14).
WITH post AS (
    SELECT file, '/recorded_by' AS pointer, recorded_by AS staff FROM redemption
    UNION ALL
    SELECT file, '/verified_by', verified_by FROM redemption
)
SELECT
    'L012' AS code, r.file, '/issued_by' AS pointer, r.issued_by AS staff,
    min(p.pointer) AS other_field, r.file AS related_file, min(p.pointer) AS related_pointer
FROM redemption AS r
JOIN post AS p ON p.file = r.file AND p.staff = r.issued_by
WHERE r.file NOT IN (SELECT file FROM annulled)
GROUP BY r.file, r.issued_by
ORDER BY file, pointer, code
