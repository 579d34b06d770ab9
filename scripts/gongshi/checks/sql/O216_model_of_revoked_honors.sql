-- A local role model has an honor that stands; whose honors are all revoked is one no more.
SELECT
    'O216' AS code, p.file, '/standing' AS pointer, min(h.id) AS honor,
    min(h.file) AS related_file, '/revoked_on' AS related_pointer
FROM profile AS p
JOIN profile__honors AS m ON m.file = p.file
JOIN honor AS h ON h.id = m.value
WHERE p.basis = 'local' AND p.standing = 'honored'
GROUP BY p.file
HAVING count(*) = count(h.revoked_on)
ORDER BY file, pointer, code
