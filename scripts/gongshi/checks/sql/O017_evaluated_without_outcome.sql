-- A project is evaluated by what came of it (domain.md part 3, row 4).
SELECT 'O017' AS code, file, '/status' AS pointer
FROM project
WHERE basis = 'local' AND status = 'evaluated' AND outcome IS NULL
ORDER BY file, pointer, code
