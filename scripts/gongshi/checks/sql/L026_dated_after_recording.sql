-- Nothing is recorded before it happened. (Of an activity X005 says so.)
SELECT
    'L026' AS code, file,
    pointer || CASE kind
        WHEN 'donation' THEN '/given_on'
        WHEN 'withdrawal' THEN '/requested_on'
        ELSE '/redeemed_on'
    END AS pointer,
    day, recorded_on, file AS related_file, '/recorded_on' AS related_pointer
FROM recorded
WHERE kind <> 'activity' AND day > recorded_on
ORDER BY file, pointer, code
