-- Nobody serves in two places at once, but for as many minutes as the policy tolerates on the day of
-- the service. Of two the one recorded later is named, once, with the earliest other.
WITH clash AS (
    SELECT
        o.*,
        row_number() OVER (
            PARTITION BY o.file, o.pointer ORDER BY o.other, o.related_pointer
        ) AS place
    FROM overlap AS o
    WHERE o.minutes > o.tolerated
        AND NOT EXISTS (
            SELECT 1 FROM reversed AS r WHERE r.file = o.file AND r.pointer = o.pointer
        )
        AND NOT EXISTS (
            SELECT 1
            FROM reversed AS r
            WHERE r.file = o.related_file AND r.pointer = o.related_pointer
        )
)
SELECT
    'L005' AS code, file, pointer || '/minutes' AS pointer, number, other,
    CAST(minutes AS STRING) AS minutes, CAST(tolerated AS STRING) AS tolerated, related_file,
    related_pointer || '/minutes' AS related_pointer
FROM clash
WHERE place = 1
ORDER BY file, pointer, code
