-- The years for which a yearly target may stand, from the first target to the year asked for.
-- Who is counted, and by which target, is decided on the first of January.
CREATE TABLE quota_year AS
WITH RECURSIVE
  span (first_year, last_year) AS (
    SELECT MIN(CAST(SUBSTR(policy.from, 1, 4) AS BIGINT)), MIN(CAST(SUBSTR(as_of.day, 1, 4) AS BIGINT))
    FROM policy
    JOIN policy__quotas AS quota ON quota.file = policy.file
    CROSS JOIN as_of
    WHERE policy.basis = 'local' AND policy.from IS NOT NULL
  ),
  each_year (year, last_year) AS (
    SELECT first_year, last_year FROM span WHERE first_year <= last_year
    UNION ALL
    SELECT year + 1, last_year FROM each_year WHERE year < last_year
  )
SELECT year, SUBSTR(CAST(10000 + year AS STRING), 2, 4) || '-01-01' AS first_day FROM each_year;
