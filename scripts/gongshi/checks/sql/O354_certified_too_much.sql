-- A certificate says no more than its unit, with those below it, had booked by the day before; one that
-- is revoked says nothing any more.
WITH
    service AS (
        SELECT
            certificate.file, COALESCE(ledger.corrects, ledger.entry) AS entry,
            CAST(FLOOR(SUM(ledger.amount)) AS BIGINT) AS minutes
        FROM certificate
        JOIN ledger
            ON ledger.number = certificate.number AND ledger.measure = 'minutes'
            AND ledger.origin = 'service'
            AND ledger.served_on BETWEEN certificate."from" AND certificate."to"
            AND ledger.booked_on < certificate.issued_on
        JOIN scope
            ON scope.kind = 'unit' AND scope.id = ledger.unit
            AND scope.above_kind = 'unit' AND scope.above = certificate.unit
        GROUP BY certificate.file, COALESCE(ledger.corrects, ledger.entry)
    ),
    booked AS (
        SELECT
            file, CAST(SUM(minutes) AS BIGINT) AS minutes,
            CAST(COUNT(*) AS BIGINT) AS services
        FROM service
        WHERE minutes > 0
        GROUP BY file
    )
SELECT
    'O354' AS code, certificate.file, '/minutes' AS pointer, certificate.minutes,
    certificate.services, COALESCE(booked.minutes, 0) AS booked_minutes,
    COALESCE(booked.services, 0) AS booked_services
FROM certificate
LEFT JOIN booked ON booked.file = certificate.file
WHERE certificate.revoked_on IS NULL
    AND (certificate.minutes <= booked.minutes AND certificate.services <= booked.services)
    IS NOT TRUE
ORDER BY file, pointer, code
