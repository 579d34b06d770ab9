-- Who had what part in each entry that counts: `quantity` is minutes of service, fen of a gift,
-- minutes taken out, or goods redeemed. `cohort` is '' where none is known, and `home` is the
-- volunteer's own team (NULL for a body, a partner, an unknown number).
CREATE TABLE share AS
WITH
  part (file, ord, number, quantity, category, recorded_how, approved, pointer) AS (
    SELECT activity.file, CAST(0 AS BIGINT), present.number, present.minutes, activity.category,
      activity.recorded_how, activity.approved_by IS NOT NULL,
      '/participants/' || CAST(present.ord AS STRING)
    FROM activity
    JOIN activity__participants AS present ON present.file = activity.file
    UNION ALL
    SELECT file, ord, number, fen, CAST(NULL AS STRING), CAST(NULL AS STRING), FALSE,
      '/entries/' || CAST(ord AS STRING)
    FROM donation__entries
    UNION ALL
    SELECT file, ord, number, minutes, CAST(NULL AS STRING), CAST(NULL AS STRING), FALSE,
      '/entries/' || CAST(ord AS STRING)
    FROM withdrawal__entries
    UNION ALL
    SELECT file, ord, number, quantity, CAST(NULL AS STRING), CAST(NULL AS STRING), FALSE,
      '/entries/' || CAST(ord AS STRING)
    FROM redemption__entries
  )
SELECT entry.entry, entry.event, entry.ruled_kind, entry.ruled_by, entry.served_on,
  entry.booked_on, entry.team, entry.unit, entry.place, entry.fund, part.file, part.ord,
  part.number, COALESCE(member.cohort, '') AS cohort, member.team AS home, part.quantity,
  part.category, part.recorded_how, part.approved, part.pointer
FROM entry
JOIN part ON part.file = entry.file AND part.ord = entry.ord
LEFT JOIN member ON member.number = part.number
WHERE entry.standing = 'counted';
