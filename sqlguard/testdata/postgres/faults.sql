SELECT body::int FROM box
SELECT body::bigint FROM box
SELECT body::numeric FROM box
SELECT body::float8 FROM box
SELECT body::boolean FROM box
SELECT body::date FROM box
SELECT body::timestamptz FROM box
SELECT body::time FROM box
SELECT body::interval FROM box
SELECT body::uuid FROM box
SELECT body::json FROM box
SELECT body::jsonb FROM box
SELECT body::inet FROM box
SELECT body::macaddr FROM box
SELECT body::int[] FROM box
SELECT body::point FROM box
SELECT body::int4range FROM box
SELECT body::bit(3) FROM box
SELECT body::jsonpath FROM box
SELECT 1 / (length(body) - 10) FROM box
SELECT to_date(body, 'YYYY') FROM box
SELECT to_number(body, 'S9') FROM box
SELECT to_timestamp(body, 'HH24') FROM box
SELECT sqrt(-length(body)) FROM box
SELECT ln(0 * length(body)) FROM box
SELECT power(0, -length(body)) FROM box
SELECT body ~ ('(' || body) FROM box
SELECT substring(body, 1, -1) FROM box
SELECT (SELECT body FROM box)
SELECT canary7531 FROM box
SELECT * FROM canary7531
SELECT lower(body, body) FROM box
SELECT id FROM box, customers
SELECT body, count(*) FROM box
SELECT body + 1 FROM box
SELECT body FROM box UNION SELECT 1
SELECT id FROM box UNION SELECT id, body FROM box
SELECT body FROM box LIMIT -1
SELECT 2147483647 + id FROM box
SELECT exp(1000 * id) FROM box
SELECT chr(-id) FROM box
SELECT decode(body, 'hex') FROM box
SELECT decode(body, 'base64') FROM box
SELECT decode(body, 'canary7531') FROM box
SELECT date_trunc(body, now()) FROM box
SELECT timezone(body, now()) FROM box
SELECT make_date(0 * id, 1, 1) FROM box
SELECT to_tsquery(body || ' & & x') FROM box
SELECT regexp_replace(body, 'a', 'b', 'canary7531') FROM box
SELECT 'canary7531'::date
SELECT 'canary7531' + 1
SELECT sum(body) FROM box
SELECT sum(sum(id)) FROM box
SELECT body FROM box WHERE sum(id) > 1
SELECT rank() FROM box
SELECT body FROM box GROUP BY id
SELECT DISTINCT body FROM box ORDER BY id
SELECT body FROM box ORDER BY 9
SELECT b.canary7531 FROM box b
SELECT width_bucket(1, 1, 1, id) FROM box
SELECT array_append(ARRAY[1], body) FROM box
SELECT ARRAY[1, body] FROM box
SELECT body[1] FROM box
SELECT (id, body) = (1, 2) FROM box
SELECT jsonb_set(to_jsonb(body), ARRAY['a'], '1') FROM box
SELECT jsonb_extract_path(body, 'a') FROM box
SELECT CASE WHEN body THEN 1 END FROM box
SELECT body FROM box WHERE body
SELECT body FROM box JOIN orders USING (canary7531)
SELECT 1 FROM box AS canary7531, orders AS canary7531
WITH canary7531(a, b) AS (SELECT 1) SELECT a FROM canary7531
SELECT ntile(0) OVER () FROM box
SELECT body FROM box TABLESAMPLE SYSTEM (200)
SELECT nth_value(body, 0) OVER () FROM box
SELECT * FROM canary7531_closed
SELECT complain()
SELECT insist()
SELECT encode(body, 'hex') FROM box
SELECT convert_from(decode('ff', 'hex'), 'UTF8') FROM box
SELECT bool_and(body) FROM box
SELECT jsonb_path_query(to_jsonb(id), 'strict $.canary7531') FROM box
SELECT gcd(id, body) FROM box
SELECT body LIKE 'a' ESCAPE 'canary7531' FROM box
SELECT body SIMILAR TO 'a' ESCAPE 'canary7531' FROM box
SELECT setweight(to_tsvector(body), 'x') FROM box
SELECT body COLLATE "canary7531" FROM box
SELECT (body || ' & &')::tsquery FROM box
