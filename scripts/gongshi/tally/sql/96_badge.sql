-- The badges earned (domain.md E4): so many activities within a period, and where the rule asks
-- for it a mean rating of at least so much over those that were rated. `period` is 'all', '2025',
-- '2025-Q1' or '2025-03'. Each activity counts under the badges in force for the volunteer on the
-- day of the service, so a period in which the policy changed is counted apart.
CREATE TABLE badge AS
WITH
  counted AS (
    SELECT attended.number, in_force.policy, rule.file, rule.ord,
      CASE rule.per
        WHEN 'month' THEN SUBSTR(attended.served_on, 1, 7)
        WHEN 'quarter' THEN SUBSTR(attended.served_on, 1, 4) || '-Q' || CASE
          WHEN SUBSTR(attended.served_on, 6, 2) <= '03' THEN '1'
          WHEN SUBSTR(attended.served_on, 6, 2) <= '06' THEN '2'
          WHEN SUBSTR(attended.served_on, 6, 2) <= '09' THEN '3'
          ELSE '4'
        END
        WHEN 'year' THEN SUBSTR(attended.served_on, 1, 4)
        ELSE 'all'
      END AS period,
      CAST(COUNT(*) AS BIGINT) AS attended,
      CAST(COALESCE(SUM(attended.rating), 0) AS BIGINT) AS rating_sum,
      CAST(COUNT(attended.rating) AS BIGINT) AS rated
    FROM attended
    JOIN in_force
      ON in_force.family = 'badges' AND in_force.kind = 'team' AND in_force.id = attended.home
      AND in_force.cohort = attended.cohort AND in_force.day = attended.served_on
    JOIN policy__badges AS rule ON rule.file = in_force.policy_file
    GROUP BY 1, 2, 3, 4, 5
  )
SELECT counted.number, counted.policy, rule.id AS rule, rule.name AS badge, counted.period,
  counted.attended, counted.rating_sum, counted.rated
FROM counted
JOIN policy__badges AS rule ON rule.file = counted.file AND rule.ord = counted.ord
WHERE counted.attended >= rule.activities
  AND (
    rule.min_rating IS NULL
    OR (
      counted.rated > 0
      AND counted.rating_sum >= CAST(rule.min_rating AS DECIMAL(3, 2)) * counted.rated
    )
  );
