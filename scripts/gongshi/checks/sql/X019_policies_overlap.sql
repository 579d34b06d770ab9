-- For one scope, family and measure, one local policy is in force on any day.
WITH measured AS (
    SELECT file, measure FROM policy__earning
    UNION
    SELECT file, measure FROM policy__quotas
),
rule AS (
    SELECT
        p.file, p.id, p.family, p.scope, COALESCE(m.measure, '') AS measure, p."from" AS first_day,
        COALESCE(p.until, '9999-12-31') AS last_day
    FROM policy AS p
    LEFT JOIN measured AS m ON m.file = p.file
    WHERE p.basis = 'local'
),
overlap AS (
    SELECT DISTINCT
        b.file, b.first_day AS own_from, a.id AS other, b.scope, a.file AS related_file,
        row_number() OVER (PARTITION BY b.file ORDER BY a.file, a.measure) AS place
    FROM rule AS a
    JOIN rule AS b
        ON b.family = a.family AND b.scope = a.scope AND b.measure = a.measure AND a.file <> b.file
    WHERE a.first_day <= b.last_day AND b.first_day <= a.last_day
        AND (a.first_day < b.first_day OR (a.first_day = b.first_day AND a.file < b.file))
)
SELECT
    'X019' AS code, file, '/from' AS pointer, own_from, other, scope, related_file,
    '/from' AS related_pointer
FROM overlap
WHERE place = 1
ORDER BY file, pointer, code
