-- For one scope and cohort, one local policy is in force on any day for each part that it rules, and
-- where the part counts something, for each measure. A policy without such parts is told by its
-- family.
WITH part AS (
    SELECT DISTINCT file, 'earning' AS part, measure FROM policy__earning
    UNION ALL
    SELECT DISTINCT file, 'quotas', measure FROM policy__quotas
    UNION ALL
    SELECT DISTINCT file, 'stars', '' FROM policy__stars
    UNION ALL
    SELECT DISTINCT file, 'caps', measure FROM policy__caps
    UNION ALL
    SELECT DISTINCT file, 'expiry', measure FROM policy__expiry
    UNION ALL
    SELECT DISTINCT file, 'withdrawals', '' FROM policy__withdrawals
    UNION ALL
    SELECT DISTINCT file, 'windows', '' FROM policy__windows
    UNION ALL
    SELECT DISTINCT file, 'badges', '' FROM policy__badges
    UNION ALL
    SELECT DISTINCT file, 'unit_stars', '' FROM policy__unit_stars
    UNION ALL
    SELECT DISTINCT file, 'cadence', '' FROM policy__cadence
    UNION ALL
    SELECT DISTINCT file, 'order_flow', '' FROM policy__order_flow
    UNION ALL
    SELECT DISTINCT file, 'under_notice', subject FROM policy__under_notice
    UNION ALL
    SELECT DISTINCT file, 'approvals', level FROM policy__approvals
    UNION ALL
    SELECT DISTINCT file, 'matching', category FROM policy__matching
    UNION ALL
    SELECT file, 'overlap', '' FROM policy WHERE overlap_minutes IS NOT NULL
),
rule AS (
    SELECT
        p.file, p.id, p.scope, COALESCE(p.cohort, '') AS cohort,
        COALESCE(m.part, 'family ' || p.family) AS part, COALESCE(m.measure, '') AS measure,
        p."from" AS first_day, COALESCE(p.until, '9999-12-31') AS last_day
    FROM policy AS p
    LEFT JOIN part AS m ON m.file = p.file
    WHERE p.basis = 'local'
),
overlap AS (
    SELECT DISTINCT
        b.file, b.first_day AS own_from, a.id AS other, b.scope, a.file AS related_file,
        row_number() OVER (PARTITION BY b.file ORDER BY a.file, a.part, a.measure) AS place
    FROM rule AS a
    JOIN rule AS b
        ON b.scope = a.scope AND b.cohort = a.cohort AND b.part = a.part
        AND b.measure = a.measure AND a.file <> b.file
    WHERE a.first_day <= b.last_day AND b.first_day <= a.last_day
        AND (a.first_day < b.first_day OR (a.first_day = b.first_day AND a.file < b.file))
)
SELECT
    'X019' AS code, file, '/from' AS pointer, own_from, other, scope, related_file,
    '/from' AS related_pointer
FROM overlap
WHERE place = 1
ORDER BY file, pointer, code
