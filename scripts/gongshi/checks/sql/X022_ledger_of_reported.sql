-- Local entries belong to local teams and units, never to those that are only known from a text; nor
-- does a local round or honor go to one of these.
WITH known AS (
    SELECT id, basis, file, 'team' AS kind FROM team
    UNION ALL
    SELECT id, basis, file, 'unit' FROM unit
    UNION ALL
    SELECT id, basis, file, 'project' FROM project
    UNION ALL
    SELECT id, basis, file, 'profile' FROM profile
),
entry AS (
    SELECT file, '/team' AS pointer, team AS target, 'team' AS kind FROM activity WHERE basis = 'local'
    UNION ALL
    SELECT file, '/team', team, 'team' FROM roster
    UNION ALL
    SELECT file, '/unit', unit, 'unit' FROM donation
    UNION ALL
    SELECT file, '/unit', unit, 'unit' FROM withdrawal
    UNION ALL
    SELECT file, '/unit', unit, 'unit' FROM redemption
    UNION ALL
    SELECT file, '/unit', unit, 'unit' FROM reward
    UNION ALL
    SELECT file, '/unit', unit, 'unit' FROM staff
    UNION ALL
    SELECT file, '/unit', unit, 'unit' FROM need
    UNION ALL
    SELECT h.file, '/recipient', h.recipient, k.kind
    FROM honor AS h
    JOIN known AS k ON k.id = h.recipient
    WHERE h.basis = 'local'
    UNION ALL
    SELECT r.file, '/results/' || CAST(r.ord AS STRING) || '/winner', r.winner, k.kind
    FROM award__results AS r
    JOIN award AS w ON w.file = r.file AND w.basis = 'local'
    JOIN known AS k ON k.id = r.winner
    UNION ALL
    SELECT n.file, '/nominations/' || CAST(n.ord AS STRING) || '/nominee', n.nominee, k.kind
    FROM award__nominations AS n
    JOIN award AS w ON w.file = n.file AND w.basis = 'local'
    JOIN known AS k ON k.id = n.nominee
)
SELECT
    'X022' AS code, e.file, e.pointer, e.target, k.kind AS found_kinds, k.file AS related_file,
    '/basis' AS related_pointer
FROM entry AS e
JOIN known AS k ON k.id = e.target AND k.kind = e.kind
WHERE k.basis = 'reported'
ORDER BY file, pointer, code
