-- 1: what was billed, shipped and returned up to a day
SELECT l_returnflag, l_linestatus,
    SUM(l_quantity) AS pieces, SUM(l_extendedprice) AS gross,
    SUM(l_extendedprice * (1 - l_discount)) AS net,
    SUM(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS charged,
    AVG(l_quantity) AS mean_pieces, AVG(l_extendedprice) AS mean_gross, AVG(l_discount) AS mean_discount,
    COUNT(*) AS lines_counted
FROM lineitem
WHERE l_shipdate <= {{add (date "1998-12-01") -90 "day"}}
GROUP BY l_returnflag, l_linestatus
ORDER BY l_returnflag, l_linestatus;

-- 2: the cheapest suppliers of a kind of part in a region
SELECT s.s_acctbal, s.s_name, n.n_name, p.p_partkey, p.p_mfgr, s.s_address, s.s_phone, s.s_comment
FROM part p
JOIN partsupp ps ON ps.ps_partkey = p.p_partkey
JOIN supplier s ON s.s_suppkey = ps.ps_suppkey
JOIN nation n ON n.n_nationkey = s.s_nationkey
JOIN region r ON r.r_regionkey = n.n_regionkey
WHERE p_size = 15 AND p.p_type LIKE '%BRASS' AND r_name = 'EUROPE'
  AND ps.ps_supplycost = (
    SELECT MIN(ps2.ps_supplycost)
    FROM partsupp ps2, supplier s2, nation n2, region r2
    WHERE ps2.ps_partkey = p.p_partkey AND s2.s_suppkey = ps2.ps_suppkey
      AND n2.n_nationkey = s2.s_nationkey AND r2.r_regionkey = n2.n_regionkey AND r2.r_name = 'EUROPE')
ORDER BY s.s_acctbal DESC, n.n_name, s.s_name, p.p_partkey
LIMIT 100;

-- 3: the unshipped orders of most value
SELECT l_orderkey, SUM(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate, o_shippriority
FROM customer, orders, lineitem
WHERE c_mktsegment = 'BUILDING' AND o_custkey = c_custkey AND l_orderkey = o_orderkey
  AND o_orderdate < {{date "1995-03-15"}} AND l_shipdate > {{date "1995-03-15"}}
GROUP BY l_orderkey, o_orderdate, o_shippriority
ORDER BY revenue DESC, o_orderdate
LIMIT 10;

-- 4: how well the priorities of orders are kept
SELECT o_orderpriority, COUNT(*) AS late_orders
FROM orders
WHERE o_orderdate >= {{date "1993-07-01"}} AND o_orderdate < {{add (date "1993-07-01") 3 "month"}}
  AND EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate)
GROUP BY o_orderpriority
ORDER BY o_orderpriority;

-- 5: revenue from suppliers in the customer's own nation
SELECT n_name, SUM(l_extendedprice * (1 - l_discount)) AS revenue
FROM customer
JOIN orders ON o_custkey = c_custkey
JOIN lineitem ON l_orderkey = o_orderkey
JOIN supplier ON s_suppkey = l_suppkey AND s_nationkey = c_nationkey
JOIN nation ON n_nationkey = s_nationkey
JOIN region ON r_regionkey = n_regionkey
WHERE r_name = 'ASIA'
  AND o_orderdate >= {{date "1994-01-01"}} AND o_orderdate < {{add (date "1994-01-01") 1 "year"}}
GROUP BY n_name
ORDER BY revenue DESC;

-- 6: what small discounts cost
SELECT SUM(l_extendedprice * l_discount) AS revenue
FROM lineitem
WHERE l_shipdate >= {{date "1994-01-01"}} AND l_shipdate < {{add (date "1994-01-01") 1 "year"}}
  AND l_discount BETWEEN 0.06 - 0.01 AND 0.06 + 0.01 AND l_quantity < 24;

-- 7: trade between two nations
SELECT from_nation, to_nation, in_year, SUM(volume) AS revenue
FROM (
    SELECT n1.n_name AS from_nation, n2.n_name AS to_nation,
        {{year "l_shipdate"}} AS in_year, l_extendedprice * (1 - l_discount) AS volume
    FROM supplier, lineitem, orders, customer, nation n1, nation n2
    WHERE s_suppkey = l_suppkey AND o_orderkey = l_orderkey AND c_custkey = o_custkey
      AND s_nationkey = n1.n_nationkey AND c_nationkey = n2.n_nationkey
      AND (n1.n_name = 'FRANCE' AND n2.n_name = 'GERMANY' OR n1.n_name = 'GERMANY' AND n2.n_name = 'FRANCE')
      AND l_shipdate BETWEEN {{date "1995-01-01"}} AND {{date "1996-12-31"}}) AS trade
GROUP BY from_nation, to_nation, in_year
ORDER BY from_nation, to_nation, in_year;

-- 8: the share of a nation in the market of its region
SELECT in_year, SUM(CASE WHEN seller = 'BRAZIL' THEN volume ELSE 0 END) / SUM(volume) AS share
FROM (
    SELECT {{year "o_orderdate"}} AS in_year, l_extendedprice * (1 - l_discount) AS volume, n2.n_name AS seller
    FROM part, supplier, lineitem, orders, customer, nation n1, nation n2, region
    WHERE p_partkey = l_partkey AND s_suppkey = l_suppkey AND l_orderkey = o_orderkey AND o_custkey = c_custkey
      AND c_nationkey = n1.n_nationkey AND n1.n_regionkey = r_regionkey AND r_name = 'AMERICA'
      AND s_nationkey = n2.n_nationkey
      AND o_orderdate BETWEEN {{date "1995-01-01"}} AND {{date "1996-12-31"}}
      AND p_type = 'ECONOMY ANODIZED STEEL') AS sold
GROUP BY in_year
ORDER BY in_year;

-- 9: profit by nation and year on a line of parts
SELECT seller, in_year, SUM(gain) AS profit
FROM (
    SELECT n_name AS seller, {{year "o_orderdate"}} AS in_year,
        l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity AS gain
    FROM lineitem
    JOIN part ON p_partkey = l_partkey
    JOIN partsupp ON ps_partkey = l_partkey AND ps_suppkey = l_suppkey
    JOIN supplier ON s_suppkey = l_suppkey
    JOIN orders ON o_orderkey = l_orderkey
    JOIN nation ON n_nationkey = s_nationkey
    WHERE p_name LIKE '%green%') AS gains
GROUP BY seller, in_year
ORDER BY seller, in_year DESC;

-- 10: the customers who returned most
SELECT c_custkey, c_name, SUM(l_extendedprice * (1 - l_discount)) AS lost, c_acctbal, n_name, c_address, c_phone, c_comment
FROM customer, orders, lineitem, nation
WHERE o_custkey = c_custkey AND l_orderkey = o_orderkey AND n_nationkey = c_nationkey AND l_returnflag = 'R'
  AND o_orderdate >= {{date "1993-10-01"}} AND o_orderdate < {{add (date "1993-10-01") 3 "month"}}
GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment
ORDER BY lost DESC
LIMIT 20;

-- 11: the parts that hold much of a nation's stock
SELECT ps_partkey, SUM(ps_supplycost * ps_availqty) AS worth
FROM partsupp, supplier, nation
WHERE s_suppkey = ps_suppkey AND n_nationkey = s_nationkey AND n_name = 'GERMANY'
GROUP BY ps_partkey
HAVING SUM(ps_supplycost * ps_availqty) > (
    SELECT SUM(ps_supplycost * ps_availqty) * 0.0001
    FROM partsupp, supplier, nation
    WHERE s_suppkey = ps_suppkey AND n_nationkey = s_nationkey AND n_name = 'GERMANY')
ORDER BY worth DESC;

-- 12: whether cheap ways of shipping delay urgent orders
SELECT l_shipmode,
    SUM(CASE WHEN o_orderpriority IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END) AS urgent_lines,
    SUM(CASE WHEN o_orderpriority NOT IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END) AS other_lines
FROM orders JOIN lineitem ON l_orderkey = o_orderkey
WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate
  AND l_receiptdate >= {{date "1994-01-01"}} AND l_receiptdate < {{add (date "1994-01-01") 1 "year"}}
GROUP BY l_shipmode
ORDER BY l_shipmode;

-- 13: how many customers have placed how many orders
SELECT order_count, COUNT(*) AS customers
FROM (
    SELECT c_custkey, COUNT(o_orderkey) AS order_count
    FROM customer LEFT OUTER JOIN orders ON o_custkey = c_custkey AND o_comment NOT LIKE '%special%requests%'
    GROUP BY c_custkey) AS per_customer
GROUP BY order_count
ORDER BY customers DESC, order_count DESC;

-- 14: the effect of promotions on revenue
SELECT 100.00 * SUM(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) ELSE 0 END)
    / SUM(l_extendedprice * (1 - l_discount)) AS promoted
FROM lineitem JOIN part ON p_partkey = l_partkey
WHERE l_shipdate >= {{date "1995-09-01"}} AND l_shipdate < {{add (date "1995-09-01") 1 "month"}};

-- 15: the supplier of the quarter
WITH revenue (supplier_no, total) AS (
    SELECT l_suppkey, SUM(l_extendedprice * (1 - l_discount))
    FROM lineitem
    WHERE l_shipdate >= {{date "1996-01-01"}} AND l_shipdate < {{add (date "1996-01-01") 3 "month"}}
    GROUP BY l_suppkey)
SELECT s_suppkey, s_name, s_address, s_phone, total
FROM supplier JOIN revenue ON supplier_no = s_suppkey
WHERE total = (SELECT MAX(total) FROM revenue)
ORDER BY s_suppkey;

-- 16: how many suppliers can deliver parts of what kind
SELECT p_brand, p_type, p_size, COUNT(DISTINCT ps_suppkey) AS suppliers
FROM partsupp JOIN part ON p_partkey = ps_partkey
WHERE p_brand <> 'Brand#45' AND p_type NOT LIKE 'MEDIUM POLISHED%' AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9)
  AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Customer%Complaints%')
GROUP BY p_brand, p_type, p_size
ORDER BY suppliers DESC, p_brand, p_type, p_size;

-- 17: what small orders of a part bring in a year
SELECT SUM(l_extendedprice) / 7.0 AS per_year
FROM lineitem JOIN part ON p_partkey = l_partkey
WHERE p_brand = 'Brand#23' AND p_container = 'MED BOX'
  AND l_quantity < (SELECT 0.2 * AVG(l.l_quantity) FROM lineitem l WHERE l.l_partkey = p_partkey);

-- 18: the customers of large orders
SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, SUM(l_quantity) AS pieces
FROM customer, orders, lineitem
WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING SUM(l_quantity) > 300)
  AND c_custkey = o_custkey AND o_orderkey = l_orderkey
GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
ORDER BY o_totalprice DESC, o_orderdate
LIMIT 100;

-- 19: discounts on three kinds of parts that went by air
SELECT SUM(l_extendedprice * (1 - l_discount)) AS revenue
FROM lineitem, part
WHERE p_partkey = l_partkey AND l_shipmode IN ('AIR', 'REG AIR') AND l_shipinstruct = 'DELIVER IN PERSON' AND (
    p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
        AND l_quantity >= 1 AND l_quantity <= 1 + 10 AND p_size BETWEEN 1 AND 5
    OR p_brand = 'Brand#23' AND p_container IN ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
        AND l_quantity >= 10 AND l_quantity <= 10 + 10 AND p_size BETWEEN 1 AND 10
    OR p_brand = 'Brand#34' AND p_container IN ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
        AND l_quantity >= 20 AND l_quantity <= 20 + 10 AND p_size BETWEEN 1 AND 15);

-- 20: suppliers with a surplus of a line of parts
SELECT s_name, s_address
FROM supplier JOIN nation ON n_nationkey = s_nationkey
WHERE n_name = 'CANADA' AND s_suppkey IN (
    SELECT ps_suppkey
    FROM partsupp
    WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%')
      AND ps_availqty > (
        SELECT 0.5 * SUM(l_quantity)
        FROM lineitem
        WHERE l_partkey = ps_partkey AND l_suppkey = ps_suppkey
          AND l_shipdate >= {{date "1994-01-01"}} AND l_shipdate < {{add (date "1994-01-01") 1 "year"}}))
ORDER BY s_name;

-- 21: suppliers who alone kept an order waiting
SELECT s_name, COUNT(*) AS kept_waiting
FROM supplier, lineitem l1, orders, nation
WHERE s_suppkey = l1.l_suppkey AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F'
  AND l1.l_receiptdate > l1.l_commitdate AND s_nationkey = n_nationkey AND n_name = 'SAUDI ARABIA'
  AND EXISTS (SELECT 1 FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey)
  AND NOT EXISTS (
    SELECT 1 FROM lineitem l3
    WHERE l3.l_orderkey = l1.l_orderkey AND l3.l_suppkey <> l1.l_suppkey AND l3.l_receiptdate > l3.l_commitdate)
GROUP BY s_name
ORDER BY kept_waiting DESC, s_name
LIMIT 100;

-- 22: where customers live who could buy and do not
SELECT prefix, COUNT(*) AS customers, SUM(balance) AS balances
FROM (
    SELECT SUBSTR(c_phone, 1, 2) AS prefix, c_acctbal AS balance
    FROM customer
    WHERE SUBSTR(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17')
      AND c_acctbal > (
        SELECT AVG(c_acctbal) FROM customer
        WHERE c_acctbal > 0.00 AND SUBSTR(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17'))
      AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey)) AS quiet
GROUP BY prefix
ORDER BY prefix;
