-- Which activities each volunteer took part in, once each: with the recipients' rating and the hours
-- from request to service where either is known, when it was booked, and when a correction undid
-- the part, if one has.
CREATE TABLE attendance AS
SELECT DISTINCT share.number, share.entry, share.served_on, share.home, share.cohort,
  activity.rating, activity.response_hours, share.booked_on, undone.corrected_on
FROM share
JOIN activity ON activity.file = share.file
LEFT JOIN undone ON undone.file = share.file AND undone.pointer = share.pointer
WHERE share.event = 'service' AND share.home IS NOT NULL;

-- Those that count, without parts since undone.
CREATE VIEW attended AS
SELECT DISTINCT number, entry, served_on, home, cohort, rating, response_hours
FROM attendance
WHERE corrected_on IS NULL;
