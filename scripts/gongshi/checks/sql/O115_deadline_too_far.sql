-- An objection is answered within two months at most, which is assumed here: no text that we hold says
-- how long (domain.md 1.7). Until the same day of the month after next.
WITH clock AS (
    SELECT
        file, received, deadline,
        CAST(substr(received, 1, 4) AS BIGINT) * 12 + CAST(substr(received, 6, 2) AS BIGINT) + 2
            AS last_month,
        CAST(substr(deadline, 1, 4) AS BIGINT) * 12 + CAST(substr(deadline, 6, 2) AS BIGINT)
            AS month
    FROM objection
)
SELECT
    'O115' AS code, file, '/deadline' AS pointer, received, deadline, file AS related_file,
    '/received' AS related_pointer
FROM clock
WHERE month > last_month
    OR (month = last_month AND substr(deadline, 9, 2) > substr(received, 9, 2))
ORDER BY file, pointer, code
