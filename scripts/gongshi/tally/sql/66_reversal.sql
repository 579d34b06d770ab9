-- The exact opposite of every line that a correction undoes (also of those into the pool), booked
-- on the correction's day.
CREATE TABLE reversal AS
SELECT undone.correction AS entry, posting.number, 'correction' AS event, posting.event AS origin,
  posting.class, posting.measure, CAST(-posting.amount AS DECIMAL(38, 2)) AS amount,
  CAST(-posting.raw_amount AS DECIMAL(38, 2)) AS raw_amount, posting.quantity, posting.times,
  CAST(-posting.unit_amount AS DECIMAL(38, 2)) AS unit_amount, posting.coefficient,
  posting.served_on, undone.corrected_on AS booked_on, posting.policy, posting.rule,
  posting.entry AS corrects, posting.file, posting.pointer, posting.team, posting.unit,
  posting.place, posting.fund
FROM posting
JOIN undone ON undone.item = posting.item AND undone.seat = posting.seat
WHERE posting.item IN (SELECT item FROM undone);
