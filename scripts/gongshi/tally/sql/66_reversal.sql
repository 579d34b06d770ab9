-- What each verified correction undoes: the exact opposite of every line of the entry it names,
-- or, where it names a number, of the lines that this person's part gave (also into the pool).
-- A line is undone once, by the earliest correction; a second one undoes nothing.
CREATE TABLE reversal AS
WITH
  undone AS (
    SELECT posting.*, fix.entry AS correction, fix.booked_on AS corrected_on,
      ROW_NUMBER() OVER (
        PARTITION BY posting.entry, posting.pointer, posting.event, posting.measure,
          COALESCE(posting.rule, ''), COALESCE(posting.number, '')
        ORDER BY fix.booked_on, fix.entry
      ) AS choice
    FROM entry AS fix
    JOIN correction ON correction.file = fix.file
    JOIN posting ON posting.entry = correction.entry
    WHERE fix.event = 'correction' AND fix.standing = 'counted'
      AND (
        correction.number IS NULL
        OR EXISTS (
          SELECT 1 FROM share
          WHERE share.entry = posting.entry AND share.pointer = posting.pointer
            AND share.number = correction.number
        )
      )
  )
SELECT correction AS entry, number, 'correction' AS event, event AS origin, class, measure,
  CAST(-amount AS DECIMAL(38, 2)) AS amount, CAST(-raw_amount AS DECIMAL(38, 2)) AS raw_amount,
  quantity, times, CAST(-unit_amount AS DECIMAL(9, 2)) AS unit_amount, coefficient, served_on,
  corrected_on AS booked_on, policy, rule, entry AS corrects, file, pointer, team, unit, place, fund
FROM undone
WHERE choice = 1;
