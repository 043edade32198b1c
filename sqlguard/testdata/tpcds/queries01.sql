-- 1: customers whose returns in a state are far above the store's mean
WITH given_back AS (
    SELECT sr_customer_sk AS customer, sr_store_sk AS store_no, SUM(sr_return_amt) AS total
    FROM store_returns JOIN date_dim ON d_date_sk = sr_returned_date_sk
    WHERE d_year = 2000
    GROUP BY sr_customer_sk, sr_store_sk)
SELECT c_customer_id
FROM given_back g
JOIN store ON s_store_sk = g.store_no
JOIN customer ON c_customer_sk = g.customer
WHERE s_state = 'TN'
  AND g.total > (SELECT AVG(o.total) * 1.2 FROM given_back o WHERE o.store_no = g.store_no)
ORDER BY c_customer_id
LIMIT 100;

-- 2: how the sales of each weekday changed from one year to the next
WITH sold AS (
    SELECT ws_sold_date_sk AS day_sk, ws_ext_sales_price AS price FROM web_sales
    UNION ALL
    SELECT cs_sold_date_sk, cs_ext_sales_price FROM catalog_sales),
weekly AS (
    SELECT d_week_seq AS week,
        SUM(CASE WHEN d_day_name = 'Sunday' THEN price END) AS sun,
        SUM(CASE WHEN d_day_name = 'Monday' THEN price END) AS mon,
        SUM(CASE WHEN d_day_name = 'Wednesday' THEN price END) AS wed,
        SUM(CASE WHEN d_day_name = 'Saturday' THEN price END) AS sat
    FROM sold JOIN date_dim ON d_date_sk = day_sk
    GROUP BY d_week_seq)
SELECT DISTINCT a.week, ROUND(a.sun / b.sun, 2) AS sun, ROUND(a.mon / b.mon, 2) AS mon,
    ROUND(a.wed / b.wed, 2) AS wed, ROUND(a.sat / b.sat, 2) AS sat
FROM weekly a
JOIN date_dim da ON da.d_week_seq = a.week AND da.d_year = 2001
JOIN weekly b ON b.week = a.week + 53
JOIN date_dim db ON db.d_week_seq = b.week AND db.d_year = 2001 + 1
ORDER BY a.week;

-- 3: the brands of a maker in the month before Christmas
SELECT d_year, i_brand_id, i_brand, SUM(ss_ext_sales_price) AS total
FROM date_dim, store_sales, item
WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND i_manufact_id = 128 AND d_moy = 11
GROUP BY d_year, i_brand, i_brand_id
ORDER BY d_year, total DESC, i_brand_id
LIMIT 100;

-- 4: customers who moved from stores and the web to the catalog
WITH year_total AS (
    SELECT 's' AS channel, ss_customer_sk AS customer, d_year AS in_year,
        SUM((ss_ext_list_price - ss_ext_wholesale_cost - ss_ext_discount_amt + ss_ext_sales_price) / 2) AS total
    FROM store_sales JOIN date_dim ON d_date_sk = ss_sold_date_sk
    GROUP BY ss_customer_sk, d_year
    UNION ALL
    SELECT 'c', cs_bill_customer_sk, d_year,
        SUM((cs_ext_list_price - cs_ext_wholesale_cost - cs_ext_discount_amt + cs_ext_sales_price) / 2)
    FROM catalog_sales JOIN date_dim ON d_date_sk = cs_sold_date_sk
    GROUP BY cs_bill_customer_sk, d_year
    UNION ALL
    SELECT 'w', ws_bill_customer_sk, d_year,
        SUM((ws_ext_list_price - ws_ext_wholesale_cost - ws_ext_discount_amt + ws_ext_sales_price) / 2)
    FROM web_sales JOIN date_dim ON d_date_sk = ws_sold_date_sk
    GROUP BY ws_bill_customer_sk, d_year)
SELECT c_customer_id, c_first_name, c_last_name, c_preferred_cust_flag
FROM customer
JOIN year_total s1 ON s1.customer = c_customer_sk AND s1.channel = 's' AND s1.in_year = 2001 AND s1.total > 0
JOIN year_total s2 ON s2.customer = c_customer_sk AND s2.channel = 's' AND s2.in_year = 2002
JOIN year_total c1 ON c1.customer = c_customer_sk AND c1.channel = 'c' AND c1.in_year = 2001 AND c1.total > 0
JOIN year_total c2 ON c2.customer = c_customer_sk AND c2.channel = 'c' AND c2.in_year = 2002
JOIN year_total w1 ON w1.customer = c_customer_sk AND w1.channel = 'w' AND w1.in_year = 2001 AND w1.total > 0
JOIN year_total w2 ON w2.customer = c_customer_sk AND w2.channel = 'w' AND w2.in_year = 2002
WHERE c2.total / c1.total > s2.total / s1.total AND c2.total / c1.total > w2.total / w1.total
ORDER BY c_customer_id, c_first_name, c_last_name, c_preferred_cust_flag
LIMIT 100;

-- 5: sales, returns and profit of each outlet in two weeks
WITH moved AS (
    SELECT 'store' AS channel, ss_store_sk AS outlet, ss_sold_date_sk AS day_sk,
        ss_ext_sales_price AS sales, ss_net_profit AS profit, 0 AS returned, 0 AS loss
    FROM store_sales
    UNION ALL
    SELECT 'store', sr_store_sk, sr_returned_date_sk, 0, 0, sr_return_amt, sr_net_loss FROM store_returns
    UNION ALL
    SELECT 'catalog', cs_catalog_page_sk, cs_sold_date_sk, cs_ext_sales_price, cs_net_profit, 0, 0 FROM catalog_sales
    UNION ALL
    SELECT 'catalog', cr_catalog_page_sk, cr_returned_date_sk, 0, 0, cr_return_amount, cr_net_loss FROM catalog_returns
    UNION ALL
    SELECT 'web', ws_web_site_sk, ws_sold_date_sk, ws_ext_sales_price, ws_net_profit, 0, 0 FROM web_sales
    UNION ALL
    SELECT 'web', ws_web_site_sk, wr_returned_date_sk, 0, 0, wr_return_amt, wr_net_loss
    FROM web_returns
    LEFT JOIN web_sales ON wr_item_sk = ws_item_sk AND wr_order_number = ws_order_number),
windowed AS (
    SELECT channel, outlet, sales, profit, returned, loss
    FROM moved JOIN date_dim ON d_date_sk = day_sk
    WHERE d_date BETWEEN {{date "2000-08-23"}} AND {{add (date "2000-08-23") 14 "day"}})
SELECT channel, outlet, sales, returned, profit
FROM ({{rollup "windowed" "channel, outlet" "SUM(sales) AS sales, SUM(returned) AS returned, SUM(profit - loss) AS profit"}}) AS totals
ORDER BY channel, outlet
LIMIT 100;

-- 6: states whose customers buy what costs more than its kind does
SELECT ca_state AS state, COUNT(*) AS bought
FROM customer_address
JOIN customer ON c_current_addr_sk = ca_address_sk
JOIN store_sales ON ss_customer_sk = c_customer_sk
JOIN date_dim ON d_date_sk = ss_sold_date_sk
JOIN item i ON i.i_item_sk = ss_item_sk
WHERE d_month_seq = (SELECT DISTINCT d_month_seq FROM date_dim WHERE d_year = 2001 AND d_moy = 1 LIMIT 1)
  AND i.i_current_price > 1.2 * (SELECT AVG(j.i_current_price) FROM item j WHERE j.i_category = i.i_category)
GROUP BY ca_state
HAVING COUNT(*) >= 10
ORDER BY bought, ca_state
LIMIT 100;

-- 7: means for a kind of buyer where no promotion by mail or event took part
SELECT i_item_id, AVG(ss_quantity) AS quantity, AVG(ss_list_price) AS list_price,
    AVG(ss_coupon_amt) AS coupon, AVG(ss_sales_price) AS paid
FROM store_sales, customer_demographics, date_dim, item, promotion
WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND ss_cdemo_sk = cd_demo_sk AND ss_promo_sk = p_promo_sk
  AND cd_gender = 'M' AND cd_marital_status = 'S' AND cd_education_status = 'College'
  AND (p_channel_email = 'N' OR p_channel_event = 'N') AND d_year = 2000
GROUP BY i_item_id
ORDER BY i_item_id
LIMIT 100;

-- 8: profit of stores near where many preferred customers live
SELECT s_store_name, SUM(ss_net_profit) AS profit
FROM store_sales
JOIN date_dim ON d_date_sk = ss_sold_date_sk
JOIN store ON s_store_sk = ss_store_sk
JOIN (
    SELECT SUBSTR(ca_zip, 1, 5) AS zip FROM customer_address
    WHERE SUBSTR(ca_zip, 1, 5) IN ('24128', '76232', '65084', '87816', '83926', '77556', '20548', '26231', '43848', '15126')
    INTERSECT
    SELECT zip FROM (
        SELECT SUBSTR(ca_zip, 1, 5) AS zip, COUNT(*) AS preferred
        FROM customer_address JOIN customer ON c_current_addr_sk = ca_address_sk
        WHERE c_preferred_cust_flag = 'Y'
        GROUP BY ca_zip
        HAVING COUNT(*) > 10) AS many) AS near_by ON SUBSTR(s_zip, 1, 2) = SUBSTR(near_by.zip, 1, 2)
WHERE d_qoy = 2 AND d_year = 1998
GROUP BY s_store_name
ORDER BY s_store_name
LIMIT 100;

-- 9: for five ranges of quantity a mean that depends on how often they occur
SELECT
    CASE WHEN (SELECT COUNT(*) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 20) > 74129
        THEN (SELECT AVG(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 20)
        ELSE (SELECT AVG(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 1 AND 20) END AS bucket1,
    CASE WHEN (SELECT COUNT(*) FROM store_sales WHERE ss_quantity BETWEEN 21 AND 40) > 122840
        THEN (SELECT AVG(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 21 AND 40)
        ELSE (SELECT AVG(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 21 AND 40) END AS bucket2,
    CASE WHEN (SELECT COUNT(*) FROM store_sales WHERE ss_quantity BETWEEN 41 AND 60) > 56580
        THEN (SELECT AVG(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 41 AND 60)
        ELSE (SELECT AVG(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 41 AND 60) END AS bucket3,
    CASE WHEN (SELECT COUNT(*) FROM store_sales WHERE ss_quantity BETWEEN 61 AND 80) > 10097
        THEN (SELECT AVG(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 61 AND 80)
        ELSE (SELECT AVG(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 61 AND 80) END AS bucket4,
    CASE WHEN (SELECT COUNT(*) FROM store_sales WHERE ss_quantity BETWEEN 81 AND 100) > 165306
        THEN (SELECT AVG(ss_ext_discount_amt) FROM store_sales WHERE ss_quantity BETWEEN 81 AND 100)
        ELSE (SELECT AVG(ss_net_paid) FROM store_sales WHERE ss_quantity BETWEEN 81 AND 100) END AS bucket5
FROM reason
WHERE r_reason_sk = 1;

-- 10: who in some counties bought in a store and by web or catalog
SELECT cd_gender, cd_marital_status, cd_education_status, COUNT(*) AS people,
    cd_purchase_estimate, cd_credit_rating, cd_dep_count, cd_dep_employed_count, cd_dep_college_count
FROM customer c, customer_address ca, customer_demographics
WHERE c.c_current_addr_sk = ca.ca_address_sk AND cd_demo_sk = c.c_current_cdemo_sk
  AND ca_county IN ('Rush County', 'Toole County', 'Jefferson County', 'Dona Ana County', 'La Porte County')
  AND EXISTS (
    SELECT * FROM store_sales, date_dim
    WHERE c.c_customer_sk = ss_customer_sk AND ss_sold_date_sk = d_date_sk AND d_year = 2002 AND d_moy BETWEEN 1 AND 1 + 3)
  AND (EXISTS (
        SELECT * FROM web_sales, date_dim
        WHERE c.c_customer_sk = ws_bill_customer_sk AND ws_sold_date_sk = d_date_sk AND d_year = 2002 AND d_moy BETWEEN 1 AND 1 + 3)
    OR EXISTS (
        SELECT * FROM catalog_sales, date_dim
        WHERE c.c_customer_sk = cs_ship_customer_sk AND cs_sold_date_sk = d_date_sk AND d_year = 2002 AND d_moy BETWEEN 1 AND 1 + 3))
GROUP BY cd_gender, cd_marital_status, cd_education_status, cd_purchase_estimate, cd_credit_rating,
    cd_dep_count, cd_dep_employed_count, cd_dep_college_count
ORDER BY cd_gender, cd_marital_status, cd_education_status, cd_purchase_estimate, cd_credit_rating,
    cd_dep_count, cd_dep_employed_count, cd_dep_college_count
LIMIT 100;

-- 11: customers whose spending grew faster on the web than in stores
WITH spent AS (
    SELECT ss_customer_sk AS customer, d_year AS in_year, SUM(ss_ext_list_price - ss_ext_discount_amt) AS total, 's' AS channel
    FROM store_sales, date_dim
    WHERE ss_sold_date_sk = d_date_sk
    GROUP BY ss_customer_sk, d_year
    UNION ALL
    SELECT ws_bill_customer_sk, d_year, SUM(ws_ext_list_price - ws_ext_discount_amt), 'w'
    FROM web_sales, date_dim
    WHERE ws_sold_date_sk = d_date_sk
    GROUP BY ws_bill_customer_sk, d_year)
SELECT c_customer_id, c_first_name, c_last_name, c_email_address
FROM customer, spent s1, spent s2, spent w1, spent w2
WHERE s1.customer = c_customer_sk AND s2.customer = c_customer_sk AND w1.customer = c_customer_sk AND w2.customer = c_customer_sk
  AND s1.channel = 's' AND s2.channel = 's' AND w1.channel = 'w' AND w2.channel = 'w'
  AND s1.in_year = 2001 AND s2.in_year = 2001 + 1 AND w1.in_year = 2001 AND w2.in_year = 2001 + 1
  AND s1.total > 0 AND w1.total > 0
  AND CASE WHEN w1.total > 0 THEN w2.total / w1.total ELSE 0.0 END > CASE WHEN s1.total > 0 THEN s2.total / s1.total ELSE 0.0 END
ORDER BY c_customer_id, c_first_name, c_last_name, c_email_address
LIMIT 100;

-- 12: each item's share in the web sales of its class
SELECT i_item_id, i_item_desc, i_category, i_class, i_current_price, SUM(ws_ext_sales_price) AS revenue,
    SUM(ws_ext_sales_price) * 100 / SUM(SUM(ws_ext_sales_price)) OVER (PARTITION BY i_class) AS share
FROM web_sales, item, date_dim
WHERE ws_item_sk = i_item_sk AND i_category IN ('Sports', 'Books', 'Home') AND ws_sold_date_sk = d_date_sk
  AND d_date BETWEEN {{date "1999-02-22"}} AND {{add (date "1999-02-22") 30 "day"}}
GROUP BY i_item_id, i_item_desc, i_category, i_class, i_current_price
ORDER BY i_category, i_class, i_item_id, i_item_desc, share
LIMIT 100;

-- 13: means over sales to three kinds of households in three groups of states
SELECT AVG(ss_quantity) AS quantity, AVG(ss_ext_sales_price) AS price, AVG(ss_ext_wholesale_cost) AS cost, SUM(ss_ext_wholesale_cost) AS costs
FROM store_sales, store, customer_demographics, household_demographics, customer_address, date_dim
WHERE s_store_sk = ss_store_sk AND ss_sold_date_sk = d_date_sk AND d_year = 2001
  AND ss_hdemo_sk = hd_demo_sk AND cd_demo_sk = ss_cdemo_sk AND ss_addr_sk = ca_address_sk
  AND (cd_marital_status = 'M' AND cd_education_status = 'Advanced Degree' AND ss_sales_price BETWEEN 100.00 AND 150.00 AND hd_dep_count = 3
    OR cd_marital_status = 'S' AND cd_education_status = 'College' AND ss_sales_price BETWEEN 50.00 AND 100.00 AND hd_dep_count = 1
    OR cd_marital_status = 'W' AND cd_education_status = '2 yr Degree' AND ss_sales_price BETWEEN 150.00 AND 200.00 AND hd_dep_count = 1)
  AND ca_country = 'United States'
  AND (ca_state IN ('TX', 'OH') AND ss_net_profit BETWEEN 100 AND 200
    OR ca_state IN ('OR', 'NM', 'KY') AND ss_net_profit BETWEEN 150 AND 300
    OR ca_state IN ('VA', 'TX', 'MS') AND ss_net_profit BETWEEN 50 AND 250);

-- 14: items that all channels sell, where they sell better than the mean
WITH everywhere AS (
    SELECT i_item_sk AS item_sk
    FROM item JOIN (
        SELECT i_brand_id, i_class_id, i_category_id FROM store_sales, item, date_dim
        WHERE ss_item_sk = i_item_sk AND ss_sold_date_sk = d_date_sk AND d_year BETWEEN 1999 AND 1999 + 2
        INTERSECT
        SELECT i_brand_id, i_class_id, i_category_id FROM catalog_sales, item, date_dim
        WHERE cs_item_sk = i_item_sk AND cs_sold_date_sk = d_date_sk AND d_year BETWEEN 1999 AND 1999 + 2
        INTERSECT
        SELECT i_brand_id, i_class_id, i_category_id FROM web_sales, item, date_dim
        WHERE ws_item_sk = i_item_sk AND ws_sold_date_sk = d_date_sk AND d_year BETWEEN 1999 AND 1999 + 2) AS common
    ON common.i_brand_id = item.i_brand_id AND common.i_class_id = item.i_class_id AND common.i_category_id = item.i_category_id),
typical AS (
    SELECT AVG(quantity * list_price) AS mean
    FROM (
        SELECT ss_quantity AS quantity, ss_list_price AS list_price FROM store_sales, date_dim WHERE ss_sold_date_sk = d_date_sk AND d_year BETWEEN 1999 AND 2001
        UNION ALL
        SELECT cs_quantity, cs_list_price FROM catalog_sales, date_dim WHERE cs_sold_date_sk = d_date_sk AND d_year BETWEEN 1999 AND 2001
        UNION ALL
        SELECT ws_quantity, ws_list_price FROM web_sales, date_dim WHERE ws_sold_date_sk = d_date_sk AND d_year BETWEEN 1999 AND 2001) AS x),
good AS (
    SELECT 'store' AS channel, i_brand_id, i_class_id, i_category_id, SUM(ss_quantity * ss_list_price) AS sales, COUNT(*) AS number_sales
    FROM store_sales, item, date_dim
    WHERE ss_item_sk IN (SELECT item_sk FROM everywhere) AND ss_item_sk = i_item_sk AND ss_sold_date_sk = d_date_sk AND d_year = 2001 AND d_moy = 11
    GROUP BY i_brand_id, i_class_id, i_category_id
    HAVING SUM(ss_quantity * ss_list_price) > (SELECT mean FROM typical)
    UNION ALL
    SELECT 'catalog', i_brand_id, i_class_id, i_category_id, SUM(cs_quantity * cs_list_price), COUNT(*)
    FROM catalog_sales, item, date_dim
    WHERE cs_item_sk IN (SELECT item_sk FROM everywhere) AND cs_item_sk = i_item_sk AND cs_sold_date_sk = d_date_sk AND d_year = 2001 AND d_moy = 11
    GROUP BY i_brand_id, i_class_id, i_category_id
    HAVING SUM(cs_quantity * cs_list_price) > (SELECT mean FROM typical)
    UNION ALL
    SELECT 'web', i_brand_id, i_class_id, i_category_id, SUM(ws_quantity * ws_list_price), COUNT(*)
    FROM web_sales, item, date_dim
    WHERE ws_item_sk IN (SELECT item_sk FROM everywhere) AND ws_item_sk = i_item_sk AND ws_sold_date_sk = d_date_sk AND d_year = 2001 AND d_moy = 11
    GROUP BY i_brand_id, i_class_id, i_category_id
    HAVING SUM(ws_quantity * ws_list_price) > (SELECT mean FROM typical))
SELECT channel, i_brand_id, i_class_id, i_category_id, sales, number_sales
FROM ({{rollup "good" "channel, i_brand_id, i_class_id, i_category_id" "SUM(sales) AS sales, SUM(number_sales) AS number_sales"}}) AS totals
ORDER BY channel, i_brand_id, i_class_id, i_category_id
LIMIT 100;

-- 14, second: the same week of two years compared
WITH everywhere AS (
    SELECT i_item_sk AS item_sk FROM item
    WHERE i_item_sk IN (SELECT ss_item_sk FROM store_sales) AND i_item_sk IN (SELECT cs_item_sk FROM catalog_sales)
      AND i_item_sk IN (SELECT ws_item_sk FROM web_sales)),
typical AS (
    SELECT AVG(quantity * list_price) AS mean
    FROM (
        SELECT ss_quantity AS quantity, ss_list_price AS list_price FROM store_sales
        UNION ALL SELECT cs_quantity, cs_list_price FROM catalog_sales
        UNION ALL SELECT ws_quantity, ws_list_price FROM web_sales) AS x),
week_of (in_year, week) AS (
    SELECT d_year, d_week_seq FROM date_dim WHERE d_year IN (1999, 2000) AND d_moy = 12 AND d_dom = 11),
weekly AS (
    SELECT in_year, i_brand_id, i_class_id, i_category_id, SUM(ss_quantity * ss_list_price) AS sales, COUNT(*) AS number_sales
    FROM store_sales
    JOIN item ON i_item_sk = ss_item_sk
    JOIN date_dim ON d_date_sk = ss_sold_date_sk
    JOIN week_of ON week = d_week_seq
    WHERE ss_item_sk IN (SELECT item_sk FROM everywhere)
    GROUP BY in_year, i_brand_id, i_class_id, i_category_id
    HAVING SUM(ss_quantity * ss_list_price) > (SELECT mean FROM typical))
SELECT this_year.i_brand_id, this_year.i_class_id, this_year.i_category_id, this_year.sales AS ty_sales,
    this_year.number_sales AS ty_number, last_year.sales AS ly_sales, last_year.number_sales AS ly_number
FROM weekly this_year
JOIN weekly last_year ON last_year.i_brand_id = this_year.i_brand_id
    AND last_year.i_class_id = this_year.i_class_id AND last_year.i_category_id = this_year.i_category_id
WHERE this_year.in_year = 2000 AND last_year.in_year = 1999
ORDER BY this_year.i_brand_id, this_year.i_class_id, this_year.i_category_id
LIMIT 100;

-- 15: catalog sales by zip code, for some codes, some states or large amounts
SELECT ca_zip, SUM(cs_sales_price) AS total
FROM catalog_sales, customer, customer_address, date_dim
WHERE cs_bill_customer_sk = c_customer_sk AND c_current_addr_sk = ca_address_sk AND cs_sold_date_sk = d_date_sk
  AND (SUBSTR(ca_zip, 1, 5) IN ('85669', '86197', '88274', '83405', '86475', '85392', '85460', '80348', '81792')
    OR ca_state IN ('CA', 'WA', 'GA') OR cs_sales_price > 500)
  AND d_qoy = 2 AND d_year = 2001
GROUP BY ca_zip
ORDER BY ca_zip
LIMIT 100;

-- 16: catalog orders that left from several warehouses and never came back
SELECT COUNT(DISTINCT cs_order_number) AS order_count, SUM(cs_ext_ship_cost) AS shipping, SUM(cs_net_profit) AS profit
FROM catalog_sales cs1, date_dim, customer_address, call_center
WHERE d_date BETWEEN {{date "2002-02-01"}} AND {{add (date "2002-02-01") 60 "day"}}
  AND cs1.cs_ship_date_sk = d_date_sk AND cs1.cs_ship_addr_sk = ca_address_sk AND ca_state = 'GA'
  AND cs1.cs_call_center_sk = cc_call_center_sk AND cc_county IN ('Williamson County', 'Walker County')
  AND EXISTS (
    SELECT * FROM catalog_sales cs2
    WHERE cs1.cs_order_number = cs2.cs_order_number AND cs1.cs_warehouse_sk <> cs2.cs_warehouse_sk)
  AND NOT EXISTS (SELECT * FROM catalog_returns cr1 WHERE cs1.cs_order_number = cr1.cr_order_number)
ORDER BY COUNT(DISTINCT cs_order_number)
LIMIT 100;

-- 17: how evenly items are bought, returned and bought again by catalog
SELECT i_item_id, i_item_desc, s_state,
    COUNT(ss_quantity) AS sold_count, AVG(ss_quantity) AS sold_mean, {{stddev "ss_quantity"}} AS sold_dev,
    {{stddev "ss_quantity"}} / AVG(ss_quantity) AS sold_cov,
    COUNT(sr_return_quantity) AS returned_count, AVG(sr_return_quantity) AS returned_mean, {{stddev "sr_return_quantity"}} AS returned_dev,
    COUNT(cs_quantity) AS again_count, AVG(cs_quantity) AS again_mean, {{stddev "cs_quantity"}} AS again_dev
FROM store_sales, store_returns, catalog_sales, date_dim d1, date_dim d2, date_dim d3, store, item
WHERE d1.d_quarter_name = '2001Q1' AND d1.d_date_sk = ss_sold_date_sk AND i_item_sk = ss_item_sk AND s_store_sk = ss_store_sk
  AND ss_customer_sk = sr_customer_sk AND ss_item_sk = sr_item_sk AND ss_ticket_number = sr_ticket_number
  AND sr_returned_date_sk = d2.d_date_sk AND d2.d_quarter_name IN ('2001Q1', '2001Q2', '2001Q3')
  AND sr_customer_sk = cs_bill_customer_sk AND sr_item_sk = cs_item_sk
  AND cs_sold_date_sk = d3.d_date_sk AND d3.d_quarter_name IN ('2001Q1', '2001Q2', '2001Q3')
GROUP BY i_item_id, i_item_desc, s_state
HAVING COUNT(ss_quantity) > 1
ORDER BY i_item_id, i_item_desc, s_state
LIMIT 100;

-- 18: means over catalog buyers of a kind, by item and place
WITH bought AS (
    SELECT i_item_id, ca_country, ca_state, ca_county, cs_quantity, cs_list_price, cs_coupon_amt, cs_sales_price,
        cs_net_profit, c_birth_year, cd1.cd_dep_count AS dependents
    FROM catalog_sales, customer_demographics cd1, customer_demographics cd2, customer, customer_address, date_dim, item
    WHERE cs_sold_date_sk = d_date_sk AND cs_item_sk = i_item_sk AND cs_bill_cdemo_sk = cd1.cd_demo_sk
      AND cs_bill_customer_sk = c_customer_sk AND cd1.cd_gender = 'F' AND cd1.cd_education_status = 'Unknown'
      AND c_current_cdemo_sk = cd2.cd_demo_sk AND c_current_addr_sk = ca_address_sk
      AND c_birth_month IN (1, 6, 8, 9, 12, 2) AND d_year = 1998
      AND ca_state IN ('MS', 'IN', 'ND', 'OK', 'NM', 'VA'))
SELECT i_item_id, ca_country, ca_state, ca_county, agg1, agg2, agg3, agg4, agg5, agg6, agg7
FROM ({{rollup "bought" "i_item_id, ca_country, ca_state, ca_county" "AVG(cs_quantity) AS agg1, AVG(cs_list_price) AS agg2, AVG(cs_coupon_amt) AS agg3, AVG(cs_sales_price) AS agg4, AVG(cs_net_profit) AS agg5, AVG(c_birth_year) AS agg6, AVG(dependents) AS agg7"}}) AS totals
ORDER BY ca_country, ca_state, ca_county, i_item_id
LIMIT 100;

-- 19: brands that people buy in stores away from where they live
SELECT i_brand_id, i_brand, i_manufact_id, i_manufact, SUM(ss_ext_sales_price) AS price
FROM date_dim, store_sales, item, customer, customer_address, store
WHERE d_date_sk = ss_sold_date_sk AND ss_item_sk = i_item_sk AND i_manager_id = 8 AND d_moy = 11 AND d_year = 1998
  AND ss_customer_sk = c_customer_sk AND c_current_addr_sk = ca_address_sk
  AND SUBSTR(ca_zip, 1, 5) <> SUBSTR(s_zip, 1, 5) AND ss_store_sk = s_store_sk
GROUP BY i_brand, i_brand_id, i_manufact_id, i_manufact
ORDER BY price DESC, i_brand, i_brand_id, i_manufact_id, i_manufact
LIMIT 100;

-- 20: each item's share in the catalog sales of its class
SELECT i_item_id, i_item_desc, i_category, i_class, i_current_price, SUM(cs_ext_sales_price) AS revenue,
    SUM(cs_ext_sales_price) * 100 / SUM(SUM(cs_ext_sales_price)) OVER (PARTITION BY i_class) AS share
FROM catalog_sales
JOIN item ON i_item_sk = cs_item_sk
JOIN date_dim ON d_date_sk = cs_sold_date_sk
WHERE i_category IN ('Sports', 'Books', 'Home')
  AND d_date BETWEEN {{date "1999-02-22"}} AND {{add (date "1999-02-22") 30 "day"}}
GROUP BY i_item_id, i_item_desc, i_category, i_class, i_current_price
ORDER BY i_category, i_class, i_item_id, i_item_desc, share
LIMIT 100;

-- 21: stock of a price range before and after a day
SELECT * FROM (
    SELECT w_warehouse_name, i_item_id,
        SUM(CASE WHEN d_date < {{date "2000-03-11"}} THEN inv_quantity_on_hand ELSE 0 END) AS before_day,
        SUM(CASE WHEN d_date >= {{date "2000-03-11"}} THEN inv_quantity_on_hand ELSE 0 END) AS after_day
    FROM inventory, warehouse, item, date_dim
    WHERE i_current_price BETWEEN 0.99 AND 1.49 AND i_item_sk = inv_item_sk AND inv_warehouse_sk = w_warehouse_sk
      AND inv_date_sk = d_date_sk
      AND d_date BETWEEN {{add (date "2000-03-11") -30 "day"}} AND {{add (date "2000-03-11") 30 "day"}}
    GROUP BY w_warehouse_name, i_item_id) AS stock
WHERE CASE WHEN before_day > 0 THEN after_day * 1.0 / before_day END BETWEEN 2.0 / 3.0 AND 3.0 / 2.0
ORDER BY w_warehouse_name, i_item_id
LIMIT 100;

-- 22: mean stock by product, brand, class and category
WITH stock AS (
    SELECT i_product_name, i_brand, i_class, i_category, inv_quantity_on_hand
    FROM inventory, date_dim, item
    WHERE inv_date_sk = d_date_sk AND inv_item_sk = i_item_sk AND d_month_seq BETWEEN 1200 AND 1200 + 11)
SELECT i_product_name, i_brand, i_class, i_category, quantity
FROM ({{rollup "stock" "i_product_name, i_brand, i_class, i_category" "AVG(inv_quantity_on_hand) AS quantity"}}) AS totals
ORDER BY quantity, i_product_name, i_brand, i_class, i_category
LIMIT 100;

-- 23: what the best customers bought of the items that sell often
WITH frequent AS (
    SELECT i_item_sk AS item_sk, d_date AS sold_on, COUNT(*) AS times
    FROM store_sales, date_dim, item
    WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND d_year IN (2000, 2001, 2002, 2003)
    GROUP BY SUBSTR(i_item_desc, 1, 30), i_item_sk, d_date
    HAVING COUNT(*) > 4),
largest AS (
    SELECT MAX(total) AS top
    FROM (
        SELECT c_customer_sk, SUM(ss_quantity * ss_sales_price) AS total
        FROM store_sales, customer, date_dim
        WHERE ss_customer_sk = c_customer_sk AND ss_sold_date_sk = d_date_sk AND d_year IN (2000, 2001, 2002, 2003)
        GROUP BY c_customer_sk) AS totals),
best AS (
    SELECT c_customer_sk AS customer
    FROM store_sales, customer
    WHERE ss_customer_sk = c_customer_sk
    GROUP BY c_customer_sk
    HAVING SUM(ss_quantity * ss_sales_price) > 50 / 100.0 * (SELECT top FROM largest))
SELECT SUM(sales) AS total
FROM (
    SELECT cs_quantity * cs_list_price AS sales FROM catalog_sales, date_dim
    WHERE d_year = 2000 AND d_moy = 2 AND cs_sold_date_sk = d_date_sk
      AND cs_item_sk IN (SELECT item_sk FROM frequent) AND cs_bill_customer_sk IN (SELECT customer FROM best)
    UNION ALL
    SELECT ws_quantity * ws_list_price FROM web_sales, date_dim
    WHERE d_year = 2000 AND d_moy = 2 AND ws_sold_date_sk = d_date_sk
      AND ws_item_sk IN (SELECT item_sk FROM frequent) AND ws_bill_customer_sk IN (SELECT customer FROM best)) AS x
LIMIT 100;

-- 23, second: the same by customer
WITH frequent AS (
    SELECT i_item_sk AS item_sk, d_date AS sold_on, COUNT(*) AS times
    FROM store_sales, date_dim, item
    WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND d_year IN (2000, 2000 + 1, 2000 + 2, 2000 + 3)
    GROUP BY SUBSTR(i_item_desc, 1, 30), i_item_sk, d_date
    HAVING COUNT(*) > 4),
best AS (
    SELECT ss_customer_sk AS customer
    FROM store_sales
    GROUP BY ss_customer_sk
    HAVING SUM(ss_quantity * ss_sales_price) > 0.5 * (
        SELECT MAX(total) FROM (SELECT SUM(ss_quantity * ss_sales_price) AS total FROM store_sales GROUP BY ss_customer_sk) AS t))
SELECT c_last_name, c_first_name, sales
FROM (
    SELECT c_last_name, c_first_name, SUM(cs_quantity * cs_list_price) AS sales
    FROM catalog_sales, customer, date_dim
    WHERE d_year = 2000 AND d_moy = 2 AND cs_sold_date_sk = d_date_sk AND cs_bill_customer_sk = c_customer_sk
      AND cs_item_sk IN (SELECT item_sk FROM frequent) AND cs_bill_customer_sk IN (SELECT customer FROM best)
    GROUP BY c_last_name, c_first_name
    UNION ALL
    SELECT c_last_name, c_first_name, SUM(ws_quantity * ws_list_price)
    FROM web_sales, customer, date_dim
    WHERE d_year = 2000 AND d_moy = 2 AND ws_sold_date_sk = d_date_sk AND ws_bill_customer_sk = c_customer_sk
      AND ws_item_sk IN (SELECT item_sk FROM frequent) AND ws_bill_customer_sk IN (SELECT customer FROM best)
    GROUP BY c_last_name, c_first_name) AS x
ORDER BY c_last_name, c_first_name, sales
LIMIT 100;
{{range $color := words "peach saddle"}}
-- 24, for a color: returned goods that people bought who were born elsewhere
WITH paid AS (
    SELECT c_last_name, c_first_name, s_store_name, ca_state, s_state, i_color, i_current_price, i_manager_id, i_units, i_size,
        SUM(ss_net_paid) AS net
    FROM store_sales, store_returns, store, item, customer, customer_address
    WHERE ss_ticket_number = sr_ticket_number AND ss_item_sk = sr_item_sk AND ss_customer_sk = c_customer_sk
      AND ss_item_sk = i_item_sk AND ss_store_sk = s_store_sk AND c_current_addr_sk = ca_address_sk
      AND c_birth_country <> UPPER(ca_country) AND s_zip = ca_zip AND s_market_id = 8
    GROUP BY c_last_name, c_first_name, s_store_name, ca_state, s_state, i_color, i_current_price, i_manager_id, i_units, i_size)
SELECT c_last_name, c_first_name, s_store_name, SUM(net) AS total
FROM paid
WHERE i_color = '{{$color}}'
GROUP BY c_last_name, c_first_name, s_store_name
HAVING SUM(net) > (SELECT 0.05 * AVG(net) FROM paid)
ORDER BY c_last_name, c_first_name, s_store_name;
{{end}}
-- 25: profit and loss on goods that came back and were bought again by catalog
SELECT i_item_id, i_item_desc, s_store_id, s_store_name,
    SUM(ss_net_profit) AS store_profit, SUM(sr_net_loss) AS return_loss, SUM(cs_net_profit) AS catalog_profit
FROM store_sales, store_returns, catalog_sales, date_dim d1, date_dim d2, date_dim d3, store, item
WHERE d1.d_moy = 4 AND d1.d_year = 2001 AND d1.d_date_sk = ss_sold_date_sk AND i_item_sk = ss_item_sk AND s_store_sk = ss_store_sk
  AND ss_customer_sk = sr_customer_sk AND ss_item_sk = sr_item_sk AND ss_ticket_number = sr_ticket_number
  AND sr_returned_date_sk = d2.d_date_sk AND d2.d_moy BETWEEN 4 AND 10 AND d2.d_year = 2001
  AND sr_customer_sk = cs_bill_customer_sk AND sr_item_sk = cs_item_sk
  AND cs_sold_date_sk = d3.d_date_sk AND d3.d_moy BETWEEN 4 AND 10 AND d3.d_year = 2001
GROUP BY i_item_id, i_item_desc, s_store_id, s_store_name
ORDER BY i_item_id, i_item_desc, s_store_id, s_store_name
LIMIT 100;
