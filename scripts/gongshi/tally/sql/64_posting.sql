-- What the caps cut off each line earned, all of them together: from here on it counts no more.
CREATE TABLE cut AS
SELECT item, seat, clause, CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount
FROM cap_excess
GROUP BY item, seat, clause;

-- Whatever was cut off before, so that it may be said again of a table that stands.
UPDATE earned
SET amount = raw_amount - COALESCE(
  (
    SELECT cut.amount
    FROM cut
    WHERE cut.item = earned.item AND cut.seat = earned.seat AND cut.clause = earned.clause
  ), 0
)
WHERE amount <> raw_amount OR EXISTS (
  SELECT 1
  FROM cut
  WHERE cut.item = earned.item AND cut.seat = earned.seat AND cut.clause = earned.clause
);

-- Every line that is not earned by a part in a service or gift: what caps put into the common pool,
-- the gifts in fen, what was taken out, given away or redeemed. Lines taken out are negative. `fen`
-- is the gift itself, in fen, by no rule; it alone goes into a fund. Time given away has two lines,
-- out of one passbook and into the other; time donated goes out of a passbook into the common pool
-- of the unit (no number). A redemption costs the reward's latest price of that day or before;
-- without one it has no line.
CREATE TABLE movement AS
WITH
  price AS (
    SELECT share.entry, CAST(asked.points AS DECIMAL(9, 2)) AS points,
      ROW_NUMBER() OVER (PARTITION BY share.entry ORDER BY asked.from DESC, asked.ord) AS choice
    FROM share
    JOIN redemption__entries AS bought ON bought.file = share.file AND bought.ord = share.ord
    JOIN reward ON reward.id = bought.reward
    JOIN reward__prices AS asked ON asked.file = reward.file AND asked.from <= share.served_on
    WHERE share.event = 'redemption'
  ),
  -- The lines of each use of time: sign, and whose.
  side (used, event, sign) AS (
    SELECT 'withdrawal', 'withdrawal', CAST(-1 AS DECIMAL(38, 2))
    UNION ALL
    SELECT 'gift_out', 'gift_out', CAST(-1 AS DECIMAL(38, 2))
    UNION ALL
    SELECT 'gift_out', 'gift_in', CAST(1 AS DECIMAL(38, 2))
    UNION ALL
    SELECT 'pool_out', 'pool_out', CAST(-1 AS DECIMAL(38, 2))
    UNION ALL
    SELECT 'pool_out', 'pool_in', CAST(1 AS DECIMAL(38, 2))
  ),
  moved AS (
    SELECT item, seat, number, event, 'fen' AS measure, quantity, quantity AS times,
      CAST(1 AS DECIMAL(38, 2)) AS unit_amount
    FROM share
    WHERE event IN ('money', 'goods')
    UNION ALL
    SELECT share.item, share.seat,
      CASE side.event WHEN 'gift_in' THEN taken."to" WHEN 'pool_in' THEN NULL ELSE share.number END,
      side.event, 'credit_minutes', share.quantity, share.quantity, side.sign
    FROM share
    JOIN side ON side.used = share.event
    JOIN withdrawal__entries AS taken ON taken.file = share.file AND taken.ord = share.ord
    UNION ALL
    SELECT share.item, share.seat, share.number, 'redemption', 'points', share.quantity,
      share.quantity, CAST(-price.points AS DECIMAL(38, 2))
    FROM share
    JOIN price ON price.entry = share.entry AND price.choice = 1
  )
SELECT item, seat, CAST(NULL AS STRING) AS number, 'pool_in' AS event, cap_clause AS clause,
  quantity, CAST(1 AS BIGINT) AS times, amount AS unit_amount, amount
FROM cap_excess
WHERE beyond = 'donate'
UNION ALL
SELECT moved.item, moved.seat, moved.number, moved.event, clause.clause, moved.quantity,
  moved.times, moved.unit_amount, CAST(moved.times * moved.unit_amount AS DECIMAL(38, 2))
FROM moved
JOIN clause ON clause.sort = 'none' AND clause.measure = moved.measure;

-- Both together. Of a line that was earned, `event`, `times` and `unit_amount` are the entry's and
-- the clause's.
CREATE VIEW line AS
SELECT item, seat, number, CAST(NULL AS STRING) AS event, clause, quantity,
  CAST(NULL AS BIGINT) AS times, CAST(NULL AS DECIMAL(38, 2)) AS unit_amount, coefficient,
  raw_amount, amount
FROM earned
UNION ALL
SELECT item, seat, number, event, clause, quantity, times, unit_amount, CAST(1 AS DECIMAL(5, 2)),
  amount, amount
FROM movement;

-- Every line that an entry gives by itself, with all that there is to say of it.
CREATE VIEW posting AS
SELECT line.item, line.seat, entry.entry, line.number, COALESCE(line.event, entry.event) AS event,
  CASE WHEN entry.event IN ('money', 'goods') THEN 'donation' ELSE 'service' END AS class,
  clause.measure, line.amount, line.raw_amount, line.quantity,
  COALESCE(
    line.times,
    CASE
      WHEN clause.step IS NULL THEN CAST(1 AS BIGINT)
      ELSE CAST((line.quantity - line.quantity % clause.step) / clause.step AS BIGINT)
    END
  ) AS times,
  COALESCE(line.unit_amount, CAST(clause.unit_amount AS DECIMAL(38, 2))) AS unit_amount,
  line.coefficient, entry.served_on, entry.booked_on, clause.policy, clause.rule, entry.file,
  CASE entry.event WHEN 'service' THEN '/participants/' ELSE '/entries/' END
    || CAST(line.seat AS STRING) AS pointer,
  entry.team, entry.unit, entry.place,
  CASE clause.measure WHEN 'fen' THEN entry.fund END AS fund
FROM line
JOIN entry ON entry.item = line.item
JOIN clause ON clause.clause = line.clause;
