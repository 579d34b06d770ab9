-- The parts in entries that a verified correction undoes: all of the entry it names, or, where it
-- names a number, this person's part. A part is undone once, by the earliest correction; a second
-- one undoes nothing, and the checks refuse it. Nothing is undone before it is booked.
CREATE TABLE undone AS
WITH
  aimed AS (
    SELECT part.item, part.seat, fix.entry AS correction,
      GREATEST(fix.booked_on, entry.booked_on) AS corrected_on,
      ROW_NUMBER() OVER (
        PARTITION BY part.item, part.seat ORDER BY fix.booked_on, fix.entry
      ) AS choice
    FROM entry AS fix
    JOIN correction ON correction.file = fix.file
    JOIN entry ON entry.entry = correction.entry
    JOIN part ON part.item = entry.item
    WHERE fix.event = 'correction' AND fix.standing = 'counted'
      AND (correction.number IS NULL OR correction.number = part.number)
  )
SELECT item, seat, correction, corrected_on
FROM aimed
WHERE choice = 1;
