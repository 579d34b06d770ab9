-- What several of the ledger's laws look at, beside the tally's own tables.

-- Every line of an entry, verified or not: who served, gave, took out or redeemed what on which day.
-- `entry` is what a correction names; a gift has no number where no volunteer gave it.
CREATE VIEW noted AS
SELECT
    activity.id AS entry, present.number, 'activity' AS kind, activity.file, present.ord,
    '/participants/' || CAST(present.ord AS STRING) AS pointer, activity.date AS day,
    activity.recorded_on, activity.verified_on
FROM activity
JOIN activity__participants AS present ON present.file = activity.file
WHERE activity.basis = 'local'
UNION ALL
SELECT
    gift.id, gift.number, 'donation', donation.file, gift.ord,
    '/entries/' || CAST(gift.ord AS STRING), gift.given_on, donation.recorded_on,
    donation.verified_on
FROM donation
JOIN donation__entries AS gift ON gift.file = donation.file
UNION ALL
SELECT
    taken.id, taken.number, 'withdrawal', withdrawal.file, taken.ord,
    '/entries/' || CAST(taken.ord AS STRING), taken.requested_on, withdrawal.recorded_on,
    withdrawal.verified_on
FROM withdrawal
JOIN withdrawal__entries AS taken ON taken.file = withdrawal.file
UNION ALL
SELECT
    bought.id, bought.number, 'redemption', redemption.file, bought.ord,
    '/entries/' || CAST(bought.ord AS STRING), bought.redeemed_on, redemption.recorded_on,
    redemption.verified_on
FROM redemption
JOIN redemption__entries AS bought ON bought.file = redemption.file;

-- The lines that a verified correction has reversed. What law such a line broke is settled: the
-- line stands for ever, and its opposite stands beside it.
CREATE TABLE reversed AS
SELECT DISTINCT noted.file, noted.ord, noted.pointer
FROM correction
JOIN noted
    ON noted.entry = correction.entry
    AND (correction.number IS NULL OR correction.number = noted.number)
WHERE correction.verified_on IS NOT NULL;

-- The files of which every line has been reversed.
CREATE TABLE annulled AS
SELECT noted.file
FROM noted
LEFT JOIN reversed ON reversed.file = noted.file AND reversed.ord = noted.ord
WHERE noted.file IN (SELECT file FROM reversed)
GROUP BY noted.file
HAVING count(*) = count(reversed.ord);

-- The lines that have not been reversed.
CREATE VIEW recorded AS
SELECT noted.*
FROM noted
WHERE NOT EXISTS (
    SELECT 1 FROM reversed WHERE reversed.file = noted.file AND reversed.ord = noted.ord
);

-- Who signed a record, as a pointer to the field; `ord` where it is about one entry of a batch.
CREATE VIEW signature AS
WITH field AS (
    SELECT file, '/recorded_by' AS pointer, recorded_by AS staff FROM activity
    UNION ALL
    SELECT file, '/verified_by', verified_by FROM activity
    UNION ALL
    SELECT file, '/approved_by', approved_by FROM activity
    UNION ALL
    SELECT file, '/recorded_by', recorded_by FROM donation
    UNION ALL
    SELECT file, '/verified_by', verified_by FROM donation
    UNION ALL
    SELECT file, '/recorded_by', recorded_by FROM withdrawal
    UNION ALL
    SELECT file, '/verified_by', verified_by FROM withdrawal
    UNION ALL
    SELECT file, '/recorded_by', recorded_by FROM redemption
    UNION ALL
    SELECT file, '/verified_by', verified_by FROM redemption
    UNION ALL
    SELECT file, '/issued_by', issued_by FROM redemption
    UNION ALL
    SELECT file, '/recorded_by', recorded_by FROM correction
    UNION ALL
    SELECT file, '/verified_by', verified_by FROM correction
)
SELECT file, pointer, staff, CAST(NULL AS BIGINT) AS ord FROM field WHERE staff IS NOT NULL
UNION ALL
SELECT file, '/entries/' || CAST(ord AS STRING) || '/dispatched_by', dispatched_by, ord
FROM withdrawal__entries
WHERE dispatched_by IS NOT NULL;
