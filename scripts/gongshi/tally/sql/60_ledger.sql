-- The ledger: what each verified entry gives whom, by which rule. Amounts are exact, and wide
-- enough that no entry and no rule a schema allows can overflow a sum.
-- A rule without a step gives its amount once; one with a step gives it for each full step of
-- this one service or gift, and the rest of it is never carried over to another (domain.md P1).
-- `at_least` includes the number itself (以上含本数). Minutes come from service alone
-- (domain.md 1.3: no hours for gifts). `fen` is the gift itself, in fen, by no rule; it alone
-- goes into a fund.
CREATE TABLE ledger AS
WITH
  share AS (
    SELECT entry.*, present.number, present.minutes AS quantity,
      '/participants/' || CAST(present.ord AS STRING) AS pointer
    FROM entry
    JOIN activity__participants AS present ON present.file = entry.file
    WHERE entry.event = 'service' AND entry.standing = 'counted'
    UNION ALL
    SELECT entry.*, gift.number, gift.fen, '/entries/' || CAST(gift.ord AS STRING)
    FROM entry
    JOIN donation__entries AS gift ON gift.file = entry.file AND gift.ord = entry.ord
    WHERE entry.event <> 'service' AND entry.standing = 'counted'
  ),
  earned AS (
    SELECT share.*, rule.measure, in_force.policy, rule.id AS rule,
      CASE
        WHEN rule.step IS NULL THEN CAST(1 AS BIGINT)
        ELSE CAST((share.quantity - share.quantity % rule.step) / rule.step AS BIGINT)
      END AS times,
      CAST(rule.amount AS DECIMAL(9, 2)) AS unit_amount
    FROM share
    JOIN in_force
      ON in_force.family = 'earning' AND in_force.kind = share.ruled_kind
      AND in_force.id = share.ruled_by AND in_force.day = share.served_on
    JOIN policy__earning AS rule
      ON rule.file = in_force.policy_file AND rule.measure = in_force.measure
      AND rule.event = share.event
    WHERE share.number IS NOT NULL
      AND (rule.at_least IS NULL OR share.quantity >= rule.at_least)
      AND (rule.measure <> 'minutes' OR share.event = 'service')
  )
SELECT entry, number, event, CASE event WHEN 'service' THEN 'service' ELSE 'donation' END AS class,
  measure, CAST(times * unit_amount AS DECIMAL(38, 2)) AS amount, quantity, times, unit_amount,
  served_on, booked_on, policy, rule, file, pointer, team, unit, place,
  CAST(NULL AS STRING) AS fund
FROM earned
WHERE times * unit_amount > 0
UNION ALL
SELECT entry, number, event, 'donation', 'fen', CAST(quantity AS DECIMAL(38, 2)), quantity,
  quantity, CAST(1 AS DECIMAL(9, 2)), served_on, booked_on, CAST(NULL AS STRING),
  CAST(NULL AS STRING), file, pointer, team, unit, place, fund
FROM share
WHERE event <> 'service';
