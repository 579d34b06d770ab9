-- Every local activity and every donation, and whether it counts as of the day asked for.
-- Only what a second person has verified counts; compulsory and charged service never does
-- (domain.md 1.1, articles 21 and 25). Rules follow the team, or the unit that received a gift;
-- figures go where the service took place.
CREATE TABLE entry AS
SELECT activity.id AS entry, 'service' AS event, activity.file, CAST(0 AS BIGINT) AS ord,
  CASE
    WHEN activity.date > as_of.day THEN 'later'
    WHEN activity.compulsory IS TRUE THEN 'compulsory'
    WHEN activity.charged IS TRUE THEN 'charged'
    WHEN activity.verified_by IS NULL OR activity.verified_on IS NULL THEN 'unverified'
    WHEN activity.verified_on > as_of.day THEN 'unverified'
    ELSE 'counted'
  END AS standing,
  'team' AS ruled_kind, activity.team AS ruled_by,
  activity.date AS served_on, activity.verified_on AS booked_on,
  activity.team, COALESCE(activity.unit, team.unit) AS unit, activity.place,
  CAST(NULL AS STRING) AS fund
FROM activity
CROSS JOIN as_of
LEFT JOIN team ON team.id = activity.team
WHERE activity.basis = 'local'
UNION ALL
SELECT gift.id, gift.form, donation.file, gift.ord,
  CASE
    WHEN gift.given_on > as_of.day THEN 'later'
    WHEN donation.verified_by IS NULL OR donation.verified_on IS NULL THEN 'unverified'
    WHEN donation.verified_on > as_of.day THEN 'unverified'
    ELSE 'counted'
  END,
  'unit', donation.unit, gift.given_on, donation.verified_on,
  CAST(NULL AS STRING), donation.unit, unit.place, gift.fund
FROM donation
CROSS JOIN as_of
JOIN donation__entries AS gift ON gift.file = donation.file
LEFT JOIN unit ON unit.id = donation.unit;
