VALUES ROW(1, 'a'), ROW(2, 'b')
SELECT * FROM (VALUES ROW(1, 'one'), ROW(2, 'two')) AS v (n, name) ORDER BY 1
SELECT payload->'$.page', payload->>'$.page' FROM events ORDER BY id
SELECT c.id, x.n FROM customers c, LATERAL (SELECT COUNT(*) AS n FROM orders o WHERE o.customer_id = c.id) x ORDER BY 1
SELECT c.id, x.n FROM customers c LEFT JOIN LATERAL (SELECT COUNT(*) AS n FROM orders o WHERE o.customer_id = c.id) x ON true ORDER BY 1
SELECT ANY_VALUE(name), country FROM customers GROUP BY country ORDER BY 2
SELECT CAST('2024' AS YEAR), CAST(1 AS REAL), CAST('{"a": 1}' AS JSON), CAST(1.5 AS FLOAT), CAST('a' AS NCHAR)
SELECT BIN_TO_UUID(UUID_TO_BIN('12345678-1234-1234-1234-123456789012')), IS_UUID('a'), JSON_OVERLAPS('[1]', '[1, 2]'), JSON_STORAGE_SIZE('1'), JSON_PRETTY('[1]')
SELECT REGEXP_LIKE('a', 'A', 'c'), JSON_SCHEMA_VALID('{}', '{}'), JSON_VALUE('{"a": 1}', '$.a')
SELECT country, GROUPING(country), COUNT(*) FROM customers GROUP BY country WITH ROLLUP
SELECT name COLLATE utf8mb4_0900_ai_ci FROM customers ORDER BY name COLLATE utf8mb4_0900_as_cs DESC
SELECT x'1f' + 1, x'41' | 1, b'11' + 0
