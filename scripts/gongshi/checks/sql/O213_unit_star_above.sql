-- A unit's star is no more than its indicators of the year are enough for. A warning, since a later
-- correction may lower them.
SELECT
    'O213' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/star' AS pointer,
    r.winner AS unit, CAST(r.star AS STRING) AS star,
    CAST(COALESCE(s.star, 0) AS STRING) AS eligible, substr(a.last_day, 1, 4) AS year
FROM award__results AS r
JOIN appraised AS a ON a.file = r.file AND a.grants = 'star'
LEFT JOIN unit_star AS s
    ON s.unit = r.winner AND s.year = CAST(substr(a.last_day, 1, 4) AS BIGINT)
WHERE r.winner IS NOT NULL AND r.revoked_on IS NULL AND r.star > COALESCE(s.star, 0)
ORDER BY file, pointer, code
