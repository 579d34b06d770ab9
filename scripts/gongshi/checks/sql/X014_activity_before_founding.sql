-- A team is not older than its founding; dates are compared as far as both go.
SELECT
    'X014' AS code, a.file, '/date' AS pointer, a.team, a.date AS served_on, t.founded,
    t.file AS related_file, '/founded' AS related_pointer
FROM activity AS a
JOIN team AS t ON t.id = a.team
WHERE substr(a.date, 1, least(length(a.date), length(t.founded)))
    < substr(t.founded, 1, least(length(a.date), length(t.founded)))
ORDER BY file, pointer, code
