-- Whom a change concerns: the files (`concerned`) and volunteers (`concerned_number`) of whose records
-- the laws are asked again. Every law and every figure but those that `narrow.WHOLE` names looks at
-- one group of records alone: a person's, an entry's with all who took part, a need's, a project's, a
-- reward's. What a change touches is made anew for the whole of each group that it is in, before
-- and after; of any other group the part that comes along says the same on both sides.
--
-- `changed(file)` are the files that are otherwise, `was_…` their rows as they were, and `since_day`
-- the earlier of the two days as of which the laws are asked: what is dated later may be judged
-- otherwise on the later one.
CREATE TABLE touched AS
SELECT file FROM changed
UNION
SELECT file
FROM activity
CROSS JOIN since_day
WHERE activity.date > day OR activity.recorded_on > day OR activity.verified_on > day
UNION
SELECT donation.file
FROM donation
CROSS JOIN since_day
JOIN donation__entries AS gift ON gift.file = donation.file
WHERE donation.recorded_on > day OR donation.verified_on > day OR gift.given_on > day
UNION
SELECT withdrawal.file
FROM withdrawal
CROSS JOIN since_day
JOIN withdrawal__entries AS taken ON taken.file = withdrawal.file
WHERE withdrawal.recorded_on > day OR withdrawal.verified_on > day OR taken.requested_on > day
UNION
SELECT redemption.file
FROM redemption
CROSS JOIN since_day
JOIN redemption__entries AS bought ON bought.file = redemption.file
WHERE redemption.recorded_on > day OR redemption.verified_on > day OR bought.redeemed_on > day
UNION
SELECT file FROM correction CROSS JOIN since_day WHERE recorded_on > day OR verified_on > day
UNION
SELECT event.file
FROM need__events AS event
CROSS JOIN since_day
WHERE SUBSTR(event.at, 1, 10) > day;

-- Every line of an entry, as it is: who served, gave, took, was given or bought what.
CREATE TABLE any_line AS
SELECT activity.id AS entry, present.number, activity.file, CAST(NULL AS STRING) AS reward
FROM activity
JOIN activity__participants AS present ON present.file = activity.file
UNION ALL
SELECT id, number, file, CAST(NULL AS STRING) FROM donation__entries
UNION ALL
SELECT id, number, file, CAST(NULL AS STRING) FROM withdrawal__entries
UNION ALL
SELECT id, "to", file, CAST(NULL AS STRING) FROM withdrawal__entries WHERE "to" IS NOT NULL
UNION ALL
SELECT id, number, file, reward FROM redemption__entries;

-- And those that are touched, as they are and as they were.
CREATE TABLE touched_line AS
SELECT entry, number, reward FROM any_line WHERE file IN (SELECT file FROM touched)
UNION
SELECT id, CAST(NULL AS STRING), CAST(NULL AS STRING)
FROM activity
WHERE file IN (SELECT file FROM touched)
UNION
SELECT id, CAST(NULL AS STRING), CAST(NULL AS STRING) FROM was_activity
UNION
SELECT was_activity.id, present.number, CAST(NULL AS STRING)
FROM was_activity
JOIN was_activity__participants AS present ON present.file = was_activity.file
UNION
SELECT id, number, CAST(NULL AS STRING) FROM was_donation__entries
UNION
SELECT id, number, CAST(NULL AS STRING) FROM was_withdrawal__entries
UNION
SELECT id, "to", CAST(NULL AS STRING) FROM was_withdrawal__entries
UNION
SELECT id, number, reward FROM was_redemption__entries;

CREATE TABLE touched_correction AS
SELECT entry FROM correction WHERE file IN (SELECT file FROM touched)
UNION
SELECT entry FROM was_correction;

CREATE TABLE other_reward AS
SELECT id FROM reward WHERE file IN (SELECT file FROM touched)
UNION
SELECT id FROM was_reward;

CREATE TABLE touched_reward AS
SELECT reward FROM touched_line
UNION
SELECT id FROM other_reward
UNION
SELECT reward FROM any_line WHERE entry IN (SELECT entry FROM touched_correction);

-- What a need or a withdrawal that is touched says was the service.
CREATE TABLE touched_service AS
SELECT activity FROM need__events WHERE file IN (SELECT file FROM touched)
UNION
SELECT activity FROM was_need__events
UNION
SELECT activity FROM withdrawal__entries WHERE file IN (SELECT file FROM touched)
UNION
SELECT activity FROM was_withdrawal__entries;

CREATE TABLE touched_project AS
SELECT project FROM activity WHERE file IN (SELECT file FROM touched)
UNION
SELECT project FROM was_activity
UNION
SELECT project FROM activity WHERE id IN (SELECT activity FROM touched_service)
UNION
SELECT id FROM project WHERE file IN (SELECT file FROM touched)
UNION
SELECT id FROM was_project;

-- Whose passbook may be otherwise, or of whom something touched speaks.
CREATE TABLE touched_number AS
SELECT number FROM touched_line
UNION
SELECT number FROM any_line WHERE entry IN (SELECT entry FROM touched_correction)
UNION
SELECT number FROM any_line WHERE reward IN (SELECT id FROM other_reward)
UNION
SELECT number FROM roster__members WHERE file IN (SELECT file FROM touched)
UNION
SELECT number FROM was_roster__members
UNION
SELECT number FROM certificate WHERE file IN (SELECT file FROM touched)
UNION
SELECT number FROM was_certificate
UNION
SELECT number FROM award__results WHERE file IN (SELECT file FROM touched)
UNION
SELECT number FROM was_award__results
UNION
SELECT number FROM profile WHERE file IN (SELECT file FROM touched)
UNION
SELECT number FROM was_profile;

CREATE TABLE near AS
SELECT file FROM touched
UNION
SELECT file FROM any_line WHERE number IN (SELECT number FROM touched_number)
UNION
SELECT file FROM any_line WHERE reward IN (SELECT reward FROM touched_reward)
UNION
SELECT file FROM any_line WHERE entry IN (SELECT entry FROM touched_correction)
UNION
SELECT file FROM certificate WHERE number IN (SELECT number FROM touched_number)
UNION
SELECT file FROM project WHERE id IN (SELECT project FROM touched_project)
UNION
SELECT file FROM activity WHERE project IN (SELECT project FROM touched_project)
UNION
SELECT file FROM activity WHERE id IN (SELECT activity FROM touched_service)
UNION
SELECT file
FROM withdrawal__entries
WHERE activity IN (SELECT entry FROM touched_line)
UNION
SELECT file FROM need__events WHERE activity IN (SELECT entry FROM touched_line)
UNION
SELECT file FROM need__events WHERE activity IN (SELECT entry FROM touched_correction)
UNION
SELECT file FROM correction WHERE entry IN (SELECT entry FROM touched_line)
UNION
SELECT file FROM correction WHERE entry IN (SELECT entry FROM touched_correction);

CREATE TABLE concerned AS
SELECT file FROM near
UNION
SELECT event.file
FROM need__events AS event
JOIN activity ON activity.id = event.activity
WHERE activity.file IN (SELECT file FROM near)
UNION
SELECT correction.file
FROM correction
JOIN any_line AS line ON line.entry = correction.entry
WHERE line.file IN (SELECT file FROM near);

CREATE TABLE concerned_number AS
SELECT number FROM touched_number WHERE number IS NOT NULL
UNION
SELECT number FROM any_line WHERE file IN (SELECT file FROM near) AND number IS NOT NULL;
