-- A fund bears the cost of the free tier only (domain.md O12).
SELECT 'O013' AS code, file, '/fund' AS pointer, file AS related_file,
    '/price_tier' AS related_pointer
FROM need
WHERE fund IS NOT NULL AND (price_tier = 'free') IS NOT TRUE
ORDER BY file, pointer, code
