-- By what a line of the ledger came about: a rule by which one earns, a cap (what it cuts off may
-- go into the pool), or no rule (`policy` NULL). `clause` numbers them, for joins alone.
CREATE TABLE clause AS
SELECT ROW_NUMBER() OVER (ORDER BY sort, measure, file, ord) AS clause, each_clause.*
FROM (
  SELECT 'earning' AS sort, rule.measure, rule.file, rule.ord, policy.id AS policy, rule.id AS rule,
    rule.step, rule.at_least, CAST(rule.amount AS DECIMAL(9, 2)) AS unit_amount
  FROM policy__earning AS rule
  JOIN policy ON policy.file = rule.file
  WHERE policy.basis = 'local'
  UNION ALL
  SELECT 'cap', rule.measure, rule.file, rule.ord, policy.id, rule.id, CAST(NULL AS BIGINT),
    CAST(NULL AS BIGINT), CAST(NULL AS DECIMAL(9, 2))
  FROM policy__caps AS rule
  JOIN policy ON policy.file = rule.file
  WHERE policy.basis = 'local'
  UNION ALL
  SELECT 'none', none.measure, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS STRING),
    CAST(NULL AS STRING), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS DECIMAL(9, 2))
  FROM (
    SELECT 'fen' AS measure UNION ALL SELECT 'credit_minutes' UNION ALL SELECT 'points'
  ) AS none
) AS each_clause;

-- The rules by which each cohort earns on each ground, as far as such an event can earn by them.
CREATE TABLE rate AS
SELECT ground.ground, ruling.cohort, clause.clause
FROM ruling
JOIN ground ON ground.kind = ruling.kind AND ground.id = ruling.id AND ground.era = ruling.era
JOIN policy__earning AS rule
  ON rule.file = ruling.policy_file AND rule.measure = ruling.measure AND rule.event = ground.event
JOIN clause ON clause.sort = 'earning' AND clause.file = rule.file AND clause.ord = rule.ord
WHERE ruling.family = 'earning' AND (rule.measure = 'points' OR rule.event = 'service');
