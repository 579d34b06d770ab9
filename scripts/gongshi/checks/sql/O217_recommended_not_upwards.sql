-- A unit is recommended to one above it.
SELECT
    'O217' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/recommended_to' AS pointer,
    r.winner, r.recommended_to
FROM award__results AS r
JOIN unit AS w ON w.id = r.winner
JOIN unit AS t ON t.id = r.recommended_to
WHERE w.id = t.id
    OR NOT EXISTS (
        SELECT 1
        FROM scope AS s
        WHERE s.kind = 'unit' AND s.id = w.id AND s.above_kind = 'unit' AND s.above = t.id
    )
ORDER BY file, pointer, code
