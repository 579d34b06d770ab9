-- A figure that is said to be part of another counts the same thing in the same place, and is not
-- more than the whole; without a number there is nothing to compare.
SELECT
    'X025' AS code, s.file, '/share_of' AS pointer, s.share_of AS whole,
    COALESCE(s.value, '-') AS own_value, COALESCE(s.unit, '-') AS own_unit, s.place AS own_place,
    COALESCE(w.value, '-') AS whole_value, COALESCE(w.unit, '-') AS whole_unit,
    w.place AS whole_place, w.file AS related_file, '/id' AS related_pointer
FROM statistic AS s
JOIN statistic AS w ON w.id = s.share_of
WHERE (
    COALESCE(w.unit, '') = COALESCE(s.unit, '') AND w.place = s.place AND w.id <> s.id
    AND (
        s.value IS NULL OR w.value IS NULL
        OR CAST(s.value AS DECIMAL(18, 4)) <= CAST(w.value AS DECIMAL(18, 4))
    )
) IS NOT TRUE
ORDER BY file, pointer, code
