-- Every figure that a change of the records may move: of whom (`kind`, `id`), which (`what`, and
-- more exactly `detail`), and how much (`value`, digits or a word of the schemas). One row a figure.
SELECT kind, id, 'sum' AS what, measure AS detail, CAST(SUM(amount) AS STRING) AS value
FROM total
WHERE period = 'all'
GROUP BY kind, id, measure
HAVING SUM(amount) <> 0
UNION ALL
SELECT 'volunteer', number, 'sum', measure, CAST(CAST(SUM(amount) AS DECIMAL(38, 2)) AS STRING)
FROM passbook
GROUP BY number, measure
UNION ALL
SELECT 'volunteer', number, 'eligible', '', CAST(star AS STRING)
FROM star
WHERE star > 0
UNION ALL
SELECT 'volunteer', number, 'granted', '', CAST(star AS STRING)
FROM granted_star
UNION ALL
SELECT DISTINCT 'volunteer', number, 'badge', badge || ' ' || period, 'earned'
FROM badge_held
UNION ALL
SELECT 'unit', unit, 'unit_star', CAST(year AS STRING), CAST(star AS STRING)
FROM unit_star
UNION ALL
SELECT 'need', need, 'standing', '', reached
FROM order_state
UNION ALL
SELECT 'project', id, 'standing', '', status
FROM project
WHERE status IS NOT NULL
UNION ALL
SELECT 'notice', id, 'standing', '', COALESCE(outcome, 'open')
FROM notice
WHERE basis = 'local';
