-- What each part in a service or gift earns by the rules in force: `raw_amount` before any cap, and
-- `amount`, from which 64_posting.sql takes what caps cut off.
-- A rule without a step gives its amount once; one with a step gives it for each full step of
-- this one service or gift, and the rest of it is never carried over to another (domain.md P1).
-- `at_least` includes the number itself (以上含本数). Hours, served or saved, come from service
-- alone (domain.md 1.3: no hours for gifts). A rule may count only some ways of recording, and may
-- multiply by a coefficient for the activity's category; what then has more than two decimals is
-- cut off after the second, never rounded up.
CREATE TABLE earned AS
WITH
  weight AS (
    SELECT clause.clause, factor.category, MAX(CAST(factor.times AS DECIMAL(5, 2))) AS times
    FROM policy__earning__coefficients AS factor
    JOIN clause
      ON clause.sort = 'earning' AND clause.file = factor.file AND clause.ord = factor.parent
    GROUP BY clause.clause, factor.category
  ),
  -- The ways of recording that a rule counts; one that names none, or is about gifts, counts all.
  way AS (
    SELECT DISTINCT clause.clause, recorded.value AS recorded_how
    FROM policy__earning__recorded AS recorded
    JOIN policy__earning AS rule
      ON rule.file = recorded.file AND rule.ord = recorded.parent AND rule.event = 'service'
    JOIN clause ON clause.sort = 'earning' AND clause.file = rule.file AND clause.ord = rule.ord
  ),
  term AS (
    SELECT clause.*, EXISTS (SELECT 1 FROM way WHERE way.clause = clause.clause) AS is_choosy
    FROM clause
  ),
  by_rule AS (
    SELECT part.item, part.seat, part.number, part.quantity, term.clause, term.unit_amount,
      COALESCE(weight.times, CAST(1 AS DECIMAL(5, 2))) AS coefficient,
      CASE
        WHEN term.step IS NULL THEN CAST(1 AS BIGINT)
        ELSE CAST((part.quantity - part.quantity % term.step) / term.step AS BIGINT)
      END AS times
    FROM part
    JOIN entry ON entry.item = part.item
    JOIN stand ON stand.item = part.item
    JOIN rate ON rate.ground = stand.ground AND rate.cohort = part.cohort
    JOIN term ON term.clause = rate.clause
    LEFT JOIN way ON way.clause = rate.clause AND way.recorded_how = entry.recorded_how
    LEFT JOIN weight ON weight.clause = rate.clause AND weight.category = entry.category
    WHERE part.number IS NOT NULL
      AND (term.at_least IS NULL OR part.quantity >= term.at_least)
      AND (NOT term.is_choosy OR way.clause IS NOT NULL)
  ),
  exact AS (
    SELECT item, seat, number, clause, quantity, coefficient,
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
SELECT item, seat, number, clause, quantity, coefficient, amount AS raw_amount, amount
FROM exact
WHERE amount > 0;
