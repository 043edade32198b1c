SELECT * FROM customers ORDER BY id
SELECT * FROM customers ORDER BY id;
select name, country from customers order by name
SELECT COUNT(*) FROM orders
SELECT COUNT(DISTINCT customer_id) AS buyers FROM orders WHERE status = 'paid'
SELECT COUNT(DISTINCT customer_id, status) FROM orders
SELECT SUM(total) AS revenue, ROUND(AVG(total), 2) AS average, MIN(total), MAX(total) FROM orders WHERE status <> "cancelled"
SELECT country, COUNT(*) AS n FROM customers GROUP BY country ORDER BY n DESC, country ASC LIMIT 10
SELECT country, COUNT(*) FROM customers GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 2 DESC
SELECT DISTINCT segment FROM customers WHERE segment IS NOT NULL ORDER BY 1
SELECT DISTINCTROW country FROM customers ORDER BY 1
SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.total > 20 ORDER BY o.total DESC
SELECT c.name, COALESCE(SUM(o.total), 0) AS spent FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.id, c.name ORDER BY 1
SELECT p.name, SUM(oi.quantity * oi.unit_price * (1 - oi.discount)) AS sales FROM order_items oi INNER JOIN products p ON p.id = oi.product_id GROUP BY p.id ORDER BY sales DESC LIMIT 5 OFFSET 0
SELECT p.name, c.name AS category FROM products p, categories c WHERE p.category_id = c.id ORDER BY 1
SELECT c.name, p.name AS product FROM customers c CROSS JOIN products p ORDER BY 1, 2
SELECT * FROM products JOIN categories USING (id) ORDER BY id
SELECT a.name, b.name AS parent FROM categories a LEFT JOIN categories b ON a.parent_id = b.id ORDER BY a.id
SELECT c.name, o.id FROM orders o RIGHT OUTER JOIN customers c ON c.id = o.customer_id ORDER BY 1, 2
SELECT c.name FROM customers c STRAIGHT_JOIN orders o ON o.customer_id = c.id ORDER BY 1, o.id
SELECT STRAIGHT_JOIN c.name FROM customers c JOIN (orders o JOIN order_items i ON i.order_id = o.id) ON o.customer_id = c.id ORDER BY 1, o.id
SELECT * FROM categories NATURAL JOIN (SELECT id FROM customers) x ORDER BY id
SELECT t.* FROM (SELECT id, name FROM customers) AS t WHERE t.id > 1 ORDER BY 1
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE status = 'paid') ORDER BY 1
SELECT name FROM customers WHERE id NOT IN (1, 2, 3)
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id) ORDER BY 1
SELECT name, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS orders FROM customers c ORDER BY 1
SELECT * FROM orders WHERE total = (SELECT MAX(total) FROM orders)
SELECT * FROM orders WHERE total > ALL (SELECT unit_price FROM order_items WHERE quantity = 1) ORDER BY 1
SELECT name FROM customers WHERE country = ANY (SELECT country FROM customers WHERE id = 1) ORDER BY 1
SELECT * FROM orders WHERE ordered_at BETWEEN '2024-01-01' AND '2024-12-31' AND status = 'paid' ORDER BY 1
SELECT * FROM orders WHERE total NOT BETWEEN 10 AND 30 OR status != 'paid' ORDER BY 1
SELECT DATE_FORMAT(ordered_at, '%Y-%m') AS month, SUM(total) FROM orders GROUP BY month ORDER BY month
SELECT YEAR(ordered_at), MONTH(ordered_at), DAY(ordered_at), COUNT(*) FROM orders GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
SELECT EXTRACT(YEAR_MONTH FROM ordered_at) AS ym, EXTRACT(HOUR FROM ordered_at) FROM orders ORDER BY id
SELECT DATE_ADD(ordered_at, INTERVAL 1 DAY), DATE_SUB(ordered_at, INTERVAL '2' HOUR), ordered_at + INTERVAL 1 MONTH, ordered_at - INTERVAL 1 YEAR, INTERVAL 1 DAY + ordered_at FROM orders ORDER BY id
SELECT DATEDIFF('2025-01-01', signup_date), TIMESTAMPDIFF(MONTH, signup_date, '2025-01-01'), TIMESTAMPADD(DAY, 3, signup_date) FROM customers ORDER BY id
SELECT DATE(ordered_at), TIME(ordered_at), LAST_DAY(ordered_at), WEEKDAY(ordered_at), DAYNAME(ordered_at), QUARTER(ordered_at), WEEK(ordered_at) FROM orders ORDER BY id
SELECT NOW() > '2020-01-01', CURDATE() > '2020-01-01', CURRENT_DATE > '2020-01-01', CURRENT_TIMESTAMP(3) > '2020-01-01', UTC_TIMESTAMP() > '2020-01-01', LOCALTIME > '2020-01-01'
SELECT STR_TO_DATE('31.01.2024', '%d.%m.%Y'), FROM_UNIXTIME(0) IS NOT NULL, UNIX_TIMESTAMP('2024-01-01') > 0, MAKEDATE(2024, 60), SEC_TO_TIME(3661), TO_DAYS('2024-01-01')
SELECT DATE '2024-01-01', TIME '10:00:00', TIMESTAMP '2024-01-01 10:00:00'
SELECT name FROM customers WHERE name LIKE 'A%' AND name NOT LIKE '%z' ORDER BY 1
SELECT name FROM customers WHERE name NOT LIKE '%!_%' ESCAPE '!' ORDER BY 1
SELECT name FROM customers WHERE email REGEXP '^[a-z]+@example' AND email NOT RLIKE 'bo' ORDER BY 1
SELECT name FROM customers WHERE name SOUNDS LIKE 'Adah'
SELECT name FROM customers WHERE city = 'Xi''an' OR city = "Xi'an"
SELECT CONCAT(name, ' <', IFNULL(email, '-'), '>'), CONCAT_WS(', ', name, city, NULL) FROM customers ORDER BY id
SELECT UPPER(name), LOWER(name), LENGTH(name), CHAR_LENGTH(name), LEFT(name, 2), RIGHT(name, 1), REVERSE(name) FROM customers ORDER BY id
SELECT SUBSTRING(email, 1, 3), SUBSTRING(email FROM 2 FOR 3), SUBSTR(email, 2), MID(email, 2, 2), LOCATE('@', email), INSTR(email, '@'), POSITION('@' IN email), SUBSTRING_INDEX(email, '@', 1) FROM customers ORDER BY id
SELECT TRIM(BOTH 'x' FROM 'xxaxx'), TRIM('  a '), TRIM(LEADING FROM ' a'), LTRIM(' a'), RTRIM('a '), LPAD(id, 5, '0'), RPAD(name, 6, '.'), REPEAT('=', 5), SPACE(2) FROM customers ORDER BY id
SELECT REPLACE(name, 'A', 'B'), INSERT(name, 1, 1, 'X'), FIELD(country, 'UK', 'SE'), ELT(1, 'a', 'b'), FIND_IN_SET('b', 'a,b,c'), FORMAT(1234.5, 2), HEX('a'), UNHEX('61'), ASCII('a'), CHAR(65, 66), ORD('a') FROM customers ORDER BY id
SELECT REGEXP_REPLACE(email, '@.*', ''), REGEXP_SUBSTR(email, '[a-z]+'), REGEXP_INSTR(email, '@') FROM customers ORDER BY id
SELECT GROUP_CONCAT(name), GROUP_CONCAT(DISTINCT country ORDER BY country DESC SEPARATOR '; '), GROUP_CONCAT(name, '=', id ORDER BY id) FROM customers
SELECT BIT_AND(id), BIT_OR(id), BIT_XOR(id), STD(price), STDDEV_SAMP(price), VAR_POP(price), VARIANCE(price) FROM products
SELECT name, salary, RANK() OVER (PARTITION BY department ORDER BY salary DESC) AS `rank`, DENSE_RANK() OVER w, ROW_NUMBER() OVER (ORDER BY salary DESC) AS n FROM employees WINDOW w AS (ORDER BY salary) ORDER BY name
SELECT name, LAG(salary, 1) OVER (ORDER BY hired), LEAD(salary) OVER (ORDER BY hired), FIRST_VALUE(name) OVER (ORDER BY hired), NTILE(2) OVER (ORDER BY id), CUME_DIST() OVER (ORDER BY id) FROM employees ORDER BY id
SELECT ordered_at, SUM(total) OVER (ORDER BY ordered_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), AVG(total) OVER (ORDER BY ordered_at ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM orders ORDER BY 1
WITH big AS (SELECT * FROM orders WHERE total > 20) SELECT status, COUNT(*) FROM big GROUP BY status ORDER BY 1
WITH a AS (SELECT id FROM customers), b(x) AS (SELECT id * 2 FROM a) SELECT a.id, b.x FROM a JOIN b ON a.id = b.x ORDER BY 1
SELECT * FROM (WITH q AS (SELECT 1 AS one) SELECT one + 1 AS two FROM q) s
SELECT name FROM customers UNION SELECT name FROM employees ORDER BY name
SELECT country FROM customers UNION ALL SELECT department FROM employees ORDER BY 1
SELECT country FROM customers UNION DISTINCT SELECT department FROM employees ORDER BY 1
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders ORDER BY 1
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders WHERE status = 'paid' ORDER BY 1
(SELECT id FROM customers ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM products ORDER BY id DESC LIMIT 1) ORDER BY 1
SELECT country, segment, COUNT(*) FROM customers GROUP BY country, segment WITH ROLLUP
SELECT name, CASE WHEN score >= 9 THEN 'high' WHEN score >= 5 THEN 'mid' ELSE 'low' END AS band FROM customers ORDER BY 1
SELECT name, CASE country WHEN 'UK' THEN 1 WHEN 'SE' THEN 2 END FROM customers ORDER BY 1
SELECT name, IF(score > 5, 'yes', 'no'), IFNULL(score, 0), NULLIF(segment, 'gold'), GREATEST(1, id, 3), LEAST(id, 2), ISNULL(score) FROM customers ORDER BY id
SELECT CAST(total AS SIGNED), CAST(total AS UNSIGNED INTEGER), CAST(total AS CHAR), CAST(total AS CHAR(3)), CAST(total AS DECIMAL(10, 1)), CAST('2024-01-01' AS DATE), CAST(total AS DOUBLE), CONVERT(total, SIGNED), CONVERT('a' USING utf8mb4), CAST('a' AS CHAR CHARACTER SET utf8mb4) FROM orders ORDER BY id
SELECT * FROM customers WHERE score IS NULL OR NOT segment <=> 'gold' ORDER BY 1
SELECT name FROM products WHERE active IS TRUE AND (active IS NOT FALSE) AND active IS NOT UNKNOWN ORDER BY 1
SELECT name FROM products WHERE NOT active OR !active
SELECT JSON_EXTRACT(payload, '$.page'), JSON_UNQUOTE(JSON_EXTRACT(payload, '$.page')), JSON_VALUE(payload, '$.ms'), JSON_LENGTH(payload), JSON_KEYS(payload), JSON_CONTAINS(payload, '12', '$.ms') FROM events ORDER BY id
SELECT JSON_OBJECT('id', id, 'name', name), JSON_ARRAY(id, name), JSON_QUOTE(name), JSON_VALID(name) FROM customers ORDER BY id
SELECT JSON_ARRAYAGG(name), JSON_OBJECTAGG(id, name) FROM customers
SELECT -total, +total, 7 % 3, 7 MOD 3, 7 DIV 2, 7 / 2, 5 & 3, 5 | 3, 5 ^ 3, ~5 & 255, 1 << 4, 16 >> 2 FROM orders WHERE id = 1
SELECT 1 - 2 - 3, 10 / 4 * 2, NOT true OR true, 1 + 2 = 3 AND 4 > 3, NOT 1 = 2, - 5 % 3, 2 * -3, 1 XOR 0, 1 = 1 = 1, 3 | 1 & 2, 2 ^ 3 * 2, 1 AND 0 OR 1 XOR 1
SELECT ROUND(2.567, 2), CEIL(2.1), CEILING(2.1), FLOOR(2.9), ABS(-1), MOD(7, 3), POWER(2, 10), SQRT(16), LN(1), EXP(0), TRUNCATE(2.567, 1), SIGN(-3), PI() > 3, RADIANS(180) > 3, CRC32('a'), CONV(10, 10, 2)
SELECT c.`name`, c.country AS "Country", c.id AS 'number', c.city town FROM customers AS c ORDER BY 3
SELECT `home goals` + `away goals` AS `total goals` FROM `Match` ORDER BY id
SELECT `group`, `key`, orders.key FROM orders ORDER BY `key`
SELECT name COLLATE utf8mb4_bin FROM customers ORDER BY name COLLATE utf8mb4_bin DESC
SELECT BINARY name = 'ada' FROM customers ORDER BY id
SELECT name FROM customers ORDER BY id LIMIT 1, 2
SELECT name FROM customers ORDER BY id LIMIT 2 OFFSET 1
SELECT name # a remark\nFROM customers /* and another */ ORDER BY 1
SELECT name -- a remark\nFROM customers ORDER BY 1
SELECT 1 FROM DUAL
SELECT x'4142', 0x41, b'01000001', _utf8mb4'a', N'b', X'41', _latin1'abc'
SELECT mood, mood = 'calm', COUNT(*) FROM customers GROUP BY mood ORDER BY mood
SELECT title FROM articles WHERE MATCH (title, body) AGAINST ('saw' IN NATURAL LANGUAGE MODE) ORDER BY 1
SELECT title FROM articles WHERE MATCH (title, body) AGAINST ('+saw -engine' IN BOOLEAN MODE) ORDER BY 1
SELECT (1, 2) = (1, 2), ROW(1, 2) IN ((1, 2), (3, 4)), (id, name) IN ((1, 'Ada'), (2, 'Bo')) FROM customers ORDER BY id
SELECT EXISTS (SELECT 1 FROM orders), NOT EXISTS (SELECT 1 FROM orders WHERE total > 1000), ((SELECT 1)), ((SELECT 2) + 1)
SELECT SQL_NO_CACHE name FROM customers ORDER BY id
SELECT SUM(total > 20) AS big, SUM(CASE WHEN status = 'paid' THEN total ELSE 0 END) / NULLIF(SUM(total), 0) AS share FROM orders
SELECT c.name, COUNT(o.id) AS orders, IFNULL(ROUND(AVG(o.total), 2), 0) AS average FROM customers c LEFT JOIN orders o ON c.id = o.customer_id AND o.status = 'paid' GROUP BY c.id HAVING orders >= 0 ORDER BY orders DESC, c.name
WITH monthly AS (SELECT DATE_FORMAT(ordered_at, '%Y-%m-01') AS m, SUM(total) AS t FROM orders GROUP BY 1) SELECT m, t, t - LAG(t) OVER (ORDER BY m) AS diff, ROUND(100.0 * t / SUM(t) OVER (), 1) AS share FROM monthly ORDER BY m
SELECT value, name, type, data, date, status, count FROM (SELECT 1 AS value, 2 AS name, 3 AS type, 4 AS data, 5 AS date, 6 AS status, 7 AS count) t
SELECT a.name, b.name FROM employees a, employees b WHERE a.manager_id = b.id AND b.salary >= a.salary ORDER BY 1
SELECT name FROM employees e WHERE salary > (SELECT AVG(salary) FROM employees x WHERE x.department = e.department) ORDER BY 1
SELECT c.name, o.id, i.line FROM customers c LEFT JOIN orders o LEFT JOIN order_items i ON i.order_id = o.id ON o.customer_id = c.id ORDER BY 1, 2
SELECT INTERVAL(id, 1, 2, 3), WEIGHT_STRING('a' AS CHAR(1)) IS NULL, _koi8r'a', _ucs2 0x0041 FROM customers ORDER BY id
SELECT name FROM customers USE INDEX (PRIMARY) WHERE id = 1
SELECT name FROM customers AS c FORCE INDEX FOR ORDER BY (`PRIMARY`) IGNORE KEY FOR JOIN (PRIMARY) ORDER BY id
SELECT name FROM customers USE INDEX () WHERE id > 1 ORDER BY id
SELECT SQL_CALC_FOUND_ROWS DISTINCT HIGH_PRIORITY STRAIGHT_JOIN country FROM customers ORDER BY country LIMIT 2
SELECT id FROM articles WHERE MATCH title, body AGAINST ('engines' IN BOOLEAN MODE) ORDER BY id
SELECT std(ALL total), bit_or(ALL id) FROM orders
SELECT CAST('a' AS char(2) binary), CAST('a' AS char(2) ascii)
SELECT REPEAT('hello', 4294967296), SPACE(18446744073709551617)
SELECT j.n, j.v FROM JSON_TABLE('[{"a":1},{"a":2},{}]', '$[*]' COLUMNS (n FOR ORDINALITY, v INT PATH '$.a' DEFAULT '0' ON EMPTY NULL ON ERROR)) AS j
SELECT e.id, j.k, j.i, j.x FROM events e, JSON_TABLE(e.payload, '$' COLUMNS (k VARCHAR(20) CHARACTER SET utf8mb4 PATH '$.k', NESTED PATH '$.items[*]' COLUMNS (i BIGINT UNSIGNED PATH '$'), x INT EXISTS PATH '$.x')) AS j ORDER BY e.id
SELECT name = REPEAT('a', 4000), email = REPEAT('b', 4000) FROM customers
SELECT 'a' AS '', 'b' ""
SELECT 'a🌀b', concat('🌀', 'x')
SELECT SHA2('a', 256), TO_BASE64('a'), FROM_BASE64('YQ=='), UUID() IS NOT NULL, RAND() >= 0, INET_ATON('10.0.0.1')
SELECT "it's", 'say "x"', 'back\\slash', 'tab\tnew\nline', '100\%'
