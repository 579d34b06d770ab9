-- A micro-wish is met in kind or by service: the one who wished pays nothing (domain.md 1.8).
SELECT 'O011' AS code, file, '/price_tier' AS pointer, file AS related_file,
    '/wish' AS related_pointer
FROM need
WHERE wish AND price_tier IN ('market', 'cost_only')
ORDER BY file, pointer, code
