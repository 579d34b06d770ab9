-- The badges earned (domain.md E4): so many activities within a period, and where the rule asks
-- for it a mean rating of at least so much over those that were rated. `period` is 'all', '2025',
-- '2025-Q1' or '2025-03'. Each activity counts under the badges in force for the volunteer on the
-- day of the service, so a period in which the policy changed is counted apart.
CREATE TABLE badge AS
WITH
  -- By month and era first: of the many activities few rows remain.
  monthly AS (
    SELECT attendance.number, era.era, SUBSTR(entry.served_on, 1, 7) AS month, COUNT(*) AS attended,
      SUM(activity.rating) AS rating_sum, COUNT(activity.rating) AS rated
    FROM attendance
    JOIN entry ON entry.item = attendance.item
    JOIN activity ON activity.file = entry.file
    JOIN era ON era.day = entry.served_on
    WHERE attendance.undone_on = '9999-12-31'
    GROUP BY attendance.number, era.era, SUBSTR(entry.served_on, 1, 7)
  ),
  counted AS (
    SELECT monthly.number, ruling.policy, rule.file, rule.ord,
      CASE rule.per
        WHEN 'month' THEN monthly.month
        WHEN 'quarter' THEN SUBSTR(monthly.month, 1, 4) || '-Q' || CASE
          WHEN SUBSTR(monthly.month, 6, 2) <= '03' THEN '1'
          WHEN SUBSTR(monthly.month, 6, 2) <= '06' THEN '2'
          WHEN SUBSTR(monthly.month, 6, 2) <= '09' THEN '3'
          ELSE '4'
        END
        WHEN 'year' THEN SUBSTR(monthly.month, 1, 4)
        ELSE 'all'
      END AS period,
      CAST(SUM(monthly.attended) AS BIGINT) AS attended,
      CAST(COALESCE(SUM(monthly.rating_sum), 0) AS BIGINT) AS rating_sum,
      CAST(SUM(monthly.rated) AS BIGINT) AS rated
    FROM monthly
    JOIN member ON member.number = monthly.number
    JOIN ruling
      ON ruling.family = 'badges' AND ruling.kind = 'team' AND ruling.id = member.team
      AND ruling.cohort = COALESCE(member.cohort, '') AND ruling.era = monthly.era
    JOIN policy__badges AS rule ON rule.file = ruling.policy_file
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
