-- Nobody serves in two places at once, but for as many minutes as the policy tolerates on the day of
-- the service. Of two the one recorded later is named, once, with the earliest other.
WITH clash AS (
    SELECT
        o.*,
        row_number() OVER (
            PARTITION BY o.file, o.pointer ORDER BY o.other, o.related_pointer
        ) AS place
    FROM overlap AS o
    JOIN recorded AS b ON b.file = o.file AND b.pointer = o.pointer
    JOIN recorded AS a ON a.file = o.related_file AND a.pointer = o.related_pointer
    WHERE o.minutes > o.tolerated
)
SELECT
    'L005' AS code, file, pointer || '/minutes' AS pointer, number, other,
    CAST(minutes AS STRING) AS minutes, CAST(tolerated AS STRING) AS tolerated, related_file,
    related_pointer || '/minutes' AS related_pointer
FROM clash
WHERE place = 1
ORDER BY file, pointer, code
