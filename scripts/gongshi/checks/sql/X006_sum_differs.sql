-- A declared sum is exactly the sum of its parts. A part that is missing, has no value, or counts
-- something else has a finding of its own.
WITH part AS (
    SELECT
        s.file, s.value AS declared, p.value AS part_value,
        COALESCE(p.unit, '') = COALESCE(s.unit, '') AND p.place = s.place AS is_like
    FROM statistic AS s
    JOIN statistic__sum_of AS o ON o.file = s.file
    LEFT JOIN statistic AS p ON p.id = o.value
),
total AS (
    SELECT
        file, CAST(declared AS DECIMAL(18, 4)) AS declared,
        CAST(sum(CAST(part_value AS DECIMAL(18, 4))) AS DECIMAL(38, 4)) AS summed,
        count(*) AS parts, count(part_value) AS valued,
        count(CASE WHEN is_like THEN 1 END) AS alike
    FROM part
    GROUP BY file, declared
)
SELECT
    'X006' AS code, file, '/value' AS pointer, CAST(declared AS STRING) AS declared_number,
    CAST(summed AS STRING) AS summed_number,
    file AS related_file, '/sum_of' AS related_pointer
FROM total
WHERE parts = valued AND parts = alike AND (declared = summed) IS NOT TRUE
ORDER BY file, pointer, code
