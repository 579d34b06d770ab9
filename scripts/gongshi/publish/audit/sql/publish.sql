-- The ledger as it may be published. Lines of volunteers who publish their number (`agreed`) and
-- gifts of bodies and partners stand whole. The rest is summed, without number: `lines` says of how
-- many lines a row is the sum, `withheld` that they are volunteers' own. A service, a gift, goods
-- redeemed and what corrects them keep entry and day, since their records tell the sum anyway. Time
-- taken out, given away or put into the pool, and what lapsed, stand by month without entry, for
-- one entry of those is one person.
CREATE TABLE published_ledger AS
WITH
  told AS (
    SELECT ledger.*, ledger.number IS NOT NULL AND agreed.number IS NULL AS withheld,
      ledger.origin IN ('service', 'money', 'goods', 'redemption') AS by_entry,
      agreed.number IS NOT NULL OR (ledger.number IS NULL AND ledger.measure = 'fen') AS whole
    FROM ledger
    LEFT JOIN agreed ON agreed.number = ledger.number
  )
-- Who stands where in the list of an activity would tell between whose numbers a withheld one is.
SELECT entry, number, event, origin, class, measure, amount, raw_amount, quantity, times,
  unit_amount, coefficient, served_on, booked_on, policy, rule, corrects, file,
  CASE WHEN origin <> 'service' THEN pointer END AS pointer, team, unit, place, fund, withheld,
  CAST(1 AS BIGINT) AS lines
FROM told
WHERE whole
UNION ALL
SELECT CASE WHEN by_entry THEN entry END, CAST(NULL AS STRING), event, origin, class, measure,
  CAST(SUM(amount) AS DECIMAL(38, 2)), CAST(SUM(raw_amount) AS DECIMAL(38, 2)),
  CAST(SUM(quantity) AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS DECIMAL(9, 2)),
  CAST(NULL AS DECIMAL(5, 2)),
  CASE WHEN by_entry THEN served_on ELSE SUBSTR(served_on, 1, 7) END,
  CASE WHEN by_entry THEN booked_on ELSE SUBSTR(booked_on, 1, 7) END, policy, rule,
  CASE WHEN by_entry THEN corrects END, CASE WHEN by_entry THEN file END, CAST(NULL AS STRING),
  team, unit, place, fund, withheld, CAST(COUNT(*) AS BIGINT)
FROM told
WHERE NOT whole
GROUP BY CASE WHEN by_entry THEN entry END, event, origin, class, measure,
  CASE WHEN by_entry THEN served_on ELSE SUBSTR(served_on, 1, 7) END,
  CASE WHEN by_entry THEN booked_on ELSE SUBSTR(booked_on, 1, 7) END, policy, rule,
  CASE WHEN by_entry THEN corrects END, CASE WHEN by_entry THEN file END, team, unit, place, fund,
  withheld;

-- What each entry gave in all, as `entry_sum`; where one entry may be one person's, those of a
-- month together.
CREATE TABLE published_entry_sum AS
SELECT team, unit, place, fund, month, measure, event,
  CASE WHEN event IN ('service', 'money', 'goods', 'redemption') THEN entry END AS entry,
  CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount, CAST(SUM(lines) AS BIGINT) AS lines,
  CAST(SUM(entries) AS BIGINT) AS entries
FROM entry_sum
GROUP BY team, unit, place, fund, month, measure, event,
  CASE WHEN event IN ('service', 'money', 'goods', 'redemption') THEN entry END;
