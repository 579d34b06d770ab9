-- Which activities each volunteer of a team took part in, once each, and the day on which a
-- correction undid it; '9999-12-31' where none has.
CREATE TABLE attendance AS
SELECT part.number, part.item, MAX(COALESCE(undone.corrected_on, '9999-12-31')) AS undone_on
FROM part
JOIN entry ON entry.item = part.item
LEFT JOIN undone ON undone.item = part.item AND undone.seat = part.seat
WHERE entry.event = 'service' AND part.home IS NOT NULL
GROUP BY part.number, part.item;
