-- How punctual each unit's own records are (domain.md H1): of the activities of a month, whose
-- deadline for a step has passed or for which it was done, for how many it was done in time. Never by person,
-- and never an order of units.
CREATE TABLE punctuality AS
SELECT unit, SUBSTR(served_on, 1, 7) AS month, policy, rule, step,
  CAST(COUNT(*) AS BIGINT) AS activities,
  CAST(SUM(CASE WHEN kept THEN 1 ELSE 0 END) AS BIGINT) AS in_time
FROM deadline
WHERE kept IS NOT NULL AND unit IS NOT NULL
GROUP BY unit, SUBSTR(served_on, 1, 7), policy, rule, step;
