-- What was booked in the month of the variable `month`, as it may be published. Lines of volunteers
-- who publish their number and gifts of bodies and partners stand whole. The rest is summed, without
-- number: `lines` says of how many lines a row is the sum, `withheld` that they are volunteers' own.
-- A service, a gift, goods redeemed and what corrects them keep entry and day, since their records
-- tell the sum anyway. Time taken out, given away or put into the pool, and what lapsed, stand by
-- month without entry, for one entry of those is one person. Who stands where in the list of an
-- activity would tell between whose numbers a withheld one is.
WITH
  -- With what decides how a line may be published: whether its volunteer withholds the number,
  -- whether it may be told by its entry, and whether line by line.
  told AS NOT MATERIALIZED (
    SELECT ledger.*, ledger.number IS NOT NULL AND agreed.number IS NULL AS withheld,
      ledger.origin IN ('service', 'money', 'goods', 'redemption') AS by_entry,
      agreed.number IS NOT NULL OR (ledger.number IS NULL AND ledger.measure = 'fen') AS whole
    FROM ledger
    LEFT JOIN agreed ON agreed.number = ledger.number
    WHERE SUBSTR(ledger.booked_on, 1, 7) = GETVARIABLE('month')
  )
SELECT served_on, entry, team, unit, place, fund, measure, event, number, policy, rule, class,
  origin, corrects, booked_on, amount, raw_amount, quantity, times, unit_amount, coefficient,
  CASE WHEN origin <> 'service' THEN pointer END AS pointer, withheld, CAST(1 AS BIGINT) AS lines
FROM told
WHERE whole
UNION ALL
SELECT CASE WHEN by_entry THEN served_on ELSE SUBSTR(served_on, 1, 7) END,
  CASE WHEN by_entry THEN entry END, team, unit, place, fund, measure, event,
  CAST(NULL AS STRING), policy, rule, class, origin, CASE WHEN by_entry THEN corrects END,
  CASE WHEN by_entry THEN booked_on ELSE SUBSTR(booked_on, 1, 7) END,
  CAST(SUM(amount) AS DECIMAL(38, 2)), CAST(SUM(raw_amount) AS DECIMAL(38, 2)),
  CAST(SUM(quantity) AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS DECIMAL(9, 2)),
  CAST(NULL AS DECIMAL(5, 2)), CAST(NULL AS STRING), withheld, CAST(COUNT(*) AS BIGINT)
FROM told
WHERE NOT whole
GROUP BY CASE WHEN by_entry THEN served_on ELSE SUBSTR(served_on, 1, 7) END,
  CASE WHEN by_entry THEN entry END, team, unit, place, fund, measure, event, policy, rule, class,
  origin, CASE WHEN by_entry THEN corrects END,
  CASE WHEN by_entry THEN booked_on ELSE SUBSTR(booked_on, 1, 7) END, withheld
