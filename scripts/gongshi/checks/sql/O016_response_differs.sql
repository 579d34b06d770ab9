-- The hours of response in an activity (domain.md E3) are those from the request of a need that it
-- served to its start, rounded up or down.
WITH waited AS (
    SELECT
        a.file, min(r.minute) AS first, max(r.minute) AS last, min(r.file) AS need_file,
        max(d.number) * 1440 + max(CAST(substr(a.start, 1, 2) AS BIGINT)) * 60
            + max(CAST(substr(a.start, 4, 2) AS BIGINT)) AS start
    FROM activity AS a
    JOIN need__events AS e ON e.activity = a.id
    JOIN order_step AS r ON r.file = e.file AND r.step = 'requested'
    JOIN order_day AS d ON d.day = a.date
    WHERE a.response_hours IS NOT NULL AND a.start IS NOT NULL
    GROUP BY a.file
),
rounded AS (
    SELECT file, need_file, start - last AS least, start - first + 59 AS most FROM waited
),
hours AS (
    SELECT
        file, need_file, CAST((least - least % 60) / 60 AS BIGINT) AS low,
        CAST((most - most % 60) / 60 AS BIGINT) AS high
    FROM rounded
)
SELECT
    'O016' AS code, a.file, '/response_hours' AS pointer, a.id AS activity,
    CAST(a.response_hours AS STRING) AS response,
    CASE
        WHEN h.low = h.high THEN CAST(h.low AS STRING)
        ELSE CAST(h.low AS STRING) || '–' || CAST(h.high AS STRING)
    END AS hours,
    h.need_file AS related_file, '/events/0/at' AS related_pointer
FROM hours AS h
JOIN activity AS a ON a.file = h.file
WHERE a.response_hours NOT BETWEEN h.low AND h.high
ORDER BY file, pointer, code
