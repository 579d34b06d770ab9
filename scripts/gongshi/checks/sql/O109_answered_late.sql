-- An objection is answered by its deadline.
SELECT
    'O109' AS code, file, '/answered_on' AS pointer, answered_on, deadline,
    file AS related_file, '/deadline' AS related_pointer
FROM objection
WHERE answered_on > deadline
ORDER BY file, pointer, code
