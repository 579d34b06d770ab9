-- What each part in a service or gift earns by the rules in force, before any cap.
-- A rule without a step gives its amount once; one with a step gives it for each full step of
-- this one service or gift, and the rest of it is never carried over to another (domain.md P1).
-- `at_least` includes the number itself (以上含本数). Hours, served or saved, come from service
-- alone (domain.md 1.3: no hours for gifts). A rule may count only some ways of recording, and may
-- multiply by a coefficient for the activity's category; what then has more than two decimals is
-- cut off after the second, never rounded up.
CREATE TABLE earned AS
WITH
  by_rule AS (
    SELECT share.*, rate.measure, rate.policy, rate.rule, rate.rule_ord,
      CASE
        WHEN rate.step IS NULL THEN CAST(1 AS BIGINT)
        ELSE CAST((share.quantity - share.quantity % rate.step) / rate.step AS BIGINT)
      END AS times,
      rate.unit_amount, COALESCE(coefficient.times, CAST(1 AS DECIMAL(5, 2))) AS coefficient
    FROM share
    JOIN era ON era.day = share.served_on
    JOIN rate
      ON rate.kind = share.ruled_kind AND rate.id = share.ruled_by AND rate.cohort = share.cohort
      AND rate.era = era.era AND rate.event = share.event
    LEFT JOIN (
      SELECT file, parent, category, MAX(CAST(times AS DECIMAL(5, 2))) AS times
      FROM policy__earning__coefficients
      GROUP BY file, parent, category
    ) AS coefficient
      ON coefficient.file = rate.policy_file AND coefficient.parent = rate.rule_ord
      AND coefficient.category = share.category
    WHERE share.number IS NOT NULL
      AND (rate.at_least IS NULL OR share.quantity >= rate.at_least)
      AND (rate.recorded_how IS NULL OR rate.recorded_how = share.recorded_how)
  ),
  exact AS (
    SELECT by_rule.*,
      CASE
        WHEN coefficient = 1 THEN CAST(CAST(times AS DECIMAL(19, 0)) * unit_amount AS DECIMAL(38, 2))
        ELSE CAST(
          CAST(FLOOR(
            CAST(times AS DECIMAL(19, 0)) * unit_amount * coefficient * CAST(100 AS DECIMAL(3, 0))
          ) AS DECIMAL(35, 0)) * CAST(0.01 AS DECIMAL(3, 2)) AS DECIMAL(38, 2)
        )
      END AS amount
    FROM by_rule
  )
SELECT entry, event, CASE event WHEN 'service' THEN 'service' ELSE 'donation' END AS class,
  number, cohort, home, measure, amount, quantity, times, unit_amount, coefficient, served_on,
  booked_on, approved, policy, rule, rule_ord, file, pointer, team, unit, place
FROM exact
WHERE amount > 0;
