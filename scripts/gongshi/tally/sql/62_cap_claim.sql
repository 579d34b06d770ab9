-- The lines earned by service that stand in a suspect pool: one that holds more than the least cap
-- of its measure and ring allows, whoever's cap that is. Every pool in which a cap might cut
-- something off is suspect; of most volunteers none is, so that few lines are looked at closer.
-- A pool is what one cap counts together: of one passbook and measure all of an entry, of a day, a
-- month or a year (by the day of the service), or of all time.
CREATE TABLE cap_claim AS
WITH
  ring (ring, per) AS (
    SELECT CAST(1 AS BIGINT), 'entry'
    UNION ALL
    SELECT CAST(2 AS BIGINT), 'day'
    UNION ALL
    SELECT CAST(3 AS BIGINT), 'month'
    UNION ALL
    SELECT CAST(4 AS BIGINT), 'year'
    UNION ALL
    SELECT CAST(5 AS BIGINT), 'all'
  ),
  floor AS (
    SELECT ring.ring, ring.per, rule.measure, MIN(CAST(rule.amount AS DECIMAL(38, 2))) AS least
    FROM policy__caps AS rule
    JOIN policy ON policy.file = rule.file
    JOIN ring ON ring.per = rule.per
    WHERE policy.basis = 'local'
    GROUP BY ring.ring, ring.per, rule.measure
  ),
  suspect AS (
    SELECT ring, per, measure, number, period
    FROM (
      SELECT floor.ring, floor.per, clause.measure, earned.number, earned.raw_amount, floor.least,
        CASE floor.per
          WHEN 'entry' THEN entry.entry
          WHEN 'day' THEN entry.served_on
          WHEN 'month' THEN SUBSTR(entry.served_on, 1, 7)
          WHEN 'year' THEN SUBSTR(entry.served_on, 1, 4)
          ELSE ''
        END AS period
      FROM earned
      JOIN clause ON clause.clause = earned.clause
      JOIN floor ON floor.measure = clause.measure
      JOIN entry ON entry.item = earned.item
      WHERE entry.event = 'service'
    ) AS pooled
    GROUP BY ring, per, measure, number, period
    HAVING SUM(raw_amount) > MIN(least)
  ),
  -- The lines of whoever has a suspect pool.
  gain AS (
    SELECT earned.*, clause.measure, clause.rule AS earned_by, clause.ord AS rule_ord
    FROM earned
    JOIN clause ON clause.clause = earned.clause
    WHERE (earned.number, clause.measure) IN (SELECT number, measure FROM suspect)
  )
SELECT gain.item, gain.seat, gain.number, gain.measure, gain.clause, gain.quantity,
  gain.raw_amount AS amount, gain.earned_by, gain.rule_ord, entry.entry, entry.served_on,
  entry.booked_on, entry.approved, entry.file, entry.team, entry.unit, entry.place,
  '/participants/' || CAST(gain.seat AS STRING) AS pointer, suspect.ring, suspect.per,
  suspect.number || ' ' || suspect.measure || ' ' || suspect.period AS pool
FROM suspect
JOIN gain ON gain.number = suspect.number AND gain.measure = suspect.measure
JOIN entry
  ON entry.item = gain.item AND entry.event = 'service'
  AND suspect.period = CASE suspect.per
    WHEN 'entry' THEN entry.entry
    WHEN 'day' THEN entry.served_on
    WHEN 'month' THEN SUBSTR(entry.served_on, 1, 7)
    WHEN 'year' THEN SUBSTR(entry.served_on, 1, 4)
    ELSE ''
  END;
