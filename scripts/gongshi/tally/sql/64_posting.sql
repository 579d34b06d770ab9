-- Every line that an entry gives by itself: what was earned, less what caps cut off (which goes
-- into the common pool of the unit where the cap says so), the gifts in fen, and what was taken
-- out, given away or redeemed. Lines taken out are negative. `fen` is the gift itself, in fen, by
-- no rule; it alone goes into a fund. Time given away has two lines, out of one passbook and into
-- the other; time donated goes out of a passbook into the common pool of the unit (no number).
-- A redemption costs the reward's latest price of that day or before; without one it has no line.
CREATE TABLE posting AS
WITH
  cut AS (
    SELECT file, pointer, measure, rule_ord, CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount
    FROM cap_excess
    GROUP BY file, pointer, measure, rule_ord
  ),
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
  )
SELECT earned.entry, earned.number, earned.event, earned.class, earned.measure,
  CAST(earned.amount - COALESCE(cut.amount, 0) AS DECIMAL(38, 2)) AS amount,
  earned.amount AS raw_amount, earned.quantity, earned.times,
  CAST(earned.unit_amount AS DECIMAL(38, 2)) AS unit_amount, earned.coefficient, earned.served_on,
  earned.booked_on, earned.policy, earned.rule, earned.file, earned.pointer, earned.team,
  earned.unit, earned.place, CAST(NULL AS STRING) AS fund
FROM earned
LEFT JOIN cut
  ON cut.file = earned.file AND cut.pointer = earned.pointer AND cut.measure = earned.measure
  AND cut.rule_ord = earned.rule_ord
UNION ALL
SELECT entry, CAST(NULL AS STRING), 'pool_in', 'service', measure, amount, amount, quantity,
  CAST(1 AS BIGINT), amount, CAST(1 AS DECIMAL(5, 2)), served_on, booked_on, policy, rule, file,
  pointer, team, unit, place, CAST(NULL AS STRING)
FROM cap_excess
WHERE beyond = 'donate'
UNION ALL
SELECT entry, number, event, 'donation', 'fen', CAST(quantity AS DECIMAL(38, 2)),
  CAST(quantity AS DECIMAL(38, 2)), quantity, quantity, CAST(1 AS DECIMAL(38, 2)),
  CAST(1 AS DECIMAL(5, 2)), served_on, booked_on, CAST(NULL AS STRING), CAST(NULL AS STRING), file,
  pointer, team, unit, place, fund
FROM share
WHERE event IN ('money', 'goods')
UNION ALL
SELECT share.entry,
  CASE side.event WHEN 'gift_in' THEN taken."to" WHEN 'pool_in' THEN NULL ELSE share.number END,
  side.event, 'service', 'credit_minutes', CAST(share.quantity * side.sign AS DECIMAL(38, 2)),
  CAST(share.quantity * side.sign AS DECIMAL(38, 2)), share.quantity, share.quantity, side.sign,
  CAST(1 AS DECIMAL(5, 2)), share.served_on, share.booked_on, CAST(NULL AS STRING),
  CAST(NULL AS STRING), share.file, share.pointer, share.team, share.unit, share.place,
  CAST(NULL AS STRING)
FROM share
JOIN side ON side.used = share.event
JOIN withdrawal__entries AS taken ON taken.file = share.file AND taken.ord = share.ord
UNION ALL
SELECT share.entry, share.number, 'redemption', 'service', 'points',
  CAST(share.quantity * -price.points AS DECIMAL(38, 2)),
  CAST(share.quantity * -price.points AS DECIMAL(38, 2)), share.quantity, share.quantity,
  CAST(-price.points AS DECIMAL(38, 2)), CAST(1 AS DECIMAL(5, 2)), share.served_on, share.booked_on, CAST(NULL AS STRING),
  CAST(NULL AS STRING), share.file, share.pointer, share.team, share.unit, share.place,
  CAST(NULL AS STRING)
FROM share
JOIN price ON price.entry = share.entry AND price.choice = 1;

-- All that it tells is told by the postings now, and a city's takes much room.
DROP TABLE earned;
