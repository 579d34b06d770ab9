-- The star for which each volunteer's minutes in all are enough (domain.md E1): eligible, never
-- granted, since a yearly round decides. `star` is 0 below the first threshold.
CREATE TABLE star AS
WITH
  served AS (
    SELECT number, CAST(SUM(amount) AS DECIMAL(38, 2)) AS minutes
    FROM ledger
    WHERE measure = 'minutes' AND origin = 'service'
    GROUP BY number
  ),
  standing AS (
    SELECT member.number, in_force.policy, in_force.policy_file,
      COALESCE(served.minutes, CAST(0 AS DECIMAL(38, 2))) AS minutes
    FROM member
    CROSS JOIN as_of
    JOIN in_force
      ON in_force.family = 'stars' AND in_force.kind = 'team' AND in_force.id = member.team
      AND in_force.cohort = COALESCE(member.cohort, '')
      AND in_force.day = as_of.day
    LEFT JOIN served ON served.number = member.number
  )
SELECT standing.number, standing.policy, standing.minutes,
  COALESCE(MAX(CASE WHEN rung.minutes <= standing.minutes THEN rung.star END), 0) AS star,
  MAX(CASE WHEN rung.minutes <= standing.minutes THEN rung.minutes END) AS threshold,
  MIN(CASE WHEN rung.minutes > standing.minutes THEN rung.star END) AS next_star,
  MIN(CASE WHEN rung.minutes > standing.minutes THEN rung.minutes END) AS next_threshold
FROM standing
JOIN policy__stars AS rung ON rung.file = standing.policy_file
GROUP BY standing.number, standing.policy, standing.minutes;
