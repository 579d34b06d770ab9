-- A period is appraised when it is over: neither the notice nor the effect comes before.
SELECT
    'O215' AS code, a.file, '/appraises' AS pointer, d.day AS announced, a.last_day
FROM appraised AS a
JOIN decision AS d ON d.file = a.file AND d.kind = 'award'
WHERE d.day <= a.last_day
ORDER BY file, pointer, code
