-- A need names no place finer than a street or town.
SELECT
    'O015' AS code, n.file, '/place' AS pointer, n.place, p.file AS related_file,
    '/level' AS related_pointer
FROM need AS n
JOIN place AS p ON p.id = n.place
WHERE p.level = 'community'
ORDER BY file, pointer, code
