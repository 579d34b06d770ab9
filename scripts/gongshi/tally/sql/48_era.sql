-- Every day for which any policy is asked, and the era it lies in: a stretch of days of which each
-- has the same policies, none begun and none ended in between, named by the first day of it that
-- is asked for. So what holds is looked up once an era, not once a day.
CREATE TABLE era AS
WITH
  asked (day) AS (
    SELECT served_on FROM entry
    UNION
    SELECT day FROM expiry_day
    UNION
    SELECT day FROM star_day
    UNION
    SELECT first_day FROM policy_year
    UNION
    SELECT LEAST(policy_year.last_day, as_of.day) FROM policy_year CROSS JOIN as_of
    UNION
    SELECT SUBSTR(event.at, 1, 10) FROM need__events AS event WHERE event.step = 'requested'
    UNION
    SELECT day FROM decision
    UNION
    SELECT effective_on FROM decision
  ),
  span (first_day, last_day) AS (
    SELECT DISTINCT policy.from, policy.until FROM policy WHERE policy.basis = 'local'
  ),
  -- Both numbers only grow from day to day, so their sum stays where neither moves.
  counted AS (
    SELECT asked.day,
      SUM(
        CASE WHEN span.first_day <= asked.day THEN 1 ELSE 0 END
          + CASE WHEN span.last_day < asked.day THEN 1 ELSE 0 END
      ) AS changes
    FROM asked
    CROSS JOIN span
    WHERE asked.day IS NOT NULL
    GROUP BY asked.day
  )
SELECT day, MIN(day) OVER (PARTITION BY changes) AS era
FROM counted;
