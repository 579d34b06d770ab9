-- Every day on which a step of a need fell, and the day asked for, with its number: days from the
-- first of January of the year 1, as in `calendar`, which knows the years of policies only.
CREATE TABLE order_day AS
WITH
  asked (day) AS (
    SELECT SUBSTR(event.at, 1, 10) FROM need__events AS event
    UNION
    SELECT day FROM as_of
  ),
  taken_apart AS (
    SELECT day, CAST(SUBSTR(day, 1, 4) AS BIGINT) AS year,
      CAST(SUBSTR(day, 1, 4) AS BIGINT) - 1 AS past, CAST(SUBSTR(day, 6, 2) AS BIGINT) AS month,
      CAST(SUBSTR(day, 9, 2) AS BIGINT) AS date
    FROM asked
  )
SELECT day,
  past * 365 + CAST((past - past % 4) / 4 AS BIGINT) - CAST((past - past % 100) / 100 AS BIGINT)
    + CAST((past - past % 400) / 400 AS BIGINT)
    + CASE month
        WHEN 1 THEN 0 WHEN 2 THEN 31 WHEN 3 THEN 59 WHEN 4 THEN 90 WHEN 5 THEN 120 WHEN 6 THEN 151
        WHEN 7 THEN 181 WHEN 8 THEN 212 WHEN 9 THEN 243 WHEN 10 THEN 273 WHEN 11 THEN 304
        ELSE 334
      END
    + CASE
        WHEN month > 2 AND year % 4 = 0 AND (year % 100 <> 0 OR year % 400 = 0) THEN 1
        ELSE 0
      END
    + date AS number
FROM taken_apart;
