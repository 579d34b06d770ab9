-- How many of a unit's volunteers (with all units below) reached a yearly target (domain.md P2).
-- Counted are those who had joined by the first of January, by the target in force that day; what
-- they earned, by service or gift, is counted by its day, whether spent since or not. Never published as it stands: groups
-- under five are hidden first (`results.quotas`).
CREATE TABLE quota AS
WITH
  asked AS (
    SELECT member.number, member.unit, policy_year.year, in_force.policy, rule.id AS rule,
      rule.measure, rule.cohort, CAST(rule.amount AS DECIMAL(9, 2)) AS target
    FROM member
    JOIN policy_year ON member.joined <= policy_year.first_day
    JOIN in_force
      ON in_force.family = 'quota' AND in_force.kind = 'team' AND in_force.id = member.team
      AND in_force.cohort = COALESCE(member.cohort, '')
      AND in_force.day = policy_year.first_day
    JOIN policy__quotas AS rule
      ON rule.file = in_force.policy_file AND rule.measure = in_force.measure
    WHERE rule.cohort IS NULL OR rule.cohort = member.cohort
  ),
  yearly AS (
    SELECT ledger.number, ledger.measure, CAST(SUBSTR(ledger.served_on, 1, 4) AS BIGINT) AS year,
      CAST(SUM(ledger.amount) AS DECIMAL(38, 2)) AS amount
    FROM ledger
    WHERE ledger.origin IN ('service', 'money', 'goods')
      AND ledger.number IN (SELECT number FROM asked)
    GROUP BY ledger.number, ledger.measure, CAST(SUBSTR(ledger.served_on, 1, 4) AS BIGINT)
  ),
  standing AS (
    SELECT asked.*,
      CASE WHEN yearly.amount >= asked.target THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END
        AS reached
    FROM asked
    LEFT JOIN yearly
      ON yearly.number = asked.number AND yearly.measure = asked.measure
      AND yearly.year = asked.year
  )
SELECT scope.above AS unit, standing.year, standing.policy, standing.rule, standing.measure,
  standing.cohort, standing.target,
  CAST(COUNT(*) AS BIGINT) AS members,
  CAST(SUM(CASE WHEN standing.unit = scope.above THEN 1 ELSE 0 END) AS BIGINT) AS own_members,
  CAST(SUM(standing.reached) AS BIGINT) AS reached
FROM standing
JOIN scope ON scope.kind = 'unit' AND scope.id = standing.unit AND scope.above_kind = 'unit'
GROUP BY scope.above, standing.year, standing.policy, standing.rule, standing.measure,
  standing.cohort, standing.target;
