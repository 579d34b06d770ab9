-- Every volunteer with the home team; a number is also the passbook's number. A number on two
-- rosters, which the checks refuse, stands here once, so that nothing is counted twice.
-- Nothing of this leaves the tally but what `consent` allows, and a minor's never does.
CREATE TABLE member AS
WITH
  listed AS (
    SELECT volunteer.number, roster.team, team.unit, volunteer.joined, volunteer.cohort,
      volunteer.consent, COALESCE(volunteer.minor, FALSE) AS minor,
      ROW_NUMBER() OVER (
        PARTITION BY volunteer.number ORDER BY volunteer.joined, roster.team
      ) AS place
    FROM roster
    JOIN roster__members AS volunteer ON volunteer.file = roster.file
    LEFT JOIN team ON team.id = roster.team
  )
SELECT number, team, unit, joined, cohort, consent, minor
FROM listed
WHERE place = 1;
