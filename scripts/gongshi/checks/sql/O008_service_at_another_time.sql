-- A need is served on the day of the activity that it names, not before that began and not when
-- everybody in it had gone.
WITH span AS (
    SELECT
        a.id, a.file, a.date, a.start, max(p.minutes) AS longest,
        CAST(substr(a.start, 1, 2) AS BIGINT) * 60 + CAST(substr(a.start, 4, 2) AS BIGINT) AS began
    FROM activity AS a
    JOIN activity__participants AS p ON p.file = a.file
    GROUP BY a.id, a.file, a.date, a.start
)
SELECT
    'O008' AS code, e.file, '/events/' || CAST(e.ord AS STRING) || '/at' AS pointer,
    e.activity, e.at, a.date AS served_on, COALESCE(a.start, '') AS start,
    CAST(a.longest AS STRING) AS minutes, a.file AS related_file, '/date' AS related_pointer
FROM need__events AS e
JOIN span AS a ON a.id = e.activity
WHERE (
        substr(e.at, 1, 10) = a.date
        AND CAST(substr(e.at, 12, 2) AS BIGINT) * 60 + CAST(substr(e.at, 15, 2) AS BIGINT)
            BETWEEN a.began AND a.began + a.longest
    ) IS NOT TRUE
ORDER BY file, pointer, code
