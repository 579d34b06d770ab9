-- Only what had been verified by then is corrected; what is not verified yet is simply changed.
SELECT
    'L016' AS code, c.file, '/entry' AS pointer, c.entry, n.file AS related_file,
    CASE WHEN min(n.verified_on) IS NULL THEN '/recorded_on' ELSE '/verified_on' END
        AS related_pointer
FROM correction AS c
JOIN noted AS n ON n.entry = c.entry
WHERE (n.verified_on <= c.recorded_on) IS NOT TRUE
GROUP BY c.file, c.entry, n.file
ORDER BY file, pointer, code
