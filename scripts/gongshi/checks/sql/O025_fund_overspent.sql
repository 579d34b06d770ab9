-- A fund has not paid more than it took in. A warning, since income may be recorded later.
WITH moved AS (
    SELECT f.id, CAST(m.fen AS BIGINT) AS taken_in, CAST(0 AS BIGINT) AS paid
    FROM fund AS f
    JOIN fund__money_in AS m ON m.file = f.file AND m.fen IS NOT NULL
    UNION ALL
    SELECT id, CAST(amount AS BIGINT), 0
    FROM total
    WHERE kind = 'fund' AND period = 'all' AND measure = 'fen'
    UNION ALL
    SELECT f.id, 0, CAST(m.fen AS BIGINT)
    FROM fund AS f
    JOIN fund__money_out AS m ON m.file = f.file AND m.fen IS NOT NULL
    UNION ALL
    SELECT fund, 0, fen FROM fund_payment
),
summed AS (
    SELECT id, CAST(sum(taken_in) AS BIGINT) AS taken_in, CAST(sum(paid) AS BIGINT) AS paid
    FROM moved
    GROUP BY id
)
SELECT
    'O025' AS code, f.file, '/id' AS pointer, 'fen' AS money_measure,
    CAST(s.paid AS STRING) AS paid_amount, CAST(s.taken_in AS STRING) AS income_amount
FROM summed AS s
JOIN fund AS f ON f.id = s.id AND f.basis = 'local'
WHERE s.paid > s.taken_in
ORDER BY file, pointer, code
