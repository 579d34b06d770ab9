-- Every day of the years that policies speak of, and two more for deadlines, each with its number
-- in a row, and the numbers of the Sunday of its week and of the last day of its month and quarter.
CREATE TABLE calendar AS
WITH
  each_year (year) AS (
    SELECT year FROM policy_year
    UNION
    SELECT year + 1 FROM policy_year
    UNION
    SELECT year + 2 FROM policy_year
  ),
  leap (year, past, is_leap) AS (
    SELECT year, year - 1,
      CASE
        WHEN year % 400 = 0 THEN TRUE
        WHEN year % 100 = 0 THEN FALSE
        ELSE year % 4 = 0
      END
    FROM each_year
  ),
  month (month, days, leap_days) AS (
    SELECT CAST(1 AS BIGINT), CAST(31 AS BIGINT), CAST(31 AS BIGINT)
    UNION ALL SELECT 2, 28, 29
    UNION ALL SELECT 3, 31, 31
    UNION ALL SELECT 4, 30, 30
    UNION ALL SELECT 5, 31, 31
    UNION ALL SELECT 6, 30, 30
    UNION ALL SELECT 7, 31, 31
    UNION ALL SELECT 8, 31, 31
    UNION ALL SELECT 9, 30, 30
    UNION ALL SELECT 10, 31, 31
    UNION ALL SELECT 11, 30, 30
    UNION ALL SELECT 12, 31, 31
  ),
  date (date) AS (
    SELECT (month.month - 1) * 3 + step.step
    FROM month
    CROSS JOIN (
      SELECT CAST(1 AS BIGINT) AS step UNION ALL SELECT 2 UNION ALL SELECT 3
    ) AS step
    WHERE (month.month - 1) * 3 + step.step <= 31
  ),
  -- The days before a year, counted from the year 1, whose first day was a Monday.
  base (year, is_leap, before) AS (
    SELECT year, is_leap,
      past * 365 + CAST((past - past % 4) / 4 AS BIGINT) - CAST((past - past % 100) / 100 AS BIGINT)
        + CAST((past - past % 400) / 400 AS BIGINT)
    FROM leap
  ),
  numbered AS (
    SELECT base.year, month.month, date.date,
      base.before + ROW_NUMBER() OVER (
        PARTITION BY base.year ORDER BY month.month, date.date
      ) AS number
    FROM base
    CROSS JOIN month
    CROSS JOIN date
    WHERE date.date <= CASE WHEN base.is_leap THEN month.leap_days ELSE month.days END
  )
SELECT SUBSTR(CAST(10000 + year AS STRING), 2, 4) || '-' || SUBSTR(CAST(100 + month AS STRING), 2, 2)
    || '-' || SUBSTR(CAST(100 + date AS STRING), 2, 2) AS day,
  number, number + (7 - number % 7) % 7 AS week_end,
  MAX(number) OVER (PARTITION BY year, month) AS month_end,
  MAX(number) OVER (PARTITION BY year, month + (12 - month) % 3) AS quarter_end
FROM numbered;
