-- What is approved may exceed a cap, so the cap with approval is not below the cap without.
SELECT
    'L030' AS code, c.file, '/caps/' || CAST(c.ord AS STRING) || '/with_approval' AS pointer,
    c.measure AS capped_measure, c.with_approval AS approved_amount, c.amount AS cap_amount,
    c.file AS related_file, '/caps/' || CAST(c.ord AS STRING) || '/amount' AS related_pointer
FROM policy__caps AS c
JOIN policy AS p ON p.file = c.file
WHERE p.basis = 'local'
    AND CAST(c.with_approval AS DECIMAL(18, 2)) < CAST(c.amount AS DECIMAL(18, 2))
ORDER BY file, pointer, code
