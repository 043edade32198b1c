-- 76: sales of each channel that lack a key
SELECT channel, lacking, d_year, d_qoy, i_category, COUNT(*) AS sales_count, SUM(price) AS sales_amount
FROM (
    SELECT 'store' AS channel, 'ss_store_sk' AS lacking, d_year, d_qoy, i_category, ss_ext_sales_price AS price
    FROM store_sales, item, date_dim
    WHERE ss_store_sk IS NULL AND ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk
    UNION ALL
    SELECT 'web', 'ws_ship_customer_sk', d_year, d_qoy, i_category, ws_ext_sales_price
    FROM web_sales, item, date_dim
    WHERE ws_ship_customer_sk IS NULL AND ws_sold_date_sk = d_date_sk AND ws_item_sk = i_item_sk
    UNION ALL
    SELECT 'catalog', 'cs_ship_addr_sk', d_year, d_qoy, i_category, cs_ext_sales_price
    FROM catalog_sales, item, date_dim
    WHERE cs_ship_addr_sk IS NULL AND cs_sold_date_sk = d_date_sk AND cs_item_sk = i_item_sk) AS lacks
GROUP BY channel, lacking, d_year, d_qoy, i_category
ORDER BY channel, lacking, d_year, d_qoy, i_category
LIMIT 100;
{{range $i, $days := words "77 80"}}
-- {{$days}}: sales, returns and profit by channel and outlet in a month{{if $i}}, of goods that promotions off TV sold{{end}}
WITH ss AS (
    SELECT ss_store_sk AS outlet, SUM(ss_ext_sales_price) AS sales, SUM(ss_net_profit) AS profit
    FROM store_sales
    JOIN date_dim ON d_date_sk = ss_sold_date_sk
{{- if $i}}
    JOIN item ON i_item_sk = ss_item_sk AND i_current_price > 50
    JOIN promotion ON p_promo_sk = ss_promo_sk AND p_channel_tv = 'N'
{{- end}}
    WHERE d_date BETWEEN {{date "2000-08-23"}} AND {{add (date "2000-08-23") 30 "day"}}
    GROUP BY ss_store_sk),
sr AS (
    SELECT sr_store_sk AS outlet, SUM(sr_return_amt) AS returned, SUM(sr_net_loss) AS loss
    FROM store_returns JOIN date_dim ON d_date_sk = sr_returned_date_sk
    WHERE d_date BETWEEN {{date "2000-08-23"}} AND {{add (date "2000-08-23") 30 "day"}}
    GROUP BY sr_store_sk),
cs AS (
    SELECT cs_call_center_sk AS outlet, SUM(cs_ext_sales_price) AS sales, SUM(cs_net_profit) AS profit
    FROM catalog_sales JOIN date_dim ON d_date_sk = cs_sold_date_sk
    WHERE d_date BETWEEN {{date "2000-08-23"}} AND {{add (date "2000-08-23") 30 "day"}}
    GROUP BY cs_call_center_sk),
cr AS (
    SELECT SUM(cr_return_amount) AS returned, SUM(cr_net_loss) AS loss
    FROM catalog_returns JOIN date_dim ON d_date_sk = cr_returned_date_sk
    WHERE d_date BETWEEN {{date "2000-08-23"}} AND {{add (date "2000-08-23") 30 "day"}}),
ws AS (
    SELECT ws_web_page_sk AS outlet, SUM(ws_ext_sales_price) AS sales, SUM(ws_net_profit) AS profit
    FROM web_sales JOIN date_dim ON d_date_sk = ws_sold_date_sk
    WHERE d_date BETWEEN {{date "2000-08-23"}} AND {{add (date "2000-08-23") 30 "day"}}
    GROUP BY ws_web_page_sk),
wr AS (
    SELECT wr_web_page_sk AS outlet, SUM(wr_return_amt) AS returned, SUM(wr_net_loss) AS loss
    FROM web_returns JOIN date_dim ON d_date_sk = wr_returned_date_sk
    WHERE d_date BETWEEN {{date "2000-08-23"}} AND {{add (date "2000-08-23") 30 "day"}}
    GROUP BY wr_web_page_sk),
every AS (
    SELECT 'store' AS channel, ss.outlet, sales, COALESCE(returned, 0) AS returned, profit - COALESCE(loss, 0) AS profit
    FROM ss LEFT JOIN sr ON ss.outlet = sr.outlet
    UNION ALL
    SELECT 'catalog', outlet, sales, returned, profit - loss FROM cs CROSS JOIN cr
    UNION ALL
    SELECT 'web', ws.outlet, sales, COALESCE(returned, 0), profit - COALESCE(loss, 0)
    FROM ws LEFT JOIN wr ON ws.outlet = wr.outlet)
SELECT channel, outlet, sales, returned, profit
FROM ({{rollup "every" "channel, outlet" "SUM(sales) AS sales, SUM(returned) AS returned, SUM(profit) AS profit"}}) AS totals
ORDER BY channel, outlet
LIMIT 100;
{{end}}
-- 78: customers and items that stores sold and nobody brought back, against the other channels
WITH {{range $i, $p := words "ws cs ss"}}{{if $i}},
{{end}}{{$p}} AS (
    SELECT d_year AS sold_year, {{$p}}_item_sk AS item_sk, {{$p}}{{if ne $p "ss"}}_bill{{end}}_customer_sk AS customer,
        SUM({{$p}}_quantity) AS qty, SUM({{$p}}_wholesale_cost) AS cost, SUM({{$p}}_sales_price) AS price
    FROM {{index (words "web_sales catalog_sales store_sales") $i}}
    LEFT JOIN {{index (words "web_returns catalog_returns store_returns") $i}}
        ON {{if eq $p "ws"}}wr_order_number = ws_order_number AND wr_item_sk = ws_item_sk{{else if eq $p "cs"}}cr_order_number = cs_order_number AND cr_item_sk = cs_item_sk{{else}}sr_ticket_number = ss_ticket_number AND sr_item_sk = ss_item_sk{{end}}
    JOIN date_dim ON d_date_sk = {{$p}}_sold_date_sk
    WHERE {{index (words "wr_order_number cr_order_number sr_ticket_number") $i}} IS NULL
    GROUP BY d_year, {{$p}}_item_sk, {{$p}}{{if ne $p "ss"}}_bill{{end}}_customer_sk){{end}}
SELECT ss.sold_year, ss.item_sk, ss.customer, ROUND(ss.qty * 1.0 / (COALESCE(ws.qty, 0) + COALESCE(cs.qty, 0)), 2) AS ratio,
    ss.qty AS store_qty, ss.cost AS store_cost, ss.price AS store_price,
    COALESCE(ws.qty, 0) + COALESCE(cs.qty, 0) AS other_qty, COALESCE(ws.price, 0) + COALESCE(cs.price, 0) AS other_price
FROM ss
LEFT JOIN ws ON ws.sold_year = ss.sold_year AND ws.item_sk = ss.item_sk AND ws.customer = ss.customer
LEFT JOIN cs ON cs.sold_year = ss.sold_year AND cs.item_sk = ss.item_sk AND cs.customer = ss.customer
WHERE (COALESCE(ws.qty, 0) > 0 OR COALESCE(cs.qty, 0) > 0) AND ss.sold_year = 2000
ORDER BY ss.sold_year, ss.item_sk, ss.customer, store_qty DESC, store_cost DESC, store_price DESC, other_qty, other_price, ratio
LIMIT 100;

-- 79: coupons and profit of Monday baskets in large stores
SELECT c_last_name, c_first_name, SUBSTR(s_city, 1, 30) AS city, ticket, amt, profit
FROM (
    SELECT ss_ticket_number AS ticket, ss_customer_sk AS customer, s_city, SUM(ss_coupon_amt) AS amt, SUM(ss_net_profit) AS profit
    FROM store_sales, date_dim, store, household_demographics
    WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_hdemo_sk = hd_demo_sk
      AND (hd_dep_count = 6 OR hd_vehicle_count > 2) AND d_dow = 1 AND d_year IN (1999, 1999 + 1, 1999 + 2)
      AND s_number_employees BETWEEN 200 AND 295
    GROUP BY ss_ticket_number, ss_customer_sk, ss_addr_sk, s_city) AS baskets, customer
WHERE customer = c_customer_sk
ORDER BY c_last_name, c_first_name, city, profit
LIMIT 100;

-- 81: customers of a state whose catalog returns are far above the mean of where they returned
WITH given_back AS (
    SELECT cr_returning_customer_sk AS customer, ca_state AS state, SUM(cr_return_amt_inc_tax) AS total
    FROM catalog_returns, date_dim, customer_address
    WHERE cr_returned_date_sk = d_date_sk AND d_year = 2000 AND cr_returning_addr_sk = ca_address_sk
    GROUP BY cr_returning_customer_sk, ca_state)
SELECT c_customer_id, c_salutation, c_first_name, c_last_name, ca_street_number, ca_city, ca_county, ca_state, ca_zip,
    ca_country, ca_gmt_offset, total
FROM given_back g
JOIN customer ON c_customer_sk = g.customer
JOIN customer_address ON ca_address_sk = c_current_addr_sk
WHERE g.total > (SELECT AVG(o.total) * 1.2 FROM given_back o WHERE o.state = g.state) AND ca_state = 'GA'
ORDER BY c_customer_id, c_salutation, c_first_name, c_last_name, ca_street_number, total
LIMIT 100;

-- 82: items in stock in a price range that stores sell
SELECT i_item_id, i_item_desc, i_current_price
FROM item
JOIN inventory ON inv_item_sk = i_item_sk
JOIN date_dim ON d_date_sk = inv_date_sk
JOIN store_sales ON ss_item_sk = i_item_sk
WHERE i_current_price BETWEEN 62 AND 62 + 30
  AND d_date BETWEEN {{date "2000-05-25"}} AND {{add (date "2000-05-25") 60 "day"}}
  AND i_manufact_id IN (129, 270, 821, 423) AND inv_quantity_on_hand BETWEEN 100 AND 500
GROUP BY i_item_id, i_item_desc, i_current_price
ORDER BY i_item_id
LIMIT 100;

-- 83: items that came back in all channels in three weeks
WITH {{range $i, $p := words "sr cr wr"}}{{if $i}},
{{end}}{{$p}}_items AS (
    SELECT i_item_id AS item_id, SUM({{$p}}_return_quantity) AS qty
    FROM {{index (words "store_returns catalog_returns web_returns") $i}}, item, date_dim
    WHERE {{$p}}_item_sk = i_item_sk AND {{$p}}_returned_date_sk = d_date_sk AND d_date IN (
        SELECT d_date FROM date_dim WHERE d_week_seq IN (
            SELECT d_week_seq FROM date_dim WHERE d_date IN ({{date "2000-06-30"}}, {{date "2000-09-27"}}, {{date "2000-11-17"}})))
    GROUP BY i_item_id){{end}}
SELECT sr_items.item_id, sr_items.qty AS sr_qty,
    sr_items.qty * 1.0 / (sr_items.qty + cr_items.qty + wr_items.qty) / 3.0 * 100 AS sr_dev,
    cr_items.qty AS cr_qty, cr_items.qty * 1.0 / (sr_items.qty + cr_items.qty + wr_items.qty) / 3.0 * 100 AS cr_dev,
    wr_items.qty AS wr_qty, (sr_items.qty + cr_items.qty + wr_items.qty) / 3.0 AS mean
FROM sr_items JOIN cr_items ON cr_items.item_id = sr_items.item_id JOIN wr_items ON wr_items.item_id = sr_items.item_id
ORDER BY sr_items.item_id, sr_qty
LIMIT 100;

-- 84: customers of a city in an income band who brought something back
SELECT c_customer_id AS customer_id, {{concat "COALESCE(c_last_name, '')" "', '" "COALESCE(c_first_name, '')"}} AS customer_name
FROM customer, customer_address, customer_demographics, household_demographics, income_band, store_returns
WHERE ca_city = 'Edgewood' AND c_current_addr_sk = ca_address_sk AND ib_lower_bound >= 38128 AND ib_upper_bound <= 38128 + 50000
  AND ib_income_band_sk = hd_income_band_sk AND cd_demo_sk = c_current_cdemo_sk AND hd_demo_sk = c_current_hdemo_sk AND sr_cdemo_sk = cd_demo_sk
ORDER BY c_customer_id
LIMIT 100;

-- 85: why three kinds of people return what they bought on the web
SELECT SUBSTR(r_reason_desc, 1, 20) AS reason, AVG(ws_quantity) AS quantity, AVG(wr_refunded_cash) AS cash, AVG(wr_fee) AS fee
FROM web_sales, web_returns, web_page, customer_demographics cd1, customer_demographics cd2, customer_address, date_dim, reason
WHERE ws_web_page_sk = wp_web_page_sk AND ws_item_sk = wr_item_sk AND ws_order_number = wr_order_number
  AND ws_sold_date_sk = d_date_sk AND d_year = 2000 AND cd1.cd_demo_sk = wr_refunded_cdemo_sk AND cd2.cd_demo_sk = wr_returning_cdemo_sk
  AND ca_address_sk = wr_refunded_addr_sk AND r_reason_sk = wr_reason_sk
  AND cd1.cd_marital_status = cd2.cd_marital_status AND cd1.cd_education_status = cd2.cd_education_status
  AND (cd1.cd_marital_status = 'M' AND cd1.cd_education_status = 'Advanced Degree' AND ws_sales_price BETWEEN 100.00 AND 150.00
    OR cd1.cd_marital_status = 'S' AND cd1.cd_education_status = 'College' AND ws_sales_price BETWEEN 50.00 AND 100.00
    OR cd1.cd_marital_status = 'W' AND cd1.cd_education_status = '2 yr Degree' AND ws_sales_price BETWEEN 150.00 AND 200.00)
  AND ca_country = 'United States'
  AND (ca_state IN ('IN', 'OH', 'NJ') AND ws_net_profit BETWEEN 100 AND 200
    OR ca_state IN ('WI', 'CT', 'KY') AND ws_net_profit BETWEEN 150 AND 300
    OR ca_state IN ('LA', 'IA', 'AR') AND ws_net_profit BETWEEN 50 AND 250)
GROUP BY r_reason_desc
ORDER BY SUBSTR(r_reason_desc, 1, 20), AVG(ws_quantity), AVG(wr_refunded_cash), AVG(wr_fee)
LIMIT 100;

-- 86: web sales by category and class, ranked within each level
WITH sold AS (
    SELECT i_category, i_class, ws_net_paid
    FROM web_sales, date_dim d1, item
    WHERE d1.d_month_seq BETWEEN 1200 AND 1200 + 11 AND d1.d_date_sk = ws_sold_date_sk AND i_item_sk = ws_item_sk),
totals AS ({{rollup "sold" "i_category, i_class" "SUM(ws_net_paid) AS total"}})
SELECT total, i_category, i_class, level,
    RANK() OVER (PARTITION BY level, CASE WHEN level = 0 THEN i_category END ORDER BY total DESC) AS place
FROM totals
ORDER BY level DESC, CASE WHEN level = 0 THEN i_category END, place
LIMIT 100;

-- 88: how many came to a store in each half hour of the morning
SELECT *
FROM {{range $i, $half := words "8:30 9:00 9:30 10:00 10:30 11:00 11:30 12:00"}}{{if $i}},
    {{end}}(SELECT COUNT(*) AS h{{$i}}
    FROM store_sales, household_demographics, time_dim, store
    WHERE ss_sold_time_sk = t_time_sk AND ss_hdemo_sk = hd_demo_sk AND ss_store_sk = s_store_sk
      AND t_hour = {{hour $half}} AND t_minute {{if half $half}}>={{else}}<{{end}} 30
      AND (hd_dep_count = 4 AND hd_vehicle_count <= 4 + 2 OR hd_dep_count = 2 AND hd_vehicle_count <= 2 + 2 OR hd_dep_count = 0 AND hd_vehicle_count <= 0 + 2)
      AND s_store_name = 'ese') AS s{{$i}}{{end}};

-- 89: months in which a class sold badly in a store
SELECT *
FROM (
    SELECT i_category, i_class, i_brand, s_store_name, s_company_name, d_moy, SUM(ss_sales_price) AS total,
        AVG(SUM(ss_sales_price)) OVER (PARTITION BY i_category, i_brand, s_store_name, s_company_name) AS mean
    FROM item, store_sales, date_dim, store
    WHERE ss_item_sk = i_item_sk AND ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND d_year IN (1999)
      AND (i_category IN ('Books', 'Electronics', 'Sports') AND i_class IN ('computers', 'stereo', 'football')
        OR i_category IN ('Men', 'Jewelry', 'Women') AND i_class IN ('shirts', 'birdal', 'dresses'))
    GROUP BY i_category, i_class, i_brand, s_store_name, s_company_name, d_moy) AS monthly
WHERE CASE WHEN mean <> 0 THEN ABS(total - mean) / mean ELSE NULL END > 0.1
ORDER BY total - mean, s_store_name
LIMIT 100;

-- 90: web sales of the morning for each of the evening
SELECT CAST(am.times AS DECIMAL(15, 4)) / CAST(NULLIF(pm.times, 0) AS DECIMAL(15, 4)) AS ratio
FROM (
    SELECT COUNT(*) AS times
    FROM web_sales, household_demographics, time_dim, web_page
    WHERE ws_sold_time_sk = t_time_sk AND ws_ship_hdemo_sk = hd_demo_sk AND ws_web_page_sk = wp_web_page_sk
      AND t_hour BETWEEN 8 AND 8 + 1 AND hd_dep_count = 6 AND wp_char_count BETWEEN 5000 AND 5200) am,
    (SELECT COUNT(*) AS times
    FROM web_sales, household_demographics, time_dim, web_page
    WHERE ws_sold_time_sk = t_time_sk AND ws_ship_hdemo_sk = hd_demo_sk AND ws_web_page_sk = wp_web_page_sk
      AND t_hour BETWEEN 19 AND 19 + 1 AND hd_dep_count = 6 AND wp_char_count BETWEEN 5000 AND 5200) pm
ORDER BY ratio
LIMIT 100;

-- 91: losses of each call center on the returns of two kinds of people
SELECT cc_call_center_id, cc_name, cc_manager, SUM(cr_net_loss) AS loss
FROM call_center, catalog_returns, date_dim, customer, customer_address, customer_demographics, household_demographics
WHERE cr_call_center_sk = cc_call_center_sk AND cr_returned_date_sk = d_date_sk AND cr_returning_customer_sk = c_customer_sk
  AND cd_demo_sk = c_current_cdemo_sk AND hd_demo_sk = c_current_hdemo_sk AND ca_address_sk = c_current_addr_sk
  AND d_year = 1998 AND d_moy = 11
  AND (cd_marital_status = 'M' AND cd_education_status = 'Unknown' OR cd_marital_status = 'W' AND cd_education_status = 'Advanced Degree')
  AND hd_buy_potential LIKE 'Unknown%' AND ca_gmt_offset = -7
GROUP BY cc_call_center_id, cc_name, cc_manager, cd_marital_status, cd_education_status
ORDER BY SUM(cr_net_loss) DESC;

-- 92: excess discounts of the web on the goods of a maker
SELECT SUM(ws_ext_discount_amt) AS excess
FROM web_sales
JOIN item ON i_item_sk = ws_item_sk
JOIN date_dim ON d_date_sk = ws_sold_date_sk
WHERE i_manufact_id = 350 AND d_date BETWEEN {{date "2000-01-27"}} AND {{add (date "2000-01-27") 90 "day"}}
  AND ws_ext_discount_amt > (
    SELECT 1.3 * AVG(w.ws_ext_discount_amt)
    FROM web_sales w JOIN date_dim d ON d.d_date_sk = w.ws_sold_date_sk
    WHERE w.ws_item_sk = i_item_sk AND d.d_date BETWEEN {{date "2000-01-27"}} AND {{add (date "2000-01-27") 90 "day"}})
ORDER BY SUM(ws_ext_discount_amt)
LIMIT 100;

-- 93: what customers kept of what they bought, where they brought some back for a reason
SELECT customer, SUM(kept) AS kept
FROM (
    SELECT ss_customer_sk AS customer,
        CASE WHEN sr_return_quantity IS NOT NULL THEN (ss_quantity - sr_return_quantity) * ss_sales_price ELSE ss_quantity * ss_sales_price END AS kept
    FROM store_sales
    LEFT OUTER JOIN store_returns ON sr_item_sk = ss_item_sk AND sr_ticket_number = ss_ticket_number
    JOIN reason ON r_reason_sk = sr_reason_sk
    WHERE r_reason_desc = 'reason 28') AS t
GROUP BY customer
ORDER BY kept, customer
LIMIT 100;

-- 94: web orders that left from several warehouses and never came back
SELECT COUNT(DISTINCT ws_order_number) AS order_count, SUM(ws_ext_ship_cost) AS shipping, SUM(ws_net_profit) AS profit
FROM web_sales ws1, date_dim, customer_address, web_site
WHERE d_date BETWEEN {{date "1999-02-01"}} AND {{add (date "1999-02-01") 60 "day"}}
  AND ws1.ws_ship_date_sk = d_date_sk AND ws1.ws_ship_addr_sk = ca_address_sk AND ca_state = 'IL'
  AND ws1.ws_web_site_sk = web_site_sk AND web_company_name = 'pri'
  AND EXISTS (SELECT * FROM web_sales ws2 WHERE ws1.ws_order_number = ws2.ws_order_number AND ws1.ws_warehouse_sk <> ws2.ws_warehouse_sk)
  AND NOT EXISTS (SELECT * FROM web_returns wr1 WHERE ws1.ws_order_number = wr1.wr_order_number)
ORDER BY COUNT(DISTINCT ws_order_number)
LIMIT 100;

-- 95: web orders that left from several warehouses and came back
WITH split_orders AS (
    SELECT ws1.ws_order_number AS number
    FROM web_sales ws1 JOIN web_sales ws2 ON ws1.ws_order_number = ws2.ws_order_number
    WHERE ws1.ws_warehouse_sk <> ws2.ws_warehouse_sk)
SELECT COUNT(DISTINCT ws_order_number) AS order_count, SUM(ws_ext_ship_cost) AS shipping, SUM(ws_net_profit) AS profit
FROM web_sales ws1, date_dim, customer_address, web_site
WHERE d_date BETWEEN {{date "1999-02-01"}} AND {{add (date "1999-02-01") 60 "day"}}
  AND ws1.ws_ship_date_sk = d_date_sk AND ws1.ws_ship_addr_sk = ca_address_sk AND ca_state = 'IL'
  AND ws1.ws_web_site_sk = web_site_sk AND web_company_name = 'pri'
  AND ws1.ws_order_number IN (SELECT number FROM split_orders)
  AND ws1.ws_order_number IN (SELECT wr_order_number FROM web_returns, split_orders WHERE wr_order_number = number)
ORDER BY COUNT(DISTINCT ws_order_number)
LIMIT 100;

-- 96: how many came to a store in an evening half hour
SELECT COUNT(*) AS people
FROM store_sales
JOIN household_demographics ON hd_demo_sk = ss_hdemo_sk
JOIN time_dim ON t_time_sk = ss_sold_time_sk
JOIN store ON s_store_sk = ss_store_sk
WHERE t_hour = 20 AND t_minute >= 30 AND hd_dep_count = 7 AND s_store_name = 'ese'
ORDER BY COUNT(*)
LIMIT 100;

-- 97: how many bought an item in a store, by catalog, or both
WITH ssci AS (
    SELECT ss_customer_sk AS customer, ss_item_sk AS item_sk
    FROM store_sales JOIN date_dim ON d_date_sk = ss_sold_date_sk
    WHERE d_month_seq BETWEEN 1200 AND 1200 + 11
    GROUP BY ss_customer_sk, ss_item_sk),
csci AS (
    SELECT cs_bill_customer_sk AS customer, cs_item_sk AS item_sk
    FROM catalog_sales JOIN date_dim ON d_date_sk = cs_sold_date_sk
    WHERE d_month_seq BETWEEN 1200 AND 1200 + 11
    GROUP BY cs_bill_customer_sk, cs_item_sk)
{{- if eq . "mysql"}}
SELECT SUM(in_store = 1 AND by_catalog = 0) AS store_only, SUM(in_store = 0 AND by_catalog = 1) AS catalog_only, SUM(in_store = 1 AND by_catalog = 1) AS both_of
FROM (
    SELECT customer, item_sk, MAX(in_store) AS in_store, MAX(by_catalog) AS by_catalog
    FROM (SELECT customer, item_sk, 1 AS in_store, 0 AS by_catalog FROM ssci
        UNION ALL SELECT customer, item_sk, 0, 1 FROM csci) AS every
    GROUP BY customer, item_sk) AS buyers
{{- else}}
SELECT SUM(CASE WHEN ssci.customer IS NOT NULL AND csci.customer IS NULL THEN 1 ELSE 0 END) AS store_only,
    SUM(CASE WHEN ssci.customer IS NULL AND csci.customer IS NOT NULL THEN 1 ELSE 0 END) AS catalog_only,
    SUM(CASE WHEN ssci.customer IS NOT NULL AND csci.customer IS NOT NULL THEN 1 ELSE 0 END) AS both_of
FROM ssci FULL OUTER JOIN csci ON csci.customer = ssci.customer AND csci.item_sk = ssci.item_sk
{{- end}}
LIMIT 100;

-- 98: each item's share in the store sales of its class
SELECT i_item_id, i_item_desc, i_category, i_class, i_current_price, SUM(ss_ext_sales_price) AS revenue,
    SUM(ss_ext_sales_price) * 100 / SUM(SUM(ss_ext_sales_price)) OVER (PARTITION BY i_class) AS share
FROM store_sales, item, date_dim
WHERE ss_item_sk = i_item_sk AND i_category IN ('Sports', 'Books', 'Home') AND ss_sold_date_sk = d_date_sk
  AND d_date BETWEEN {{date "1999-02-22"}} AND {{add (date "1999-02-22") 30 "day"}}
GROUP BY i_item_id, i_item_desc, i_category, i_class, i_current_price
ORDER BY i_category, i_class, i_item_id, i_item_desc, share;
