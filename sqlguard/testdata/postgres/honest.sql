SELECT * FROM customers ORDER BY id
SELECT * FROM customers ORDER BY id;
select name, country from customers order by name
SELECT COUNT(*) FROM orders
SELECT COUNT(DISTINCT customer_id) AS buyers FROM orders WHERE status = 'paid'
SELECT SUM(total) AS revenue, ROUND(AVG(total), 2) AS average, MIN(total), MAX(total) FROM orders WHERE status <> 'cancelled'
SELECT country, COUNT(*) AS n FROM customers GROUP BY country ORDER BY n DESC, country ASC LIMIT 10
SELECT country, COUNT(*) FROM customers GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 2 DESC
SELECT DISTINCT segment FROM customers WHERE segment IS NOT NULL ORDER BY 1
SELECT DISTINCT ON (customer_id) customer_id, ordered_at, total FROM orders ORDER BY customer_id, ordered_at DESC
SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.total > 20 ORDER BY o.total DESC
SELECT c.name, COALESCE(SUM(o.total), 0) AS spent FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.id, c.name ORDER BY 1
SELECT c.name FROM customers c LEFT OUTER JOIN orders o ON c.id = o.customer_id WHERE o.id IS NULL
SELECT p.name, SUM(oi.quantity * oi.unit_price * (1 - oi.discount)) AS sales FROM order_items oi INNER JOIN products p ON p.id = oi.product_id GROUP BY p.id ORDER BY sales DESC LIMIT 5 OFFSET 0
SELECT p.name, c.name AS category FROM products p, categories c WHERE p.category_id = c.id ORDER BY 1
SELECT c.name, p.name FROM customers c CROSS JOIN products p ORDER BY 1, 2
SELECT * FROM orders NATURAL JOIN (SELECT order_id AS id, product_id FROM order_items) i ORDER BY id LIMIT 3
SELECT * FROM products JOIN categories USING (id) ORDER BY id
SELECT a.name, b.name AS parent FROM categories a LEFT JOIN categories b ON a.parent_id = b.id ORDER BY a.id
SELECT c.name, o.id FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id ORDER BY 1, 2
SELECT c.name, o.id FROM customers c FULL OUTER JOIN orders o ON c.id = o.customer_id ORDER BY 1, 2
SELECT c.name, o.id, i.line FROM customers c JOIN orders o JOIN order_items i ON i.order_id = o.id ON o.customer_id = c.id ORDER BY 2
SELECT c.name, x.total FROM customers c LEFT JOIN LATERAL (SELECT total FROM orders o WHERE o.customer_id = c.id ORDER BY ordered_at DESC LIMIT 1) x ON true ORDER BY 1
SELECT c.name, t.tag FROM products c, unnest(c.tags) AS t(tag) ORDER BY 1, 2
SELECT c.name, t.tag, t.n FROM products c CROSS JOIN LATERAL unnest(c.tags) WITH ORDINALITY AS t(tag, n) ORDER BY 1, 3
SELECT t.* FROM (SELECT id, name FROM customers) AS t WHERE t.id > 1 ORDER BY 1
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE status = 'paid') ORDER BY 1
SELECT name FROM customers WHERE id NOT IN (1, 2, 3)
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id) ORDER BY 1
SELECT name FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id AND o.total > 50) ORDER BY 1
SELECT name, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS orders FROM customers c ORDER BY 1
SELECT * FROM orders WHERE total = (SELECT MAX(total) FROM orders)
SELECT * FROM orders WHERE total > ALL (SELECT unit_price FROM order_items WHERE quantity = 1) ORDER BY 1
SELECT name FROM customers WHERE id = ANY (ARRAY[1, 3]) ORDER BY 1
SELECT name FROM customers WHERE id = ANY ('{1,2}'::int[]) ORDER BY 1
SELECT name FROM customers WHERE id <> ALL (ARRAY(SELECT customer_id FROM orders WHERE status = 'open')) ORDER BY 1
SELECT name FROM customers WHERE name LIKE ANY (ARRAY['A%', 'B%']) ORDER BY 1
SELECT name FROM customers WHERE country = SOME (SELECT country FROM customers WHERE id = 1) ORDER BY 1
SELECT * FROM orders WHERE ordered_at BETWEEN '2024-01-01' AND '2024-12-31' AND status = 'paid' ORDER BY 1
SELECT * FROM orders WHERE total NOT BETWEEN 10 AND 30 OR status != 'paid' ORDER BY 1
SELECT * FROM orders WHERE total BETWEEN SYMMETRIC 30 AND 10 ORDER BY 1
SELECT date_trunc('month', ordered_at) AS month, SUM(total) FROM orders GROUP BY 1 ORDER BY 1
SELECT to_char(ordered_at, 'YYYY-MM') AS month, COUNT(*) FROM orders GROUP BY to_char(ordered_at, 'YYYY-MM') ORDER BY 1
SELECT EXTRACT(YEAR FROM ordered_at) AS year, COUNT(*) FROM orders GROUP BY 1 ORDER BY 1
SELECT EXTRACT(EPOCH FROM ordered_at)::bigint, extract('dow' from ordered_at), date_part('hour', ordered_at) FROM orders ORDER BY 1
SELECT ordered_at + INTERVAL '1 day', ordered_at - interval '2' hour, ordered_at::date - DATE '2024-01-01' FROM orders ORDER BY 1
SELECT AGE('2024-06-01'::date, signup_date), CURRENT_DATE - signup_date > 0, signup_date + 7 FROM customers ORDER BY id
SELECT ordered_at AT TIME ZONE 'UTC', ordered_at AT TIME ZONE INTERVAL '2 hours' FROM orders ORDER BY id
SELECT timestamp '2024-01-01 10:00', timestamp with time zone '2024-01-01 10:00+02', time '10:00', timestamptz '2024-01-01 00:00Z'
SELECT now() > '2020-01-01', current_timestamp(0) > '2020-01-01', localtimestamp > '2020-01-01', CURRENT_TIME IS NOT NULL
SELECT generate_series(1, 5) AS n
SELECT d::date FROM generate_series('2024-01-01'::date, '2024-01-05'::date, '1 day'::interval) AS d ORDER BY 1
SELECT d.day, COUNT(o.id) FROM generate_series(date '2024-04-10', date '2024-04-13', interval '1 day') d(day) LEFT JOIN orders o ON o.ordered_at::date = d.day::date GROUP BY d.day ORDER BY d.day
SELECT name FROM customers WHERE name LIKE 'A%' AND name ILIKE 'a%' AND name NOT LIKE '%z' ORDER BY 1
SELECT name FROM customers WHERE name NOT LIKE '%!_%' ESCAPE '!' ORDER BY 1
SELECT name FROM customers WHERE email ~ '^[a-z]+@example\.com$' AND email !~* 'BO' ORDER BY 1
SELECT name FROM customers WHERE city SIMILAR TO 'L(on|ee)d(on|s)' ORDER BY 1
SELECT name FROM customers WHERE city = 'Xi''an' OR city = E'Xi\'an' OR city = $$Xi'an$$ OR city = $q$Xi'an$q$
SELECT U&'d\0061ta', U&"n!0061me" UESCAPE '!' FROM customers ORDER BY 2
SELECT 'a' || 'b' || name, name || ' <' || COALESCE(email, '-') || '>' FROM customers ORDER BY 1
SELECT upper(name), lower(name), initcap(name), length(name), left(name, 2), right(name, 1), reverse(name) FROM customers ORDER BY 1
SELECT substring(email from 1 for 3), substring(email from '@(.*)$'), substr(email, 2), position('@' in email), strpos(email, '@') FROM customers ORDER BY 1
SELECT trim(both 'x' from 'xxaxx'), trim('  a '), ltrim(' a'), rtrim('a '), btrim('xax', 'x'), trim(leading from ' a'), overlay('abcdef' placing 'XX' from 2 for 3)
SELECT replace(name, 'A', 'B'), translate(name, 'ab', 'AB'), split_part(email, '@', 2), lpad(id::text, 5, '0'), repeat('=', 5) FROM customers ORDER BY 1
SELECT regexp_replace(email, '@.*', ''), regexp_matches(email, '(\w+)@(\w+)'), (regexp_match(email, '(\w+)@'))[1] FROM customers WHERE email IS NOT NULL ORDER BY 1
SELECT string_agg(name, ', ' ORDER BY name DESC), array_agg(DISTINCT country), array_to_string(array_agg(name ORDER BY id), '/') FROM customers
SELECT count(*) FILTER (WHERE status = 'paid') AS paid, count(*) FILTER (WHERE status <> 'paid') AS other FROM orders
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total), mode() WITHIN GROUP (ORDER BY status), percentile_disc(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY total) FROM orders
SELECT bool_and(active), bool_or(active), every(active), bit_or(id), stddev(price), variance(price), corr(price, weight) IS NULL, regr_slope(price, weight) IS NOT NULL FROM products
SELECT name, salary, RANK() OVER (PARTITION BY department ORDER BY salary DESC), DENSE_RANK() OVER w, ROW_NUMBER() OVER (ORDER BY salary DESC) FROM employees WINDOW w AS (ORDER BY salary) ORDER BY name
SELECT name, LAG(salary, 1, 0) OVER (ORDER BY hired), LEAD(salary) OVER (ORDER BY hired), FIRST_VALUE(name) OVER (ORDER BY hired), NTILE(2) OVER (ORDER BY id) FROM employees ORDER BY id
SELECT ordered_at, SUM(total) OVER (ORDER BY ordered_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM orders ORDER BY 1
SELECT ordered_at, AVG(total) OVER (ORDER BY ordered_at ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW), COUNT(*) OVER (ORDER BY ordered_at RANGE BETWEEN '30 days'::interval PRECEDING AND CURRENT ROW) FROM orders ORDER BY 1
SELECT id, SUM(total) OVER (w ROWS 2 PRECEDING), SUM(total) OVER (w GROUPS CURRENT ROW) FROM orders WINDOW w AS (PARTITION BY status ORDER BY id) ORDER BY id
WITH big AS (SELECT * FROM orders WHERE total > 20) SELECT status, COUNT(*) FROM big GROUP BY status ORDER BY 1
WITH a AS (SELECT id FROM customers), b(x) AS (SELECT id * 2 FROM a) SELECT a.id, b.x FROM a JOIN b ON a.id = b.x ORDER BY 1
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT 2 AS x) SELECT * FROM a UNION ALL SELECT * FROM b
SELECT * FROM (WITH q AS (SELECT 1 AS one) SELECT one + 1 AS two FROM q) s
SELECT name FROM customers UNION SELECT name FROM employees ORDER BY name
SELECT country FROM customers UNION ALL SELECT department FROM employees ORDER BY 1
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders ORDER BY 1
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders WHERE status = 'paid' ORDER BY 1
SELECT 1 UNION SELECT 2 INTERSECT SELECT 2 ORDER BY 1
(SELECT id FROM customers ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM products ORDER BY id DESC LIMIT 1) ORDER BY 1
((SELECT 1 AS x UNION ALL SELECT 2) EXCEPT SELECT 2) UNION ALL SELECT 9 ORDER BY x
VALUES (1, 'a'), (2, 'b')
SELECT v.n, v.label FROM (VALUES (1, 'one'), (2, 'two')) AS v(n, label) WHERE v.n > 1
TABLE categories ORDER BY id
SELECT country, segment, COUNT(*) FROM customers GROUP BY ROLLUP (country, segment) ORDER BY 1, 2, 3
SELECT country, segment, COUNT(*), GROUPING(country, segment) FROM customers GROUP BY CUBE (country, segment) ORDER BY 4, 1, 2
SELECT country, segment, COUNT(*) FROM customers GROUP BY GROUPING SETS ((country), (segment), ()) ORDER BY 1, 2, 3
SELECT name, CASE WHEN score >= 9 THEN 'high' WHEN score >= 5 THEN 'mid' ELSE 'low' END AS band FROM customers ORDER BY 1
SELECT name, CASE country WHEN 'UK' THEN 1 WHEN 'SE' THEN 2 END FROM customers ORDER BY 1
SELECT CAST(total AS integer), total::int, total::numeric(10, 1), CAST('2024-01-01' AS date), '5'::varchar(3), 'x'::char(3), 1::boolean, '{1,2}'::int[] FROM orders ORDER BY id
SELECT 1::double precision / 3, 2::float4, 10::bigint, 1.5::real, '1'::smallint, '1 day'::interval, 'a'::text, 'abc'::character varying(2), B'101'::bit(3), X'1F'
SELECT NULLIF(segment, 'gold'), COALESCE(segment, 'none'), GREATEST(1, score, 3), LEAST(score, 5) FROM customers ORDER BY id
SELECT * FROM customers WHERE score IS NULL OR segment IS DISTINCT FROM 'gold' ORDER BY 1
SELECT * FROM customers WHERE segment IS NOT DISTINCT FROM NULL
SELECT name FROM products WHERE active IS TRUE AND (active IS NOT FALSE) AND active IS NOT UNKNOWN ORDER BY 1
SELECT name FROM products WHERE NOT active
SELECT payload->>'page' AS page, (payload->>'ms')::int AS ms, payload->'tags'->0, payload #>> '{tags,0}', payload ? 'tags' FROM events ORDER BY id
SELECT payload @> '{"page": "/"}', payload ?| ARRAY['x', 'ms'], payload - 'ms', payload || '{"new": 1}', jsonb_typeof(payload->'tags') FROM events ORDER BY id
SELECT e.id, t.value FROM events e, jsonb_array_elements_text(e.payload->'tags') AS t(value) ORDER BY 1, 2
SELECT k.key, COUNT(*) FROM events, jsonb_each(payload) AS k GROUP BY k.key ORDER BY 1
SELECT jsonb_path_query_array(payload, '$.tags[*]'), payload @? '$.ms ? (@ > 10)', payload @@ '$.ms > 10' FROM events ORDER BY id
SELECT json_build_object('id', id, 'name', name), jsonb_build_array(id, name), to_jsonb(name), row_to_json(c) FROM customers c ORDER BY id
SELECT json_agg(json_build_object('n', name) ORDER BY name), jsonb_object_agg(name, id) FROM customers
SELECT * FROM json_to_recordset('[{"a":1,"b":"x"},{"a":2,"b":"y"}]') AS x(a int, b text) ORDER BY a
SELECT * FROM ROWS FROM (generate_series(1, 3), generate_series(5, 6)) AS x(a, b)
SELECT tags[1], tags[1:2], tags[:1], array_length(tags, 1), cardinality(tags), tags || 'new'::text, 'sql' = ANY(tags), tags @> ARRAY['sql'], tags && '{steel}' FROM products ORDER BY id
SELECT ARRAY[1, 2] || 3, ARRAY[[1, 2], [3, 4]], array_append(ARRAY[1], 2), array_position(ARRAY['a', 'b'], 'b'), (ARRAY[10, 20])[2], array_remove(ARRAY[1, 2, 1], 1)
SELECT (1, 2) = (1, 2), ROW(1, 'a') IS NOT NULL, (id, name) IN ((1, 'Ada'), (2, 'Bo')) FROM customers ORDER BY id
SELECT (SELECT (1, 'x')::text), ROW(1), ROW()
SELECT (DATE '2024-01-01', DATE '2024-02-01') OVERLAPS (DATE '2024-01-15', DATE '2024-03-01')
SELECT during @> timestamp '2024-03-01 12:00', lower(during), upper(during), isempty(during), during && tsrange('2024-03-01', '2024-03-03') FROM events ORDER BY id
SELECT int4range(1, 5) * int4range(3, 9), daterange('2024-01-01', '2024-02-01', '[]'), '[1,3]'::int4range @> 2
SELECT -total, +total, @ -5, |/ 25.0, ||/ 27.0, 2 ^ 3, 7 % 3, 7 / 2, 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, 16 >> 2 FROM orders WHERE id = 1
SELECT -2 ^ 2, 2 ^ 3 ^ 2, 1 - 2 - 3, 10 / 4 * 2, NOT true OR true, 1 + 2 = 3 AND 4 > 3, NOT 1 = 2, - 5 % 3, 2 * -3
SELECT 1 = 1 IS TRUE, (1 < 2) = true, 1 IN (1, 2) = true, NOT NULL IS NULL
SELECT round(2.567, 2), ceil(2.1), floor(2.9), abs(-1), mod(7, 3), power(2, 10), sqrt(16), ln(1), exp(0), trunc(2.567, 1), sign(-3), pi() > 3, width_bucket(5, 0, 10, 5), div(7, 2), gcd(12, 18)
SELECT md5('a'), encode(sha256('a'), 'hex'), encode('a'::bytea, 'base64'), decode('61', 'hex'), to_hex(255), ascii('a'), chr(97), quote_literal('a'), format('%s-%I', 'a', 'b')
SELECT to_date('2024-01-31', 'YYYY-MM-DD'), to_timestamp(0), to_number('12.5', '99.9'), make_date(2024, 1, 2), make_interval(days => 3), date_bin('15 minutes', timestamp '2024-01-01 10:07', timestamp '2024-01-01')
SELECT to_tsvector('english', 'the quick foxes') @@ to_tsquery('english', 'fox'), ts_rank(to_tsvector('simple', 'a b'), plainto_tsquery('simple', 'a')) > 0, websearch_to_tsquery('simple', 'a or b')
SELECT random() >= 0, gen_random_uuid() IS NOT NULL, clock_timestamp() IS NOT NULL, pg_typeof(1), pg_size_pretty(2048::bigint), pg_column_size(1)
SELECT c."name", "c".country AS "Country", c.id AS "select" FROM public.customers AS c ORDER BY 3
SELECT "home goals" + "away goals" AS "total goals" FROM "Match" ORDER BY id
SELECT "group", key FROM orders ORDER BY key
SELECT name COLLATE "C" FROM customers ORDER BY name COLLATE "C" DESC
SELECT name FROM customers ORDER BY score DESC NULLS LAST, name NULLS FIRST
SELECT name FROM customers ORDER BY id FETCH FIRST 2 ROWS ONLY
SELECT total FROM orders ORDER BY total OFFSET 1 ROWS FETCH NEXT ROW ONLY
SELECT status FROM orders ORDER BY status FETCH FIRST 1 ROW WITH TIES
SELECT name FROM customers ORDER BY id OFFSET 1 LIMIT 2
SELECT name FROM customers ORDER BY id LIMIT ALL OFFSET 2
SELECT name FROM customers ORDER BY id LIMIT 1 + 1
SELECT * FROM ONLY customers ORDER BY id
SELECT count(*) >= 0 FROM customers TABLESAMPLE BERNOULLI (100) REPEATABLE (7)
SELECT count(*) >= 0 FROM customers c TABLESAMPLE SYSTEM (50)
SELECT c FROM customers c ORDER BY id
SELECT (c).name, (c).* FROM customers c ORDER BY 1
SELECT count(c.*), count(DISTINCT c.country), count(ALL c.id) FROM customers c
SELECT name -- a remark\nFROM customers /* and another */ ORDER BY 1
SELECT 1 AS "a""b", 'it''s', 'two'\n  ' parts'
SELECT N'abc', 'a\b', E'tab\there\n', E'\x41\101\u0041'
SELECT mood, mood = 'calm', count(*) FROM customers GROUP BY mood ORDER BY mood
SELECT EXISTS (SELECT 1 FROM orders), NOT EXISTS (SELECT 1 FROM orders WHERE total > 1000), ((SELECT 1)), ((SELECT 2) + 1)
SELECT CASE WHEN EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id) THEN 'buyer' END FROM customers c ORDER BY c.id
SELECT a.x FROM (SELECT 1 AS x) a JOIN ((SELECT 1 AS x) b JOIN (SELECT 1 AS x) d USING (x)) USING (x)
SELECT x FROM unnest(ARRAY[3, 1, 2]) AS x ORDER BY x
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS u(n, s) ORDER BY n
SELECT date '2024-02-29' + integer '1', interval '1 year 2 months', interval '3' day, interval '1:30' hour to minute, interval(0) '1.5 seconds'
SELECT year, month, day FROM (SELECT 2024 AS year, 1 AS month, 2 AS day) t
SELECT value, name, type, data, text FROM (SELECT 1 AS value, 2 AS name, 3 AS type, 4 AS data, 5 AS text) t
SELECT 1 AS one, 2 two, 3 AS "three", 4 AS order
SELECT DISTINCT c.country, count(*) OVER () AS n FROM customers c ORDER BY 1
SELECT jsonb_pretty('{"a": 1}'), '{"a": {"b": 2}}'::jsonb -> 'a' ->> 'b', ('{"a": [1, 2]}'::json -> 'a' -> 1)::text
SELECT sum(CASE WHEN status = 'paid' THEN total ELSE 0 END) / NULLIF(sum(total), 0) AS share FROM orders
SELECT date_trunc('week', ordered_at)::date AS week, count(*) AS n, sum(count(*)) OVER (ORDER BY date_trunc('week', ordered_at)) AS running FROM orders GROUP BY 1, date_trunc('week', ordered_at) ORDER BY 1
WITH monthly AS (SELECT date_trunc('month', ordered_at) AS m, sum(total) AS t FROM orders GROUP BY 1) SELECT m, t, t - lag(t) OVER (ORDER BY m) AS change, round(100.0 * t / sum(t) OVER (), 1) AS share FROM monthly ORDER BY m
SELECT ((ARRAY[point '(1,2)', point '(3,4)'])[2])[0], (ARRAY[[1,2],[3,4]])[2][1]
SELECT collation for (name), collation for ('a' COLLATE "C") FROM customers
SELECT id, sum(total) OVER (ORDER BY id ROWS (SELECT 1) + 1 PRECEDING) FROM orders
SELECT EXCEPT SELECT
SELECT id, (jsonb_each(attributes)).key, (json_each_text('{"a":1}')).value FROM products
