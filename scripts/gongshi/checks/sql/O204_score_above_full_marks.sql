-- No score is above full marks, which are a hundred where the round does not say.
SELECT
    'O204' AS code, r.file, '/results/' || CAST(r.ord AS STRING) || '/score' AS pointer,
    r.score, CAST(COALESCE(w.full_marks, 100) AS STRING) AS full_marks, w.file AS related_file,
    CASE WHEN w.full_marks IS NULL THEN '/results' ELSE '/full_marks' END AS related_pointer
FROM award__results AS r
JOIN award AS w ON w.file = r.file
WHERE CAST(r.score AS DECIMAL(6, 2)) > COALESCE(w.full_marks, 100)
ORDER BY file, pointer, code
