-- Who was selected stands among the results, once there are any.
SELECT
    'O228' AS code, n.file, '/nominations/' || CAST(n.ord AS STRING) || '/selected_on' AS pointer,
    n.nominee, n.selected_on, w.file AS related_file, '/results' AS related_pointer
FROM award__nominations AS n
JOIN award AS w ON w.file = n.file AND w.basis = 'local'
WHERE n.selected_on IS NOT NULL
    AND EXISTS (SELECT 1 FROM award__results AS r WHERE r.file = n.file)
    AND NOT EXISTS (
        SELECT 1 FROM award__results AS r WHERE r.file = n.file AND r.winner = n.nominee
    )
ORDER BY file, pointer, code
