-- By when each step of a need was due, by the order flow in force for the unit that took it on the
-- day of the request: so many hours from the latest `after`. `minutes` is the time it took, NULL
-- while it has not been done; `kept` is NULL while the deadline has not passed. A need that was
-- declined by the office or withdrawn owes no further step, nor does a team that gave back what it
-- had accepted.
CREATE TABLE order_deadline AS
WITH
  owed AS (
    SELECT state.need, state.file, state.unit, state.year, state.standing, in_force.policy,
      rule.id AS rule, rule.step, rule.within_hours, since.ord AS since_ord,
      since.minute AS since_minute,
      (
        SELECT MIN(next.ord) FROM order_step AS next
        WHERE next.file = since.file AND next.ord > since.ord
          AND (next.step = rule.after OR (rule.after = 'accepted' AND next.step = 'declined'))
      ) AS again_ord
    FROM order_state AS state
    JOIN in_force
      ON in_force.family = 'order_flow' AND in_force.kind = 'unit' AND in_force.id = state.unit
      AND in_force.day = state.requested_on
    JOIN policy__order_flow AS rule ON rule.file = in_force.policy_file
    JOIN order_step AS since ON since.file = state.file AND since.step = rule.after
  ),
  met AS (
    SELECT owed.file, owed.policy, owed.rule, owed.since_ord, MIN(done.ord) AS ord,
      MIN(done.minute) AS minute
    FROM owed
    JOIN order_step AS done
      ON done.file = owed.file AND done.step = owed.step AND done.ord > owed.since_ord
      AND done.ord < COALESCE(owed.again_ord, done.ord + 1)
    GROUP BY owed.file, owed.policy, owed.rule, owed.since_ord
  )
SELECT owed.need, owed.file, owed.unit, owed.year, owed.policy, owed.rule, owed.step,
  owed.within_hours, met.ord, met.minute - owed.since_minute AS minutes,
  CASE
    WHEN met.minute IS NOT NULL THEN met.minute - owed.since_minute <= owed.within_hours * 60
    WHEN owed.since_minute + owed.within_hours * 60 < (order_day.number + 1) * 1440 THEN FALSE
  END AS kept
FROM owed
LEFT JOIN met
  ON met.file = owed.file AND met.policy = owed.policy AND met.rule = owed.rule
  AND met.since_ord = owed.since_ord
CROSS JOIN as_of
JOIN order_day ON order_day.day = as_of.day
WHERE met.minute IS NOT NULL
  OR (owed.again_ord IS NULL AND owed.standing NOT IN ('declined', 'withdrawn'));
