SELECT * FROM customers
SELECT * FROM customers;
select name, country from customers order by name
SELECT COUNT(*) FROM orders
SELECT COUNT(DISTINCT customer_id) AS buyers FROM orders WHERE status = 'paid'
SELECT SUM(total) AS revenue, AVG(total) AS average, MIN(total), MAX(total) FROM orders WHERE status <> 'cancelled'
SELECT country, COUNT(*) AS n FROM customers GROUP BY country ORDER BY n DESC, country ASC LIMIT 10
SELECT country, COUNT(*) FROM customers GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 2 DESC
SELECT DISTINCT segment FROM customers WHERE segment IS NOT NULL
SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.total > 20 ORDER BY o.total DESC
SELECT c.name, COALESCE(SUM(o.total), 0) AS spent FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.id, c.name
SELECT c.name FROM customers c LEFT OUTER JOIN orders o ON c.id = o.customer_id WHERE o.id IS NULL
SELECT p.name, SUM(oi.quantity * oi.unit_price * (1 - oi.discount)) AS sales FROM order_items oi INNER JOIN products p ON p.id = oi.product_id GROUP BY p.id ORDER BY sales DESC LIMIT 5 OFFSET 0
SELECT p.name, c.name AS category FROM products p, categories c WHERE p.category_id = c.id
SELECT c.name, p.name FROM customers c CROSS JOIN products p
SELECT * FROM orders NATURAL JOIN order_items LIMIT 3
SELECT * FROM products JOIN categories USING (id)
SELECT a.name, b.name AS parent FROM categories a LEFT JOIN categories b ON a.parent_id = b.id
SELECT c.name, o.id FROM orders o RIGHT JOIN customers c ON c.id = o.customer_id
SELECT c.name, o.id FROM customers c FULL OUTER JOIN orders o ON c.id = o.customer_id
SELECT t.* FROM (SELECT id, name FROM customers) AS t WHERE t.id > 1
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE status = 'paid')
SELECT name FROM customers WHERE id NOT IN (1, 2, 3)
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 50)
SELECT name, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS orders FROM customers c
SELECT * FROM orders WHERE total = (SELECT MAX(total) FROM orders)
SELECT * FROM orders WHERE total > (SELECT AVG(total) FROM orders)
SELECT * FROM orders WHERE ordered_at BETWEEN '2024-01-01' AND '2024-12-31' AND status = 'paid'
SELECT * FROM orders WHERE total NOT BETWEEN 10 AND 30 OR status != 'paid'
SELECT strftime('%Y-%m', ordered_at) AS month, SUM(total) FROM orders GROUP BY month ORDER BY month
SELECT strftime('%Y', ordered_at) AS year, COUNT(*) FROM orders GROUP BY strftime('%Y', ordered_at)
SELECT date(ordered_at), time(ordered_at), datetime(ordered_at, '+1 day', 'start of month') FROM orders
SELECT julianday('now') - julianday(signup_date) AS days FROM customers
SELECT CAST(julianday('2025-01-01') - julianday(signup_date) AS INTEGER) AS days_since FROM customers
SELECT unixepoch('2024-01-01'), CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP
SELECT name FROM customers WHERE name LIKE 'A%'
SELECT name FROM customers WHERE name NOT LIKE '%\_%' ESCAPE '\'
SELECT name FROM customers WHERE city GLOB 'L*' AND email IS NOT NULL
SELECT name FROM customers WHERE city = 'Xi''an'
SELECT UPPER(name), LOWER(country), LENGTH(city), SUBSTR(name, 1, 1), TRIM(city), REPLACE(city, 'L', 'l'), INSTR(email, '@') FROM customers
SELECT name || ' <' || email || '>' AS contact FROM customers WHERE email NOTNULL
SELECT IFNULL(email, 'none'), NULLIF(segment, 'gold'), IIF(score > 5, 'high', 'low') FROM customers
SELECT name, CASE WHEN score >= 9 THEN 'A' WHEN score >= 7 THEN 'B' ELSE 'C' END AS grade FROM customers
SELECT name, CASE segment WHEN 'gold' THEN 1 WHEN 'silver' THEN 2 END FROM customers
SELECT SUM(CASE WHEN status = 'paid' THEN total ELSE 0 END) AS paid, SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END) AS open_orders FROM orders
SELECT COUNT(*) FILTER (WHERE status = 'paid') AS paid, COUNT(*) FILTER (WHERE status <> 'paid') AS other FROM orders
SELECT ROUND(AVG(total), 2) AS avg_total, ROUND(100.0 * SUM(status = 'paid') / COUNT(*), 1) AS pct FROM orders
SELECT group_concat(name, ', ') FROM products GROUP BY category_id
SELECT group_concat(name ORDER BY price DESC) FROM products
SELECT group_concat(DISTINCT status) FROM orders
SELECT ABS(-5), SIGN(-3), MOD(10, 3), POWER(2, 8), SQRT(16), CEIL(1.2), FLOOR(1.8), LN(10), LOG10(100), PI()
SELECT TYPEOF(price), QUOTE(name), HEX(sku), UNICODE(name), CHAR(65, 66) FROM products
SELECT printf('%.2f', total), format('%s has %d', 'x', 3), printf('%5d|%-8s|%05.1f%%', 1, 'a', 2.5) FROM orders
SELECT MAX(price, weight), MIN(1, 2, 3) FROM products
SELECT RANDOM() % 10, total FROM orders ORDER BY RANDOM() LIMIT 2
SELECT * FROM products WHERE active
SELECT * FROM products WHERE NOT active
SELECT * FROM products WHERE active = TRUE
SELECT * FROM products WHERE tags ISNULL OR price IS 5
SELECT * FROM products WHERE price IS NOT 5 AND weight IS DISTINCT FROM 1.0 AND weight IS NOT DISTINCT FROM weight
SELECT -price, +price, ~id, price * -1, - - 1 FROM products
SELECT 7 / 2, 7 % 2, 7.0 / 2, 1 << 4, 256 >> 2, 6 & 3, 6 | 3
SELECT 0x1F, 1e3, .5, 5., 1.5E-3, x'CAFE', NULL, 'text', TRUE, FALSE
SELECT price == 15, price <> 15, price != 15, price <= 15, price >= 15, price < 15, price > 15 FROM products
SELECT 1 AS "one", 2 AS [two], 3 AS `three`, 4 AS 'four', 5 five, 6 "six"
SELECT "group", key FROM orders
SELECT "group", COUNT(*) FROM orders GROUP BY "group"
SELECT o."group", o.key, [o].[id], `o`.`total` FROM orders o
SELECT "home goals" + [away goals] AS goals FROM Match
SELECT T1.home, T1.away FROM Match AS T1 WHERE T1."home goals" > T1."away goals"
SELECT * FROM main.customers
SELECT main.customers.name FROM main.customers
SELECT rowid, * FROM customers ORDER BY rowid
WITH spend AS (SELECT customer_id, SUM(total) AS s FROM orders GROUP BY customer_id) SELECT c.name, s FROM spend JOIN customers c ON c.id = spend.customer_id ORDER BY s DESC
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b
WITH t(a, b) AS (VALUES (1, 2), (3, 4)) SELECT a * b FROM t
WITH m AS MATERIALIZED (SELECT * FROM orders), n AS NOT MATERIALIZED (SELECT * FROM customers) SELECT COUNT(*) FROM m JOIN n ON m.customer_id = n.id
WITH monthly AS (SELECT strftime('%Y-%m', ordered_at) AS m, SUM(total) AS t FROM orders GROUP BY m) SELECT m, t, t - LAG(t) OVER (ORDER BY m) AS change FROM monthly
WITH ranked AS (SELECT o.*, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY total DESC) AS rn FROM orders o) SELECT * FROM ranked WHERE rn = 1
WITH orders AS (SELECT 1 AS id) SELECT * FROM orders
WITH RECURSIVE x AS (SELECT id FROM customers) SELECT COUNT(*) FROM x
SELECT name FROM customers UNION SELECT name FROM employees ORDER BY name LIMIT 5
SELECT country FROM customers UNION ALL SELECT department FROM employees
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT 'customers' AS t, COUNT(*) AS n FROM customers UNION ALL SELECT 'orders', COUNT(*) FROM orders UNION ALL SELECT 'products', COUNT(*) FROM products ORDER BY n DESC
SELECT * FROM (SELECT 1 AS a UNION SELECT 2) ORDER BY a
VALUES (1, 'a'), (2, 'b')
SELECT * FROM (VALUES (1, 'a'), (2, 'b'))
SELECT column1, column2 FROM (VALUES (1, 2)) AS v
SELECT name, RANK() OVER (ORDER BY salary DESC) AS r, DENSE_RANK() OVER (ORDER BY salary DESC), NTILE(4) OVER (ORDER BY salary) FROM employees
SELECT name, department, salary, AVG(salary) OVER (PARTITION BY department) AS dept_avg FROM employees
SELECT name, salary - AVG(salary) OVER w AS diff, MAX(salary) OVER w FROM employees WINDOW w AS (PARTITION BY department)
SELECT id, SUM(total) OVER (ORDER BY ordered_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM orders
SELECT id, AVG(total) OVER (ORDER BY ordered_at ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) FROM orders
SELECT id, SUM(total) OVER (ORDER BY id ROWS 1 PRECEDING), SUM(total) OVER (ORDER BY id RANGE UNBOUNDED PRECEDING) FROM orders
SELECT id, SUM(total) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) FROM orders
SELECT id, COUNT(*) OVER (ORDER BY status RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING EXCLUDE TIES) FROM orders
SELECT id, COUNT(*) OVER (ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING EXCLUDE NO OTHERS), SUM(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP) FROM orders
SELECT name, LAG(salary, 1, 0) OVER (ORDER BY hired), LEAD(salary) OVER (ORDER BY hired), FIRST_VALUE(name) OVER (ORDER BY salary), LAST_VALUE(name) OVER (ORDER BY salary), NTH_VALUE(name, 2) OVER (ORDER BY salary) FROM employees
SELECT name, PERCENT_RANK() OVER (ORDER BY salary), CUME_DIST() OVER (ORDER BY salary) FROM employees
SELECT id, SUM(total) FILTER (WHERE status = 'paid') OVER (ORDER BY id) FROM orders
SELECT department, SUM(salary) OVER (w ORDER BY hired) FROM employees WINDOW w AS (PARTITION BY department), v AS (ORDER BY id)
SELECT COUNT(*) OVER () AS n, * FROM orders LIMIT 1
SELECT status, SUM(total) AS s, SUM(SUM(total)) OVER () AS all_s FROM orders GROUP BY status
SELECT json_extract(payload, '$.page') AS page, COUNT(*) FROM events GROUP BY page
SELECT payload -> '$.tags', payload ->> '$.ms', payload ->> 'page' FROM events
SELECT e.id, t.value FROM events e, json_each(e.payload, '$.tags') t
SELECT key, value, type FROM json_each('{"a":1,"b":[2]}')
SELECT fullkey, atom FROM json_tree('{"a":{"b":1}}') WHERE atom IS NOT NULL
SELECT p.name, j.value AS tag FROM products p JOIN json_each(p.tags) AS j ON j.value <> ''
SELECT json_group_array(name), json_group_object(sku, price) FROM products
SELECT json_object('id', e.id, 'name', p.name), json_array(1, 2, 'x'), json_valid(e.payload), json_type(e.payload) FROM events e, products p WHERE e.id = p.id
SELECT * FROM events WHERE json_extract(payload, '$.ms') > 10 AND kind = 'view'
SELECT * FROM articles WHERE articles MATCH 'engine'
SELECT title, snippet(articles, 1, '[', ']', '...', 8), bm25(articles) FROM articles WHERE body MATCH 'saw' ORDER BY rank
SELECT highlight(articles, 0, '<b>', '</b>') FROM articles('engines') LIMIT 0
SELECT * FROM paid_orders WHERE total > 10
SELECT e.name, m.name AS manager FROM employees e LEFT JOIN employees m ON e.manager_id = m.id
SELECT department, COUNT(*), AVG(salary) FROM employees GROUP BY department HAVING AVG(salary) > 4000 AND COUNT(*) >= 1
SELECT name FROM employees ORDER BY salary DESC NULLS LAST, name COLLATE NOCASE ASC NULLS FIRST
SELECT name FROM customers WHERE name = 'ada' COLLATE NOCASE
SELECT name FROM customers ORDER BY score IS NULL, score DESC LIMIT 2, 1
SELECT * FROM customers LIMIT (SELECT COUNT(*) / 2 FROM customers)
SELECT (1, 2) = (1, 2), (1, 'a') < (2, 'b')
SELECT * FROM order_items WHERE (order_id, line) IN (SELECT order_id, MAX(line) FROM order_items GROUP BY order_id)
SELECT * FROM order_items WHERE (order_id, line) IN (VALUES (1, 1), (2, 1))
SELECT * FROM customers WHERE (country = 'UK' AND (city = 'London' OR city = 'Leeds')) OR (country = 'SE' AND NOT (score < 5))
SELECT * FROM customers WHERE country IN ('UK', 'SE') AND signup_date >= date('2024-01-01', '-1 year')
SELECT c.country, p.name, SUM(oi.quantity) AS q FROM customers c JOIN orders o ON o.customer_id = c.id JOIN order_items oi ON oi.order_id = o.id JOIN products p ON p.id = oi.product_id WHERE o.status = 'paid' GROUP BY c.country, p.name ORDER BY c.country, q DESC
SELECT * FROM customers c JOIN (orders o JOIN order_items i ON i.order_id = o.id) ON o.customer_id = c.id
SELECT c.name, x.n FROM customers c JOIN (SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id) x ON x.customer_id = c.id WHERE x.n > 1
SELECT AVG(n) FROM (SELECT COUNT(*) AS n FROM orders GROUP BY customer_id)
SELECT 100.0 * (SELECT COUNT(*) FROM orders WHERE status = 'paid') / (SELECT COUNT(*) FROM orders) AS pct
SELECT COUNT(*) - COUNT(email) AS missing, TOTAL(score) FROM customers
SELECT substr(signup_date, 1, 4) AS y, substr(signup_date, 6, 2) AS m, COUNT(*) FROM customers GROUP BY y, m
SELECT * FROM customers WHERE CAST(strftime('%Y', signup_date) AS INT) = 2024
SELECT CAST(total AS TEXT), CAST('12' AS INTEGER), CAST(1 AS REAL), CAST(price AS DECIMAL(10, 2)), CAST(x'41' AS VARCHAR(10)) FROM orders, products WHERE orders.id = products.id
SELECT name -- the name\nFROM customers
SELECT /* how many */ COUNT(*) FROM orders
SELECT COUNT(*) FROM customers -- all of them
SELECT name FROM customers WHERE email LIKE '%@example.com' OR email IS NULL
SELECT * FROM orders WHERE date(ordered_at) = '2024-03-01'
SELECT *\n\tFROM orders o\r\n\tWHERE o.total >= 10
SELECT MAX(ordered_at) AS last, MIN(ordered_at) AS first, COUNT(*) AS count FROM orders
SELECT status AS action, total AS value, id AS row, "group" AS plan FROM orders
SELECT id AS end, total AS left, status AS desc FROM orders ORDER BY 1 DESC
SELECT first.name, last.name FROM employees first JOIN employees last ON first.id = last.manager_id
SELECT COUNT(*) AS total, strftime('%w', ordered_at) AS weekday FROM orders GROUP BY weekday
SELECT customer_id, MAX(total) AS top, COUNT(*) c FROM orders GROUP BY customer_id HAVING c > 1
SELECT * FROM customers WHERE score BETWEEN 5 AND 10 AND country LIKE 'u_' ORDER BY score
SELECT name, score, score / (SELECT MAX(score) FROM customers) AS rel FROM customers WHERE score > 0
SELECT * FROM orders WHERE customer_id = 1 AND (status = 'paid' OR total > 100) ORDER BY ordered_at DESC LIMIT 20
SELECT substr('hello', -3), instr('hello', 'l'), trim('  x '), ltrim('xxa', 'x'), rtrim('axx', 'x'), concat('a', 1), concat_ws('-', 'a', 'b')
SELECT CASE WHEN COUNT(*) = 0 THEN NULL ELSE SUM(total) / COUNT(*) END FROM orders WHERE status = 'lost'
SELECT name FROM products WHERE price > 10 AND price < 25 AND category_id IN (SELECT id FROM categories WHERE parent_id IS NOT NULL)
SELECT DISTINCT c.name FROM customers c JOIN orders o ON c.id = o.customer_id WHERE o.ordered_at >= datetime('2024-01-01 00:00:00') AND o.ordered_at < datetime('2025-01-01 00:00:00')
SELECT id FROM orders WHERE status IN ('paid', 'open') EXCEPT SELECT order_id FROM order_items WHERE quantity > 1 ORDER BY 1
SELECT AVG(julianday(o.ordered_at) - julianday(c.signup_date)) AS avg_days FROM orders o JOIN customers c ON c.id = o.customer_id
WITH o AS (SELECT * FROM orders), c AS (SELECT * FROM customers WHERE id IN (SELECT customer_id FROM o)) SELECT c.country, COUNT(*) FROM c GROUP BY c.country
WITH p AS (SELECT 0.1 AS rate) SELECT total, total * (SELECT rate FROM p) AS tax FROM orders
SELECT 'It''s' AS s, "name" FROM customers WHERE name <> ""
SELECT date('now', 'start of month', '-1 month'), date('now', 'weekday 0'), strftime('%s', 'now'), timediff('2024-02-01', '2024-01-01')
SELECT country, city, COUNT(*) FROM customers GROUP BY country, city ORDER BY COUNT(*) DESC, country
SELECT SUM(quantity) AS "Total quantity", ROUND(SUM(unit_price * quantity), 2) AS "Revenue (EUR)" FROM order_items
SELECT ROUND(price / weight, 2) AS per_kg FROM products WHERE weight IS NOT NULL AND weight > 0 ORDER BY per_kg DESC LIMIT 3
SELECT c.name AS Länder, c.city AS größe FROM customers c
SELECT SUM(total) key, COUNT(*) row FROM orders plan
SELECT outer.name, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = outer.id) FROM customers AS outer
SELECT name FROM customers NOT INDEXED WHERE id = 1
SELECT o.id FROM 'orders' AS 'o' JOIN "customers" AS 'c' ON c.id = o.customer_id ORDER BY o.id
SELECT c.name FROM customers c, orders o ON o.customer_id = c.id ORDER BY o.id, c.id
WITH wanted(id) AS (VALUES (1), (2)) SELECT name FROM customers WHERE id IN wanted ORDER BY id
SELECT id, name FROM categories NATURAL FULL JOIN employees ORDER BY 1
SELECT 'a' AS ''
