-- A window opens on some day: it ends no earlier than it begins, in a month that has its first day.
WITH opened AS (
    SELECT
        w.file, w.ord, w.from_day, w.to_day,
        CASE
            WHEN w.every = 'year' AND w.month = 2 THEN 29
            WHEN w.every = 'year' AND w.month IN (4, 6, 9, 11) THEN 30
            ELSE 31
        END AS last_day
    FROM policy__windows AS w
    JOIN policy AS p ON p.file = w.file
    WHERE p.basis = 'local'
)
SELECT
    'L029' AS code, file,
    '/windows/' || CAST(ord AS STRING)
        || CASE WHEN to_day < from_day THEN '/to_day' ELSE '/from_day' END AS pointer,
    CAST(from_day AS STRING) AS from_day, CAST(to_day AS STRING) AS to_day
FROM opened
WHERE to_day < from_day OR from_day > last_day
ORDER BY file, pointer, code
