-- A star is granted to a volunteer whom the tally calls eligible at the end of the period appraised.
-- What was revoked is judged no more.
SELECT
    'O212' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/star' AS pointer, r.number,
    CAST(r.star AS STRING) AS star, CAST(COALESCE(s.star, 0) AS STRING) AS eligible, a.last_day
FROM award__results AS r
JOIN appraised AS a ON a.file = r.file AND a.grants = 'star'
JOIN star_day AS d ON d.day = a.last_day
LEFT JOIN star_standing AS s ON s.number = r.number AND s.day = a.last_day
WHERE r.number IS NOT NULL AND r.revoked_on IS NULL AND r.star > COALESCE(s.star, 0)
ORDER BY file, pointer, code
