-- What rules units, orders, notices and the rhythm of records is asked for no cohort: in a policy
-- for one cohort it would never hold; skills that answer needs would hold for all the same.
WITH blind AS (
    SELECT DISTINCT file, 'unit_stars' AS part FROM policy__unit_stars
    UNION ALL
    SELECT DISTINCT file, 'cadence' FROM policy__cadence
    UNION ALL
    SELECT DISTINCT file, 'order_flow' FROM policy__order_flow
    UNION ALL
    SELECT DISTINCT file, 'under_notice' FROM policy__under_notice
    UNION ALL
    SELECT DISTINCT file, 'approvals' FROM policy__approvals
    UNION ALL
    SELECT DISTINCT file, 'matching' FROM policy__matching
)
SELECT
    'L032' AS code, b.file, '/cohort' AS pointer, '/' || b.part AS part_field,
    p.cohort AS cohort_choice, b.file AS related_file, '/' || b.part AS related_pointer
FROM blind AS b
JOIN policy AS p ON p.file = b.file
WHERE p.basis = 'local' AND p.cohort IS NOT NULL
ORDER BY file, pointer, code, part_field
