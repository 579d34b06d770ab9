-- How many needs served in a year fell into each price tier, by place with all below it (domain.md
-- O12). Closed as it stands: cells under five and years not over are hidden (`orders.price_tiers`).
CREATE TABLE price_tier AS
SELECT scope.above AS place, CAST(SUBSTR(state.served_on, 1, 4) AS BIGINT) AS year,
  need.price_tier AS tier, CAST(COUNT(*) AS BIGINT) AS needs
FROM order_state AS state
JOIN need ON need.file = state.file
JOIN scope ON scope.kind = 'place' AND scope.id = state.place AND scope.above_kind = 'place'
WHERE state.served_on IS NOT NULL AND need.price_tier IS NOT NULL
GROUP BY scope.above, CAST(SUBSTR(state.served_on, 1, 4) AS BIGINT), need.price_tier;
