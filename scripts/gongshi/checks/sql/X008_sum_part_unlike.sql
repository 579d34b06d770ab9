-- The parts of a declared sum count the same thing in the same place: figures are never summed
-- across places.
SELECT
    'X008' AS code, o.file, '/sum_of/' || CAST(o.ord AS STRING) AS pointer, o.value AS part,
    COALESCE(p.unit, '-') AS part_unit, COALESCE(s.unit, '-') AS own_unit,
    p.place AS part_place, s.place AS own_place,
    p.file AS related_file,
    CASE WHEN p.place <> s.place THEN '/place' ELSE '/unit' END AS related_pointer
FROM statistic AS s
JOIN statistic__sum_of AS o ON o.file = s.file
JOIN statistic AS p ON p.id = o.value
WHERE (COALESCE(p.unit, '') = COALESCE(s.unit, '') AND p.place = s.place) IS NOT TRUE
ORDER BY file, pointer, code
