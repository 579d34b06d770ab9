-- The tree of scopes: every team, unit and place with itself and all that stands above it.
-- A team stands below its parent teams, then its unit and the units above, then the unit's
-- place and the places above; `nearness` orders them so (design.md section 6: the nearest wins).
CREATE TABLE scope AS
WITH RECURSIVE
  step (kind, id, above) AS (
    SELECT 'team', team.id, team.parent FROM team WHERE team.parent IS NOT NULL
    UNION ALL
    SELECT 'unit', unit.id, unit.parent FROM unit WHERE unit.parent IS NOT NULL
    UNION ALL
    SELECT 'place', place.id, place.parent FROM place WHERE place.parent IS NOT NULL
  ),
  climb (kind, id, above, steps) AS (
    SELECT 'team', team.id, team.id, 0 FROM team
    UNION ALL
    SELECT 'unit', unit.id, unit.id, 0 FROM unit
    UNION ALL
    SELECT 'place', place.id, place.id, 0 FROM place
    UNION ALL
    SELECT climb.kind, climb.id, step.above, climb.steps + 1
    FROM climb
    JOIN step ON step.kind = climb.kind AND step.id = climb.above
    WHERE climb.steps < 32
  ),
  -- One row an ancestor, so that even a chain that bites its tail counts nothing twice.
  line (kind, id, above, steps) AS (
    SELECT kind, id, above, MIN(steps) FROM climb GROUP BY kind, id, above
  )
SELECT kind, id, kind AS above_kind, above,
  CASE kind WHEN 'team' THEN 0 WHEN 'unit' THEN 100 ELSE 200 END + steps AS nearness
FROM line
UNION ALL
SELECT 'team', team.id, 'unit', line.above, 100 + line.steps
FROM team
JOIN line ON line.kind = 'unit' AND line.id = team.unit
UNION ALL
SELECT 'team', team.id, 'place', line.above, 200 + line.steps
FROM team
LEFT JOIN unit ON unit.id = team.unit
JOIN line ON line.kind = 'place' AND line.id = COALESCE(unit.place, team.place)
UNION ALL
SELECT 'unit', unit.id, 'place', line.above, 200 + line.steps
FROM unit
JOIN line ON line.kind = 'place' AND line.id = unit.place;
