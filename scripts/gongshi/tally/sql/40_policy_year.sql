-- The years from the first local policy to the year asked for, each with its first day:
-- yearly targets, expiry and unit stars go by them.
CREATE TABLE policy_year AS
WITH RECURSIVE
  span (first_year, last_year) AS (
    SELECT MIN(CAST(SUBSTR(policy.from, 1, 4) AS BIGINT)), MIN(CAST(SUBSTR(as_of.day, 1, 4) AS BIGINT))
    FROM policy
    CROSS JOIN as_of
    WHERE policy.basis = 'local' AND policy.from IS NOT NULL
  ),
  each_year (year, last_year) AS (
    SELECT first_year, last_year FROM span WHERE first_year <= last_year
    UNION ALL
    SELECT year + 1, last_year FROM each_year WHERE year < last_year
  )
SELECT year, SUBSTR(CAST(10000 + year AS STRING), 2, 4) || '-01-01' AS first_day,
  SUBSTR(CAST(10000 + year AS STRING), 2, 4) || '-12-31' AS last_day
FROM each_year;
