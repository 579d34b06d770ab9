-- A stage that chooses is over when its result is put under notice, or takes effect.
WITH announced AS (
    SELECT w.file, LEAST(COALESCE(n."from", w.date), COALESCE(w.date, n."from")) AS day
    FROM award AS w
    LEFT JOIN notice AS n ON n.id = w.notice
    WHERE w.basis = 'local'
)
SELECT
    'O227' AS code, s.file, '/stages/' || CAST(s.ord AS STRING) || '/date' AS pointer, s.name
        AS stage,
    s.date AS held_on, a.day AS announced
FROM award__stages AS s
JOIN announced AS a ON a.file = s.file
WHERE s.date > substr(a.day, 1, length(s.date))
    AND (
        s.places IS NOT NULL
        OR EXISTS (
            SELECT 1 FROM award__stages__finalists AS f WHERE f.file = s.file AND f.parent = s.ord
        )
    )
ORDER BY file, pointer, code
