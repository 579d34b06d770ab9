-- Which activities that count each volunteer took part in, without parts since undone: once each,
-- with the recipients' rating and the hours from request to service where either is known.
CREATE TABLE attended AS
SELECT DISTINCT share.number, share.entry, share.served_on, share.home, share.cohort,
  activity.rating, activity.response_hours
FROM share
JOIN activity ON activity.file = share.file
LEFT JOIN undone ON undone.file = share.file AND undone.pointer = share.pointer
WHERE share.event = 'service' AND undone.file IS NULL AND share.home IS NOT NULL;
