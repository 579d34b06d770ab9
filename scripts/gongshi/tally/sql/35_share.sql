-- Who had what part in each entry that counts: `quantity` is minutes of service, fen of a gift,
-- minutes taken out, or goods redeemed. `seat` is the place in the entry's list or batch, `cohort`
-- '' where none is known, and `home` the volunteer's own team (NULL for a body, a partner, an
-- unknown number).
CREATE TABLE part AS
WITH
  held (item, seat, number, quantity) AS (
    SELECT entry.item, present.ord, present.number, present.minutes
    FROM activity__participants AS present
    JOIN entry ON entry.file = present.file
    WHERE entry.event = 'service' AND entry.standing = 'counted'
    UNION ALL
    SELECT entry.item, line.ord, line.number, line.quantity
    FROM entry
    JOIN (
      SELECT file, ord, number, fen AS quantity FROM donation__entries
      UNION ALL
      SELECT file, ord, number, minutes FROM withdrawal__entries
      UNION ALL
      SELECT file, ord, number, quantity FROM redemption__entries
    ) AS line ON line.file = entry.file AND line.ord = entry.ord
    WHERE entry.event <> 'service' AND entry.standing = 'counted'
  )
SELECT held.item, held.seat, held.number, held.quantity, member.team AS home,
  COALESCE(member.cohort, '') AS cohort
FROM held
LEFT JOIN member ON member.number = held.number;

-- The same with what the entry says.
CREATE VIEW share AS
SELECT entry.entry, entry.event, entry.ruled_kind, entry.ruled_by, entry.served_on,
  entry.booked_on, entry.team, entry.unit, entry.place, entry.fund, entry.file, entry.ord,
  part.number, part.cohort, part.home, part.quantity, entry.category, entry.recorded_how,
  entry.approved,
  CASE entry.event WHEN 'service' THEN '/participants/' ELSE '/entries/' END
    || CAST(part.seat AS STRING) AS pointer,
  part.item, part.seat
FROM part
JOIN entry ON entry.item = part.item;
