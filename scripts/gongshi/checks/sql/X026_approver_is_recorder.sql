-- Nobody approves more than the cap for what they recorded themselves.
SELECT
    'X026' AS code, file, '/approved_by' AS pointer, approved_by AS staff,
    file AS related_file, '/recorded_by' AS related_pointer
FROM activity
WHERE recorded_by = approved_by
ORDER BY file, pointer, code
