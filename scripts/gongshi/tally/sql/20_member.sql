-- Every volunteer with the home team; a number is also the passbook's number.
-- Nothing of this leaves the tally but what `consent` allows, and a minor's never does.
CREATE TABLE member AS
SELECT volunteer.number, roster.team, team.unit, volunteer.joined, volunteer.cohort,
  volunteer.consent, COALESCE(volunteer.minor, FALSE) AS minor
FROM roster
JOIN roster__members AS volunteer ON volunteer.file = roster.file
LEFT JOIN team ON team.id = roster.team;
