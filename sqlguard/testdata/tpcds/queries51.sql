-- 51: days on which an item's running total on the web was above that in stores
WITH web AS (
    SELECT ws_item_sk AS item_sk, d_date, SUM(SUM(ws_sales_price)) OVER (PARTITION BY ws_item_sk ORDER BY d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running
    FROM web_sales JOIN date_dim ON d_date_sk = ws_sold_date_sk
    WHERE d_month_seq BETWEEN 1200 AND 1200 + 11 AND ws_item_sk IS NOT NULL
    GROUP BY ws_item_sk, d_date),
shop AS (
    SELECT ss_item_sk AS item_sk, d_date, SUM(SUM(ss_sales_price)) OVER (PARTITION BY ss_item_sk ORDER BY d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running
    FROM store_sales JOIN date_dim ON d_date_sk = ss_sold_date_sk
    WHERE d_month_seq BETWEEN 1200 AND 1200 + 11 AND ss_item_sk IS NOT NULL
    GROUP BY ss_item_sk, d_date),
both_of AS (
{{- if eq . "mysql"}}
    SELECT web.item_sk, web.d_date, web.running AS web_sales, shop.running AS store_sales
    FROM web LEFT JOIN shop ON shop.item_sk = web.item_sk AND shop.d_date = web.d_date
    UNION ALL
    SELECT shop.item_sk, shop.d_date, NULL, shop.running
    FROM shop LEFT JOIN web ON web.item_sk = shop.item_sk AND web.d_date = shop.d_date
    WHERE web.item_sk IS NULL
{{- else}}
    SELECT COALESCE(web.item_sk, shop.item_sk) AS item_sk, COALESCE(web.d_date, shop.d_date) AS d_date,
        web.running AS web_sales, shop.running AS store_sales
    FROM web FULL OUTER JOIN shop ON shop.item_sk = web.item_sk AND shop.d_date = web.d_date
{{- end}})
SELECT *
FROM (
    SELECT item_sk, d_date, web_sales, store_sales,
        MAX(web_sales) OVER (PARTITION BY item_sk ORDER BY d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS web_top,
        MAX(store_sales) OVER (PARTITION BY item_sk ORDER BY d_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS store_top
    FROM both_of) AS y
WHERE web_top > store_top
ORDER BY item_sk, d_date
LIMIT 100;

-- 52: brands of a manager's goods in a month
SELECT d_year, i_brand_id AS brand_id, i_brand AS brand, SUM(ss_ext_sales_price) AS price
FROM date_dim, store_sales, item
WHERE d_date_sk = ss_sold_date_sk AND ss_item_sk = i_item_sk AND i_manager_id = 1 AND d_moy = 11 AND d_year = 2000
GROUP BY d_year, i_brand, i_brand_id
ORDER BY d_year, price DESC, brand_id
LIMIT 100;

-- 53: quarters in which a maker's sales were far from its mean
SELECT *
FROM (
    SELECT i_manufact_id, SUM(ss_sales_price) AS total, AVG(SUM(ss_sales_price)) OVER (PARTITION BY i_manufact_id) AS mean
    FROM item, store_sales, date_dim, store
    WHERE ss_item_sk = i_item_sk AND ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk
      AND d_month_seq IN (1200, 1200 + 1, 1200 + 2, 1200 + 3, 1200 + 4, 1200 + 5, 1200 + 6, 1200 + 7, 1200 + 8, 1200 + 9, 1200 + 10, 1200 + 11)
      AND (i_category IN ('Books', 'Children', 'Electronics') AND i_class IN ('personal', 'portable', 'reference', 'self-help')
        OR i_category IN ('Women', 'Music', 'Men') AND i_class IN ('accessories', 'classical', 'fragrances', 'pants'))
    GROUP BY i_manufact_id, d_qoy) AS quarterly
WHERE CASE WHEN mean > 0 THEN ABS(total - mean) / mean ELSE NULL END > 0.1
ORDER BY mean, total, i_manufact_id
LIMIT 100;

-- 54: what customers who came for a class of goods spent near home afterwards
WITH newcomers AS (
    SELECT DISTINCT c_customer_sk AS customer, c_current_addr_sk AS addr
    FROM (
        SELECT cs_sold_date_sk AS day_sk, cs_bill_customer_sk AS buyer, cs_item_sk AS item_sk FROM catalog_sales
        UNION ALL
        SELECT ws_sold_date_sk, ws_bill_customer_sk, ws_item_sk FROM web_sales) AS distant, item, date_dim, customer
    WHERE day_sk = d_date_sk AND item_sk = i_item_sk AND i_category = 'Women' AND i_class = 'maternity'
      AND c_customer_sk = buyer AND d_moy = 12 AND d_year = 1998),
revenue AS (
    SELECT customer, SUM(ss_ext_sales_price) AS amount
    FROM newcomers, store_sales, customer_address, store, date_dim
    WHERE addr = ca_address_sk AND ca_county = s_county AND ca_state = s_state AND ss_sold_date_sk = d_date_sk AND customer = ss_customer_sk
      AND d_month_seq BETWEEN (SELECT DISTINCT d_month_seq + 1 FROM date_dim WHERE d_year = 1998 AND d_moy = 12 LIMIT 1)
        AND (SELECT DISTINCT d_month_seq + 3 FROM date_dim WHERE d_year = 1998 AND d_moy = 12 LIMIT 1)
    GROUP BY customer),
segments AS (SELECT CAST(amount / 50 AS {{integer}}) AS segment FROM revenue)
SELECT segment, COUNT(*) AS customers, segment * 50 AS base
FROM segments
GROUP BY segment
ORDER BY segment, customers
LIMIT 100;

-- 55: brands of a manager's goods in a November
SELECT i_brand_id AS brand_id, i_brand AS brand, SUM(ss_ext_sales_price) AS price
FROM date_dim, store_sales, item
WHERE d_date_sk = ss_sold_date_sk AND ss_item_sk = i_item_sk AND i_manager_id = 28 AND d_moy = 11 AND d_year = 1999
GROUP BY i_brand, i_brand_id
ORDER BY price DESC, brand_id
LIMIT 100;

-- 57: months in which a brand's sales at a call center were far from its mean of the year
WITH monthly AS (
    SELECT i_category, i_brand, cc_name, d_year, d_moy, SUM(cs_sales_price) AS total,
        AVG(SUM(cs_sales_price)) OVER (PARTITION BY i_category, i_brand, cc_name, d_year) AS mean,
        RANK() OVER (PARTITION BY i_category, i_brand, cc_name ORDER BY d_year, d_moy) AS rn
    FROM item, catalog_sales, date_dim, call_center
    WHERE cs_item_sk = i_item_sk AND cs_sold_date_sk = d_date_sk AND cc_call_center_sk = cs_call_center_sk
      AND (d_year = 1999 OR (d_year = 1999 - 1 AND d_moy = 12) OR (d_year = 1999 + 1 AND d_moy = 1))
    GROUP BY i_category, i_brand, cc_name, d_year, d_moy)
SELECT m.i_category, m.i_brand, m.cc_name, m.d_year, m.d_moy, m.mean, m.total, prev.total AS psum, nxt.total AS nsum
FROM monthly m, monthly prev, monthly nxt
WHERE m.i_category = prev.i_category AND m.i_category = nxt.i_category AND m.i_brand = prev.i_brand AND m.i_brand = nxt.i_brand
  AND m.cc_name = prev.cc_name AND m.cc_name = nxt.cc_name AND m.rn = prev.rn + 1 AND m.rn = nxt.rn - 1
  AND m.d_year = 1999 AND m.mean > 0 AND ABS(m.total - m.mean) / m.mean > 0.1
ORDER BY m.total - m.mean, m.d_moy
LIMIT 100;

-- 58: items that sold alike in all channels in a week
WITH {{range $i, $p := words "ss cs ws"}}{{if $i}},
{{end}}{{$p}}_items AS (
    SELECT i_item_id AS item_id, SUM({{$p}}_ext_sales_price) AS revenue
    FROM {{index (words "store_sales catalog_sales web_sales") $i}}, item, date_dim
    WHERE {{$p}}_item_sk = i_item_sk AND {{$p}}_sold_date_sk = d_date_sk
      AND d_date IN (SELECT d_date FROM date_dim WHERE d_week_seq = (SELECT MAX(d_week_seq) FROM date_dim WHERE d_date = {{date "2000-01-03"}}))
    GROUP BY i_item_id){{end}}
SELECT ss_items.item_id, ss_items.revenue AS store_revenue,
    ss_items.revenue / ((ss_items.revenue + cs_items.revenue + ws_items.revenue) / 3) * 100 AS store_dev,
    cs_items.revenue AS catalog_revenue, ws_items.revenue AS web_revenue,
    (ss_items.revenue + cs_items.revenue + ws_items.revenue) / 3 AS mean
FROM ss_items, cs_items, ws_items
WHERE ss_items.item_id = cs_items.item_id AND ss_items.item_id = ws_items.item_id
  AND ss_items.revenue BETWEEN 0.9 * cs_items.revenue AND 1.1 * cs_items.revenue
  AND ss_items.revenue BETWEEN 0.9 * ws_items.revenue AND 1.1 * ws_items.revenue
  AND cs_items.revenue BETWEEN 0.9 * ss_items.revenue AND 1.1 * ss_items.revenue
  AND cs_items.revenue BETWEEN 0.9 * ws_items.revenue AND 1.1 * ws_items.revenue
  AND ws_items.revenue BETWEEN 0.9 * ss_items.revenue AND 1.1 * ss_items.revenue
  AND ws_items.revenue BETWEEN 0.9 * cs_items.revenue AND 1.1 * cs_items.revenue
ORDER BY ss_items.item_id, store_revenue
LIMIT 100;

-- 59: each store's weekdays compared with those a year later
WITH weekly AS (
    SELECT d_week_seq, ss_store_sk,
        SUM(CASE WHEN d_day_name = 'Sunday' THEN ss_sales_price END) AS sun,
        SUM(CASE WHEN d_day_name = 'Monday' THEN ss_sales_price END) AS mon,
        SUM(CASE WHEN d_day_name = 'Friday' THEN ss_sales_price END) AS fri
    FROM store_sales JOIN date_dim ON d_date_sk = ss_sold_date_sk
    GROUP BY d_week_seq, ss_store_sk),
named AS (
    SELECT s_store_name, s_store_id, weekly.d_week_seq, d_month_seq, sun, mon, fri
    FROM weekly, store, date_dim d
    WHERE d.d_week_seq = weekly.d_week_seq AND ss_store_sk = s_store_sk)
SELECT y.s_store_name, y.s_store_id, y.d_week_seq, y.sun / x.sun AS sun, y.mon / x.mon AS mon, y.fri / x.fri AS fri
FROM named y JOIN named x ON x.s_store_id = y.s_store_id AND x.d_week_seq = y.d_week_seq + 52
WHERE y.d_month_seq BETWEEN 1212 AND 1212 + 11 AND x.d_month_seq BETWEEN 1212 + 12 AND 1212 + 23
ORDER BY y.s_store_name, y.s_store_id, y.d_week_seq
LIMIT 100;

-- 60: items of a category over all channels, in a month and a time zone
WITH {{range $i, $p := words "ss cs ws"}}{{if $i}},
{{end}}{{$p}} AS (
    SELECT i_item_id, SUM({{$p}}_ext_sales_price) AS total_sales
    FROM {{index (words "store_sales catalog_sales web_sales") $i}}
    JOIN date_dim ON d_date_sk = {{$p}}_sold_date_sk
    JOIN customer_address ON ca_address_sk = {{$p}}{{if $i}}_bill{{end}}_addr_sk
    JOIN item ON i_item_sk = {{$p}}_item_sk
    WHERE i_item_id IN (SELECT i_item_id FROM item WHERE i_category IN ('Music')) AND d_year = 1998 AND d_moy = 9 AND ca_gmt_offset = -5
    GROUP BY i_item_id){{end}}
SELECT i_item_id, SUM(total_sales) AS total_sales
FROM (SELECT * FROM ss UNION ALL SELECT * FROM cs UNION ALL SELECT * FROM ws) AS every
GROUP BY i_item_id
ORDER BY i_item_id, total_sales
LIMIT 100;

-- 61: the share of a month's sales that promotions brought
SELECT promotions, total, CAST(promotions AS DECIMAL(15, 4)) / CAST(total AS DECIMAL(15, 4)) * 100 AS share
FROM (
    SELECT SUM(ss_ext_sales_price) AS promotions
    FROM store_sales, store, promotion, date_dim, customer, customer_address, item
    WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_promo_sk = p_promo_sk AND ss_customer_sk = c_customer_sk
      AND ca_address_sk = c_current_addr_sk AND ss_item_sk = i_item_sk AND ca_gmt_offset = -5 AND i_category = 'Jewelry'
      AND (p_channel_dmail = 'Y' OR p_channel_email = 'Y' OR p_channel_tv = 'Y') AND s_gmt_offset = -5 AND d_year = 1998 AND d_moy = 11) AS promoted,
    (SELECT SUM(ss_ext_sales_price) AS total
    FROM store_sales, store, date_dim, customer, customer_address, item
    WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_customer_sk = c_customer_sk
      AND ca_address_sk = c_current_addr_sk AND ss_item_sk = i_item_sk AND ca_gmt_offset = -5 AND i_category = 'Jewelry'
      AND s_gmt_offset = -5 AND d_year = 1998 AND d_moy = 11) AS all_sales
ORDER BY promotions, total
LIMIT 100;
{{range $i, $p := words "ws cs"}}
-- {{if $i}}99: how long the catalog's call centers{{else}}62: how long the web sites{{end}} take to ship
SELECT SUBSTR(w_warehouse_name, 1, 20) AS warehouse, sm_type, {{if $i}}cc_name{{else}}web_name{{end}},
    SUM(CASE WHEN {{$p}}_ship_date_sk - {{$p}}_sold_date_sk <= 30 THEN 1 ELSE 0 END) AS up_to_30,
    SUM(CASE WHEN {{$p}}_ship_date_sk - {{$p}}_sold_date_sk > 30 AND {{$p}}_ship_date_sk - {{$p}}_sold_date_sk <= 60 THEN 1 ELSE 0 END) AS up_to_60,
    SUM(CASE WHEN {{$p}}_ship_date_sk - {{$p}}_sold_date_sk > 60 AND {{$p}}_ship_date_sk - {{$p}}_sold_date_sk <= 90 THEN 1 ELSE 0 END) AS up_to_90,
    SUM(CASE WHEN {{$p}}_ship_date_sk - {{$p}}_sold_date_sk > 90 THEN 1 ELSE 0 END) AS longer
FROM {{if $i}}catalog_sales, warehouse, ship_mode, call_center{{else}}web_sales, warehouse, ship_mode, web_site{{end}}, date_dim
WHERE d_month_seq BETWEEN 1200 AND 1200 + 11 AND {{$p}}_ship_date_sk = d_date_sk AND {{$p}}_warehouse_sk = w_warehouse_sk
  AND {{$p}}_ship_mode_sk = sm_ship_mode_sk AND {{if $i}}cs_call_center_sk = cc_call_center_sk{{else}}ws_web_site_sk = web_site_sk{{end}}
GROUP BY SUBSTR(w_warehouse_name, 1, 20), sm_type, {{if $i}}cc_name{{else}}web_name{{end}}
ORDER BY warehouse, sm_type, {{if $i}}cc_name{{else}}web_name{{end}}
LIMIT 100;
{{end}}
-- 63: months in which a manager's sales were far from the mean
SELECT *
FROM (
    SELECT i_manager_id, SUM(ss_sales_price) AS total, AVG(SUM(ss_sales_price)) OVER (PARTITION BY i_manager_id) AS mean
    FROM item, store_sales, date_dim, store
    WHERE ss_item_sk = i_item_sk AND ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND d_month_seq BETWEEN 1200 AND 1211
      AND ((i_category IN ('Books', 'Children', 'Electronics') AND i_brand IN ('scholaramalgamalg #14', 'exportiunivamalg #9'))
        OR (i_category IN ('Women', 'Music', 'Men') AND i_brand IN ('amalgimporto #1', 'importoamalg #1')))
    GROUP BY i_manager_id, d_moy) AS monthly
WHERE CASE WHEN mean > 0 THEN ABS(total - mean) / mean ELSE NULL END > 0.1
ORDER BY i_manager_id, mean, total
LIMIT 100;

-- 64: items that households bought again a year later in the same store
WITH refunded AS (
    SELECT cs_item_sk, SUM(cs_ext_list_price) AS sale, SUM(cr_refunded_cash + cr_reversed_charge + cr_store_credit) AS refund
    FROM catalog_sales JOIN catalog_returns ON cr_item_sk = cs_item_sk AND cr_order_number = cs_order_number
    GROUP BY cs_item_sk
    HAVING SUM(cs_ext_list_price) > 2 * SUM(cr_refunded_cash + cr_reversed_charge + cr_store_credit)),
crossed AS (
    SELECT i_product_name, i_item_sk, s_store_name, s_zip, ad1.ca_street_number AS b_number, ad1.ca_city AS b_city, ad2.ca_city AS c_city,
        d1.d_year AS sold_year, d2.d_year AS first_sale, d3.d_year AS first_ship, COUNT(*) AS times,
        SUM(ss_wholesale_cost) AS s1, SUM(ss_list_price) AS s2, SUM(ss_coupon_amt) AS s3
    FROM store_sales
    JOIN store_returns ON sr_item_sk = ss_item_sk AND sr_ticket_number = ss_ticket_number
    JOIN refunded ON refunded.cs_item_sk = ss_item_sk
    JOIN date_dim d1 ON d1.d_date_sk = ss_sold_date_sk
    JOIN store ON s_store_sk = ss_store_sk
    JOIN customer ON c_customer_sk = ss_customer_sk
    JOIN date_dim d2 ON d2.d_date_sk = c_first_sales_date_sk
    JOIN date_dim d3 ON d3.d_date_sk = c_first_shipto_date_sk
    JOIN customer_demographics cd1 ON cd1.cd_demo_sk = ss_cdemo_sk
    JOIN customer_demographics cd2 ON cd2.cd_demo_sk = c_current_cdemo_sk
    JOIN promotion ON p_promo_sk = ss_promo_sk
    JOIN household_demographics hd1 ON hd1.hd_demo_sk = ss_hdemo_sk
    JOIN household_demographics hd2 ON hd2.hd_demo_sk = c_current_hdemo_sk
    JOIN customer_address ad1 ON ad1.ca_address_sk = ss_addr_sk
    JOIN customer_address ad2 ON ad2.ca_address_sk = c_current_addr_sk
    JOIN income_band ib1 ON ib1.ib_income_band_sk = hd1.hd_income_band_sk
    JOIN income_band ib2 ON ib2.ib_income_band_sk = hd2.hd_income_band_sk
    JOIN item ON i_item_sk = ss_item_sk
    WHERE cd1.cd_marital_status <> cd2.cd_marital_status
      AND i_color IN ('purple', 'burlywood', 'indian', 'spring', 'floral', 'medium')
      AND i_current_price BETWEEN 64 AND 64 + 10 AND i_current_price BETWEEN 64 + 1 AND 64 + 15
    GROUP BY i_product_name, i_item_sk, s_store_name, s_zip, ad1.ca_street_number, ad1.ca_city, ad2.ca_city, d1.d_year, d2.d_year, d3.d_year)
SELECT cs1.i_product_name, cs1.s_store_name, cs1.s_zip, cs1.b_number, cs1.b_city, cs1.c_city, cs1.sold_year, cs1.times,
    cs1.s1, cs1.s2, cs1.s3, cs2.s1 AS next_s1, cs2.s2 AS next_s2, cs2.s3 AS next_s3, cs2.sold_year AS next_year, cs2.times AS next_times
FROM crossed cs1 JOIN crossed cs2 ON cs2.i_item_sk = cs1.i_item_sk AND cs2.s_store_name = cs1.s_store_name AND cs2.s_zip = cs1.s_zip
WHERE cs1.sold_year = 1999 AND cs2.sold_year = 1999 + 1 AND cs2.times <= cs1.times
ORDER BY cs1.i_product_name, cs1.s_store_name, cs2.times, cs1.s1, cs2.s1;

-- 65: items that earn a store a tenth of its mean or less
WITH earned AS (
    SELECT ss_store_sk AS store_sk, ss_item_sk AS item_sk, SUM(ss_sales_price) AS revenue
    FROM store_sales, date_dim
    WHERE ss_sold_date_sk = d_date_sk AND d_month_seq BETWEEN 1176 AND 1176 + 11
    GROUP BY ss_store_sk, ss_item_sk)
SELECT s_store_name, i_item_desc, e.revenue, i_current_price, i_wholesale_cost, i_brand
FROM store, item, (SELECT store_sk, AVG(revenue) AS mean FROM earned GROUP BY store_sk) AS m, earned e
WHERE m.store_sk = e.store_sk AND e.revenue <= 0.1 * m.mean AND s_store_sk = e.store_sk AND i_item_sk = e.item_sk
ORDER BY s_store_name, i_item_desc, e.revenue
LIMIT 100;

-- 66: what each warehouse shipped each month by two carriers
SELECT w_warehouse_name, w_warehouse_sq_ft, w_city, w_county, w_state, w_country, carriers, in_year,
    SUM(jan) AS jan_sales, SUM(feb) AS feb_sales, SUM(december) AS dec_sales, SUM(jan / w_warehouse_sq_ft) AS jan_per_foot, SUM(jan_net) AS jan_net, SUM(dec_net) AS dec_net
FROM (
    SELECT w_warehouse_name, w_warehouse_sq_ft, w_city, w_county, w_state, w_country, {{concat "'DHL'" "','" "'BARIAN'"}} AS carriers, d_year AS in_year,
        SUM(CASE WHEN d_moy = 1 THEN ws_ext_sales_price * ws_quantity ELSE 0 END) AS jan,
        SUM(CASE WHEN d_moy = 2 THEN ws_ext_sales_price * ws_quantity ELSE 0 END) AS feb,
        SUM(CASE WHEN d_moy = 12 THEN ws_ext_sales_price * ws_quantity ELSE 0 END) AS december,
        SUM(CASE WHEN d_moy = 1 THEN ws_net_paid * ws_quantity ELSE 0 END) AS jan_net,
        SUM(CASE WHEN d_moy = 12 THEN ws_net_paid * ws_quantity ELSE 0 END) AS dec_net
    FROM web_sales, warehouse, date_dim, time_dim, ship_mode
    WHERE ws_warehouse_sk = w_warehouse_sk AND ws_sold_date_sk = d_date_sk AND ws_sold_time_sk = t_time_sk AND ws_ship_mode_sk = sm_ship_mode_sk
      AND d_year = 2001 AND t_time BETWEEN 30838 AND 30838 + 28800 AND sm_carrier IN ('DHL', 'BARIAN')
    GROUP BY w_warehouse_name, w_warehouse_sq_ft, w_city, w_county, w_state, w_country, d_year
    UNION ALL
    SELECT w_warehouse_name, w_warehouse_sq_ft, w_city, w_county, w_state, w_country, {{concat "'DHL'" "','" "'BARIAN'"}}, d_year,
        SUM(CASE WHEN d_moy = 1 THEN cs_sales_price * cs_quantity ELSE 0 END),
        SUM(CASE WHEN d_moy = 2 THEN cs_sales_price * cs_quantity ELSE 0 END),
        SUM(CASE WHEN d_moy = 12 THEN cs_sales_price * cs_quantity ELSE 0 END),
        SUM(CASE WHEN d_moy = 1 THEN cs_net_paid_inc_tax * cs_quantity ELSE 0 END),
        SUM(CASE WHEN d_moy = 12 THEN cs_net_paid_inc_tax * cs_quantity ELSE 0 END)
    FROM catalog_sales, warehouse, date_dim, time_dim, ship_mode
    WHERE cs_warehouse_sk = w_warehouse_sk AND cs_sold_date_sk = d_date_sk AND cs_sold_time_sk = t_time_sk AND cs_ship_mode_sk = sm_ship_mode_sk
      AND d_year = 2001 AND t_time BETWEEN 30838 AND 30838 + 28800 AND sm_carrier IN ('DHL', 'BARIAN')
    GROUP BY w_warehouse_name, w_warehouse_sq_ft, w_city, w_county, w_state, w_country, d_year) AS x
GROUP BY w_warehouse_name, w_warehouse_sq_ft, w_city, w_county, w_state, w_country, carriers, in_year
ORDER BY w_warehouse_name
LIMIT 100;

-- 67: the best combinations of item, time and store within each category
WITH sold AS (
    SELECT i_category, i_class, i_brand, i_product_name, d_year, d_qoy, d_moy, s_store_id, COALESCE(ss_sales_price * ss_quantity, 0) AS amount
    FROM store_sales, date_dim, store, item
    WHERE ss_sold_date_sk = d_date_sk AND ss_item_sk = i_item_sk AND ss_store_sk = s_store_sk AND d_month_seq BETWEEN 1200 AND 1200 + 11)
SELECT *
FROM (
    SELECT i_category, i_class, i_brand, i_product_name, d_year, d_qoy, d_moy, s_store_id, sales,
        RANK() OVER (PARTITION BY i_category ORDER BY sales DESC) AS place
    FROM ({{rollup "sold" "i_category, i_class, i_brand, i_product_name, d_year, d_qoy, d_moy, s_store_id" "SUM(amount) AS sales"}}) AS totals) AS ranked
WHERE place <= 100
ORDER BY i_category, i_class, i_brand, i_product_name, d_year, d_qoy, d_moy, s_store_id, sales, place
LIMIT 100;

-- 68: prices and taxes of baskets of people away from home
SELECT c_last_name, c_first_name, home.ca_city, bought_city, ticket, ext_price, ext_tax, list_price
FROM (
    SELECT ss_ticket_number AS ticket, ss_customer_sk AS customer, ca_city AS bought_city,
        SUM(ss_ext_sales_price) AS ext_price, SUM(ss_ext_list_price) AS list_price, SUM(ss_ext_tax) AS ext_tax
    FROM store_sales, date_dim, store, household_demographics, customer_address
    WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_hdemo_sk = hd_demo_sk AND ss_addr_sk = ca_address_sk
      AND d_dom BETWEEN 1 AND 2 AND (hd_dep_count = 4 OR hd_vehicle_count = 3) AND d_year IN (1999, 2000, 2001) AND s_city IN ('Midway', 'Fairview')
    GROUP BY ss_ticket_number, ss_customer_sk, ss_addr_sk, ca_city) AS baskets, customer, customer_address home
WHERE customer = c_customer_sk AND c_current_addr_sk = home.ca_address_sk AND home.ca_city <> bought_city
ORDER BY c_last_name, ticket
LIMIT 100;

-- 69: who bought in stores and neither by web nor by catalog
SELECT cd_gender, cd_marital_status, cd_education_status, COUNT(*) AS people, cd_purchase_estimate, cd_credit_rating
FROM customer c, customer_address ca, customer_demographics
WHERE c.c_current_addr_sk = ca.ca_address_sk AND ca_state IN ('KY', 'GA', 'NM') AND cd_demo_sk = c.c_current_cdemo_sk
  AND EXISTS (
    SELECT * FROM store_sales, date_dim
    WHERE c.c_customer_sk = ss_customer_sk AND ss_sold_date_sk = d_date_sk AND d_year = 2001 AND d_moy BETWEEN 4 AND 4 + 2)
  AND NOT EXISTS (
    SELECT * FROM web_sales, date_dim
    WHERE c.c_customer_sk = ws_bill_customer_sk AND ws_sold_date_sk = d_date_sk AND d_year = 2001 AND d_moy BETWEEN 4 AND 4 + 2)
  AND NOT EXISTS (
    SELECT * FROM catalog_sales, date_dim
    WHERE c.c_customer_sk = cs_ship_customer_sk AND cs_sold_date_sk = d_date_sk AND d_year = 2001 AND d_moy BETWEEN 4 AND 4 + 2)
GROUP BY cd_gender, cd_marital_status, cd_education_status, cd_purchase_estimate, cd_credit_rating
ORDER BY cd_gender, cd_marital_status, cd_education_status, cd_purchase_estimate, cd_credit_rating
LIMIT 100;

-- 70: profit by state and county in the five best states
WITH sold AS (
    SELECT s_state, s_county, ss_net_profit
    FROM store_sales, date_dim d1, store
    WHERE d1.d_month_seq BETWEEN 1200 AND 1200 + 11 AND d1.d_date_sk = ss_sold_date_sk AND s_store_sk = ss_store_sk
      AND s_state IN (
        SELECT state FROM (
            SELECT s_state AS state, RANK() OVER (PARTITION BY s_state ORDER BY SUM(ss_net_profit) DESC) AS place
            FROM store_sales, store, date_dim
            WHERE d_month_seq BETWEEN 1200 AND 1200 + 11 AND d_date_sk = ss_sold_date_sk AND s_store_sk = ss_store_sk
            GROUP BY s_state) AS ranked
        WHERE place <= 5)),
totals AS ({{rollup "sold" "s_state, s_county" "SUM(ss_net_profit) AS total"}})
SELECT total, s_state, s_county, level,
    RANK() OVER (PARTITION BY level, CASE WHEN level = 0 THEN s_state END ORDER BY total DESC) AS place
FROM totals
ORDER BY level DESC, CASE WHEN level = 0 THEN s_state END, place
LIMIT 100;

-- 71: when a manager's brands sell at breakfast and dinner in all channels
SELECT i_brand_id AS brand_id, i_brand AS brand, t_hour, t_minute, SUM(price) AS ext_price
FROM item JOIN (
    SELECT ws_ext_sales_price AS price, ws_item_sk AS item_sk, ws_sold_time_sk AS time_sk
    FROM web_sales, date_dim WHERE d_date_sk = ws_sold_date_sk AND d_moy = 11 AND d_year = 1999
    UNION ALL
    SELECT cs_ext_sales_price, cs_item_sk, cs_sold_time_sk
    FROM catalog_sales, date_dim WHERE d_date_sk = cs_sold_date_sk AND d_moy = 11 AND d_year = 1999
    UNION ALL
    SELECT ss_ext_sales_price, ss_item_sk, ss_sold_time_sk
    FROM store_sales, date_dim WHERE d_date_sk = ss_sold_date_sk AND d_moy = 11 AND d_year = 1999) AS sold ON item_sk = i_item_sk
JOIN time_dim ON t_time_sk = time_sk
WHERE i_manager_id = 1 AND (t_meal_time = 'breakfast' OR t_meal_time = 'dinner')
GROUP BY i_brand, i_brand_id, t_hour, t_minute
ORDER BY ext_price DESC, i_brand_id;

-- 72: catalog orders that met too little stock, with and without promotion
SELECT i_item_desc, w_warehouse_name, d1.d_week_seq,
    SUM(CASE WHEN p_promo_sk IS NULL THEN 1 ELSE 0 END) AS no_promo,
    SUM(CASE WHEN p_promo_sk IS NOT NULL THEN 1 ELSE 0 END) AS promo, COUNT(*) AS total
FROM catalog_sales
JOIN inventory ON inv_item_sk = cs_item_sk
JOIN warehouse ON w_warehouse_sk = inv_warehouse_sk
JOIN item ON i_item_sk = cs_item_sk
JOIN customer_demographics ON cd_demo_sk = cs_bill_cdemo_sk
JOIN household_demographics ON hd_demo_sk = cs_bill_hdemo_sk
JOIN date_dim d1 ON d1.d_date_sk = cs_sold_date_sk
JOIN date_dim d2 ON d2.d_date_sk = inv_date_sk
JOIN date_dim d3 ON d3.d_date_sk = cs_ship_date_sk
LEFT OUTER JOIN promotion ON p_promo_sk = cs_promo_sk
LEFT OUTER JOIN catalog_returns ON cr_item_sk = cs_item_sk AND cr_order_number = cs_order_number
WHERE d1.d_week_seq = d2.d_week_seq AND inv_quantity_on_hand < cs_quantity AND d3.d_date > {{add "d1.d_date" 5 "day"}}
  AND hd_buy_potential = '>10000' AND d1.d_year = 1999 AND cd_marital_status = 'D'
GROUP BY i_item_desc, w_warehouse_name, d1.d_week_seq
ORDER BY total DESC, i_item_desc, w_warehouse_name, d1.d_week_seq
LIMIT 100;

-- 73: customers with small baskets at the start of a month
SELECT c_last_name, c_first_name, c_salutation, c_preferred_cust_flag, ticket, pieces
FROM (
    SELECT ss_ticket_number AS ticket, ss_customer_sk AS customer, COUNT(*) AS pieces
    FROM store_sales, date_dim, store, household_demographics
    WHERE ss_sold_date_sk = d_date_sk AND ss_store_sk = s_store_sk AND ss_hdemo_sk = hd_demo_sk AND d_dom BETWEEN 1 AND 2
      AND (hd_buy_potential = '>10000' OR hd_buy_potential = 'Unknown') AND hd_vehicle_count > 0
      AND CASE WHEN hd_vehicle_count > 0 THEN hd_dep_count * 1.0 / hd_vehicle_count ELSE NULL END > 1
      AND d_year IN (1999, 2000, 2001) AND s_county IN ('Orange County', 'Bronx County', 'Franklin Parish', 'Williamson County')
    GROUP BY ss_ticket_number, ss_customer_sk) AS baskets, customer
WHERE customer = c_customer_sk AND pieces BETWEEN 1 AND 5
ORDER BY pieces DESC, c_last_name ASC;

-- 74: customers whose payments grew faster on the web than in stores
WITH year_total AS (
    SELECT c_customer_id AS id, c_first_name AS first_name, c_last_name AS last_name, d_year AS in_year, SUM(ss_net_paid) AS total, 's' AS channel
    FROM customer JOIN store_sales ON ss_customer_sk = c_customer_sk JOIN date_dim ON d_date_sk = ss_sold_date_sk
    WHERE d_year IN (2001, 2001 + 1)
    GROUP BY c_customer_id, c_first_name, c_last_name, d_year
    UNION ALL
    SELECT c_customer_id, c_first_name, c_last_name, d_year, SUM(ws_net_paid), 'w'
    FROM customer JOIN web_sales ON ws_bill_customer_sk = c_customer_sk JOIN date_dim ON d_date_sk = ws_sold_date_sk
    WHERE d_year IN (2001, 2001 + 1)
    GROUP BY c_customer_id, c_first_name, c_last_name, d_year)
SELECT s2.id, s2.first_name, s2.last_name
FROM year_total s1, year_total s2, year_total w1, year_total w2
WHERE s2.id = s1.id AND s1.id = w2.id AND s1.id = w1.id AND s1.channel = 's' AND w1.channel = 'w' AND s2.channel = 's' AND w2.channel = 'w'
  AND s1.in_year = 2001 AND s2.in_year = 2001 + 1 AND w1.in_year = 2001 AND w2.in_year = 2001 + 1 AND s1.total > 0 AND w1.total > 0
  AND CASE WHEN w1.total > 0 THEN w2.total / w1.total ELSE NULL END > CASE WHEN s1.total > 0 THEN s2.total / s1.total ELSE NULL END
ORDER BY s2.first_name, s2.id, s2.last_name
LIMIT 100;

-- 75: lines of goods that sold fewer pieces than a year before
WITH lines_sold AS (
    SELECT d_year, i_brand_id, i_class_id, i_category_id, i_manufact_id,
        cs_quantity - COALESCE(cr_return_quantity, 0) AS pieces, cs_ext_sales_price - COALESCE(cr_return_amount, 0.0) AS amount
    FROM catalog_sales
    JOIN item ON i_item_sk = cs_item_sk
    JOIN date_dim ON d_date_sk = cs_sold_date_sk
    LEFT JOIN catalog_returns ON cs_order_number = cr_order_number AND cs_item_sk = cr_item_sk
    WHERE i_category = 'Books'
    UNION
    SELECT d_year, i_brand_id, i_class_id, i_category_id, i_manufact_id,
        ss_quantity - COALESCE(sr_return_quantity, 0), ss_ext_sales_price - COALESCE(sr_return_amt, 0.0)
    FROM store_sales
    JOIN item ON i_item_sk = ss_item_sk
    JOIN date_dim ON d_date_sk = ss_sold_date_sk
    LEFT JOIN store_returns ON ss_ticket_number = sr_ticket_number AND ss_item_sk = sr_item_sk
    WHERE i_category = 'Books'
    UNION
    SELECT d_year, i_brand_id, i_class_id, i_category_id, i_manufact_id,
        ws_quantity - COALESCE(wr_return_quantity, 0), ws_ext_sales_price - COALESCE(wr_return_amt, 0.0)
    FROM web_sales
    JOIN item ON i_item_sk = ws_item_sk
    JOIN date_dim ON d_date_sk = ws_sold_date_sk
    LEFT JOIN web_returns ON ws_order_number = wr_order_number AND ws_item_sk = wr_item_sk
    WHERE i_category = 'Books'),
yearly AS (
    SELECT d_year, i_brand_id, i_class_id, i_category_id, i_manufact_id, SUM(pieces) AS pieces, SUM(amount) AS amount
    FROM lines_sold
    GROUP BY d_year, i_brand_id, i_class_id, i_category_id, i_manufact_id)
SELECT prev.d_year AS prev_year, curr.d_year AS in_year, curr.i_brand_id, curr.i_class_id, curr.i_category_id, curr.i_manufact_id,
    prev.pieces AS prev_pieces, curr.pieces AS curr_pieces, curr.pieces - prev.pieces AS more_pieces, curr.amount - prev.amount AS more_amount
FROM yearly curr JOIN yearly prev ON prev.i_brand_id = curr.i_brand_id AND prev.i_class_id = curr.i_class_id
    AND prev.i_category_id = curr.i_category_id AND prev.i_manufact_id = curr.i_manufact_id
WHERE curr.d_year = 2002 AND prev.d_year = 2002 - 1 AND CAST(curr.pieces AS DECIMAL(17, 2)) / CAST(prev.pieces AS DECIMAL(17, 2)) < 0.9
ORDER BY more_pieces, more_amount
LIMIT 100;
