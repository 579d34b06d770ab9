-- What a rule or a price decides is decided once: of two prices from one day, two thresholds of one
-- star, two caps of one measure and stretch of time and the like, only one could hold.
WITH said AS (
    SELECT
        file, '/prices' AS list, ord, '/from' AS field, "from" AS what
    FROM reward__prices
    UNION ALL
    SELECT c.file, '/earning/' || CAST(c.parent AS STRING) || '/coefficients', c.ord, '/category',
        c.category
    FROM policy__earning__coefficients AS c
    UNION ALL
    SELECT file, '/caps', ord, '/per', measure || ' ' || per FROM policy__caps
    UNION ALL
    SELECT file, '/expiry', ord, '/month_day', measure || ' ' || month_day FROM policy__expiry
    UNION ALL
    SELECT file, '/withdrawals', ord, '/for', "for" FROM policy__withdrawals
    UNION ALL
    SELECT file, '/quotas', ord, '/measure', measure || ' ' || COALESCE(cohort, '')
    FROM policy__quotas
    UNION ALL
    SELECT file, '/stars', ord, '/star', CAST(star AS STRING) FROM policy__stars
    UNION ALL
    SELECT file, '/unit_stars', ord, '/star', CAST(star AS STRING) FROM policy__unit_stars
    UNION ALL
    SELECT file, '/cadence', ord, '/step', step FROM policy__cadence
    UNION ALL
    SELECT file, '/under_notice', ord, '/subject', subject FROM policy__under_notice
    UNION ALL
    SELECT file, '/approvals', ord, '/level', level FROM policy__approvals
    UNION ALL
    SELECT file, '/matching', ord, '/category', category FROM policy__matching
),
placed AS (
    SELECT
        file, list || '/' || CAST(ord AS STRING) || field AS pointer,
        min(ord) OVER (
            PARTITION BY file, list, what ORDER BY ord
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS first_ord,
        ord, list, field
    FROM said
)
SELECT
    'L028' AS code, p.file, p.pointer, p.pointer AS said_field, p.file AS related_file,
    p.list || '/' || CAST(p.first_ord AS STRING) || p.field AS related_pointer
FROM placed AS p
WHERE p.ord > p.first_ord
    AND NOT EXISTS (SELECT 1 FROM policy AS q WHERE q.file = p.file AND q.basis <> 'local')
ORDER BY file, pointer, code
