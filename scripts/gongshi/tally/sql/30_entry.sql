-- Every local entry (an activity, or one gift, withdrawal, redemption or correction), and whether
-- it counts as of the day asked for. `event` is service, money, goods, withdrawal (by self or
-- family), gift_out, pool_out (time given to another, or to the common pool), redemption or
-- correction. Only what a second person has verified counts; compulsory and charged service never
-- does (domain.md 1.1, articles 21 and 25). Rules follow the team, or the unit that took the
-- entry; figures go where the service took place. `ord` is the place in a batch. `item` numbers the
-- entries, for joins alone: what follows says by it, and not again and again, which entry it is of.
CREATE TABLE entry AS
WITH
  line (
    id, event, file, ord, unit, fund, served_on, recorded_on, verified_by, verified_on
  ) AS (
    SELECT gift.id, gift.form, gift.file, gift.ord, batch.unit, gift.fund, gift.given_on,
      batch.recorded_on, batch.verified_by, batch.verified_on
    FROM donation AS batch
    JOIN donation__entries AS gift ON gift.file = batch.file
    UNION ALL
    SELECT taken.id,
      CASE taken."for" WHEN 'gift' THEN 'gift_out' WHEN 'donation' THEN 'pool_out' ELSE 'withdrawal' END,
      taken.file, taken.ord, batch.unit, CAST(NULL AS STRING), taken.requested_on,
      batch.recorded_on, batch.verified_by, batch.verified_on
    FROM withdrawal AS batch
    JOIN withdrawal__entries AS taken ON taken.file = batch.file
    UNION ALL
    SELECT bought.id, 'redemption', bought.file, bought.ord, batch.unit, CAST(NULL AS STRING),
      bought.redeemed_on, batch.recorded_on, batch.verified_by, batch.verified_on
    FROM redemption AS batch
    JOIN redemption__entries AS bought ON bought.file = batch.file
    UNION ALL
    SELECT id, 'correction', file, CAST(0 AS BIGINT), CAST(NULL AS STRING), CAST(NULL AS STRING),
      recorded_on, recorded_on, verified_by, verified_on
    FROM correction
  ),
  told AS (
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
      activity.date AS served_on, activity.recorded_on, activity.verified_on AS booked_on,
      activity.team, COALESCE(activity.unit, team.unit) AS unit, activity.place,
      CAST(NULL AS STRING) AS fund, activity.category, activity.recorded_how,
      activity.approved_by IS NOT NULL AS approved
    FROM activity
    CROSS JOIN as_of
    LEFT JOIN team ON team.id = activity.team
    WHERE activity.basis = 'local'
    UNION ALL
    SELECT line.id, line.event, line.file, line.ord,
      CASE
        WHEN line.served_on > as_of.day THEN 'later'
        WHEN line.verified_by IS NULL OR line.verified_on IS NULL THEN 'unverified'
        WHEN line.verified_on > as_of.day THEN 'unverified'
        ELSE 'counted'
      END,
      'unit', line.unit, line.served_on, line.recorded_on, line.verified_on,
      CAST(NULL AS STRING), line.unit, unit.place, line.fund, CAST(NULL AS STRING),
      CAST(NULL AS STRING), FALSE
    FROM line
    CROSS JOIN as_of
    LEFT JOIN unit ON unit.id = line.unit
  )
SELECT ROW_NUMBER() OVER (ORDER BY file, ord) AS item, told.*
FROM told;
