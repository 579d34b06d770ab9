-- A local honor that comes from an award round is granted when the round has taken effect.
SELECT
    'O223' AS code, h.file, '/granted_on' AS pointer, h.granted_on, h.award, w.file AS related_file,
    CASE WHEN w.date IS NULL THEN '/id' ELSE '/date' END AS related_pointer
FROM honor AS h
JOIN award AS w ON w.id = h.award AND w.basis = 'local'
WHERE h.basis = 'local' AND (h.granted_on >= w.date) IS NOT TRUE
ORDER BY file, pointer, code
