-- What tells entries that count apart for whoever asks by which rules they earn: the event, the
-- team or unit by whose rules they go, and the era. `ground` numbers them.
CREATE TABLE ground AS
SELECT ROW_NUMBER() OVER (ORDER BY event, kind, id, era) AS ground, event, kind, id, era
FROM (
  SELECT DISTINCT entry.event, entry.ruled_kind AS kind, entry.ruled_by AS id, era.era
  FROM entry
  JOIN era ON era.day = entry.served_on
  WHERE entry.standing = 'counted'
) AS each_ground;

-- And on which ground each entry stands.
CREATE TABLE stand AS
SELECT entry.item, ground.ground
FROM entry
JOIN era ON era.day = entry.served_on
JOIN ground
  ON ground.event = entry.event AND ground.kind = entry.ruled_kind AND ground.id = entry.ruled_by
  AND ground.era = era.era
WHERE entry.standing = 'counted';
