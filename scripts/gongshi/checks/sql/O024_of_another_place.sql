-- A need is taken, handled and served in its own place: the unit, the staff of each step and the
-- service lie in the need's place, below it or above it. Where the unit does not, that is told alone.
WITH near AS (
    SELECT id, above FROM scope WHERE kind = 'place' AND above_kind = 'place'
    UNION
    SELECT above, id FROM scope WHERE kind = 'place' AND above_kind = 'place'
),
taken AS (
    SELECT n.file, n.place, u.id, u.place AS there, u.file AS related_file
    FROM need AS n
    JOIN unit AS u ON u.id = n.unit
),
tied AS (
    SELECT t.file, '/unit' AS pointer, t.place, t.id, t.there, t.related_file, '/place' AS
        related_pointer
    FROM taken AS t
    UNION ALL
    SELECT e.file, '/events/' || CAST(e.ord AS STRING) || '/by', t.place, s.id, u.place, s.file,
        '/unit'
    FROM need__events AS e
    JOIN taken AS t ON t.file = e.file
    JOIN near AS n ON n.id = t.place AND n.above = t.there
    JOIN staff AS s ON s.id = e.by
    JOIN unit AS u ON u.id = s.unit
    UNION ALL
    SELECT e.file, '/events/' || CAST(e.ord AS STRING) || '/activity', t.place, a.id, a.place,
        a.file, '/place'
    FROM need__events AS e
    JOIN taken AS t ON t.file = e.file
    JOIN near AS n ON n.id = t.place AND n.above = t.there
    JOIN activity AS a ON a.id = e.activity
)
SELECT
    'O024' AS code, t.file, t.pointer, t.id, t.there, t.place, t.related_file, t.related_pointer
FROM tied AS t
WHERE t.there IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM near AS n WHERE n.id = t.place AND n.above = t.there)
ORDER BY file, pointer, code
