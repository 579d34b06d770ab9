-- The parts in entries that a verified correction undoes: all of the entry it names, or, where it
-- names a number, this person's part. A part is undone once, by the earliest correction; a second
-- one undoes nothing, and the checks refuse it. Nothing is undone before it is booked.
CREATE TABLE undone AS
WITH
  aimed AS (
    SELECT share.file, share.pointer, fix.entry AS correction,
      GREATEST(fix.booked_on, share.booked_on) AS corrected_on,
      ROW_NUMBER() OVER (
        PARTITION BY share.file, share.pointer ORDER BY fix.booked_on, fix.entry
      ) AS choice
    FROM entry AS fix
    JOIN correction ON correction.file = fix.file
    JOIN share ON share.entry = correction.entry
    WHERE fix.event = 'correction' AND fix.standing = 'counted'
      AND (correction.number IS NULL OR correction.number = share.number)
  )
SELECT file, pointer, correction, corrected_on
FROM aimed
WHERE choice = 1;
