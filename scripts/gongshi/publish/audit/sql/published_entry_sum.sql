-- What each entry gave in all, as `entry_sum`; where one entry may be one person's, those of a
-- month together.
SELECT team, unit, place, fund, month, measure, event,
  CASE WHEN event IN ('service', 'money', 'goods', 'redemption') THEN entry END AS entry,
  CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount, CAST(SUM(lines) AS BIGINT) AS lines,
  CAST(SUM(entries) AS BIGINT) AS entries
FROM entry_sum
GROUP BY team, unit, place, fund, month, measure, event,
  CASE WHEN event IN ('service', 'money', 'goods', 'redemption') THEN entry END
