-- The days on which each local rule of expiry lets something lapse, up to the day asked for, and
-- the last year (`earned_by`) whose credits then lapse. A day that its month lacks is the month's
-- last day.
CREATE TABLE expiry_day AS
WITH
  each_day AS (
    SELECT rule.file, rule.ord, rule.id AS rule, rule.measure, policy_year.year - rule.years AS earned_by,
      SUBSTR(policy_year.last_day, 1, 5) || LEAST(
        rule.month_day,
        CASE SUBSTR(rule.month_day, 1, 2)
          WHEN '02' THEN CASE
            WHEN policy_year.year % 400 = 0 THEN '02-29'
            WHEN policy_year.year % 100 = 0 THEN '02-28'
            WHEN policy_year.year % 4 = 0 THEN '02-29'
            ELSE '02-28'
          END
          WHEN '04' THEN '04-30'
          WHEN '06' THEN '06-30'
          WHEN '09' THEN '09-30'
          WHEN '11' THEN '11-30'
          ELSE SUBSTR(rule.month_day, 1, 2) || '-31'
        END
      ) AS day
    FROM policy__expiry AS rule
    JOIN policy ON policy.file = rule.file
    CROSS JOIN policy_year
    WHERE policy.basis = 'local'
  )
SELECT each_day.file, each_day.ord, each_day.rule, each_day.measure, each_day.earned_by, each_day.day
FROM each_day
CROSS JOIN as_of
WHERE each_day.day <= as_of.day;
