-- The rules by which each team or unit earns in each era, as far as such an event can earn by them:
-- a rule that counts only some ways of recording stands once for each of them (`recorded_how`).
CREATE TABLE rate AS
SELECT ruling.kind, ruling.id, ruling.cohort, ruling.era, rule.event, rule.measure,
  ruling.policy_file, ruling.policy, rule.id AS rule, rule.ord AS rule_ord, rule.step,
  rule.at_least, CAST(rule.amount AS DECIMAL(9, 2)) AS unit_amount, way.value AS recorded_how
FROM ruling
JOIN policy__earning AS rule
  ON rule.file = ruling.policy_file AND rule.measure = ruling.measure
LEFT JOIN policy__earning__recorded AS way
  ON way.file = rule.file AND way.parent = rule.ord AND rule.event = 'service'
WHERE ruling.family = 'earning' AND (rule.measure = 'points' OR rule.event = 'service');
