-- Who took the request does not verify it.
SELECT
    'O004' AS code, v.file, '/events/' || CAST(v.ord AS STRING) || '/by' AS pointer,
    v.by AS staff, r.file AS related_file,
    '/events/' || CAST(r.ord AS STRING) || '/by' AS related_pointer
FROM need__events AS v
JOIN need__events AS r ON r.file = v.file AND r.ord = v.ord - 1
WHERE v.step = 'verified' AND r.step = 'requested' AND v.by = r.by
ORDER BY file, pointer, code
