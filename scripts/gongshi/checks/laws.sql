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

-- The same without the lines that a verified correction has reversed. What law such a line broke is
-- settled: the line stands for ever, and its opposite stands beside it.
CREATE TABLE recorded AS
SELECT noted.*
FROM noted
WHERE NOT EXISTS (
    SELECT 1
    FROM correction
    WHERE correction.entry = noted.entry AND correction.verified_on IS NOT NULL
        AND (correction.number IS NULL OR correction.number = noted.number)
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

-- Every verified redemption under a policy that opens the counter on certain days: `asked` is the
-- least balance that a window of that day asks for, 0 for none; NULL where no window is open.
CREATE VIEW counter AS
WITH bought AS (
    SELECT
        recorded.file, recorded.pointer, recorded.day, recorded.number, in_force.policy,
        in_force.policy_file, CAST(substr(recorded.day, 6, 2) AS BIGINT) AS month,
        CAST(substr(recorded.day, 9, 2) AS BIGINT) AS date
    FROM recorded
    JOIN share
        ON share.file = recorded.file AND share.pointer = recorded.pointer
        AND share.event = 'redemption'
    JOIN in_force
        ON in_force.family = 'windows' AND in_force.kind = share.ruled_kind
        AND in_force.id = share.ruled_by AND in_force.cohort = share.cohort
        AND in_force.day = share.served_on
)
SELECT
    bought.file, bought.pointer, bought.day, bought.number, bought.policy, bought.policy_file,
    MIN(CASE WHEN rule.id IS NOT NULL THEN CAST(COALESCE(rule.at_least, '0') AS DECIMAL(18, 2)) END)
        AS asked
FROM bought
LEFT JOIN policy__windows AS rule
    ON rule.file = bought.policy_file AND bought.date BETWEEN rule.from_day AND rule.to_day
    AND CASE rule.every
        WHEN 'year' THEN COALESCE(rule.month, bought.month) = bought.month
        WHEN 'quarter'
        THEN COALESCE(rule.month, (bought.month - 1) % 3 + 1) = (bought.month - 1) % 3 + 1
        ELSE TRUE
    END
GROUP BY
    bought.file, bought.pointer, bought.day, bought.number, bought.policy, bought.policy_file;
