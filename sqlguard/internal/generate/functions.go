package main

import (
	"database/sql"
	"regexp"
	"slices"
	"strings"
)

// postgresPlain selects the names of which every function is immutable or
// stable, takes and returns values that a query can hold, and is no part of
// the inside of a type, an operator, an index or an aggregate.
const postgresPlain = `
SELECT proname FROM pg_proc p
WHERE pronamespace = 'pg_catalog'::regnamespace
GROUP BY proname
HAVING bool_and(provolatile IN ('i', 's'))
AND bool_or(
	prorettype NOT IN ('internal'::regtype, 'cstring'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
	AND NOT EXISTS (SELECT 1 FROM unnest(proargtypes) a WHERE a IN ('internal'::regtype, 'cstring'::regtype))
	AND coalesce(obj_description(p.oid, 'pg_proc'), '') !~ '^(implementation of|I/O|less-equal-greater|hash|internal|aggregate (transition|final|serial|deserial|combine)|.*(support|combine|transition|typmod|validate|equal image))'
	AND proname !~ '(_accum|_accum_inv|_combine|_statefunc|typmodin|_larger|_smaller|larger|smaller|_send|send|cmp|_canonical|_subdiff|_transfn|_validator|_sum|_hash|_extended|pattern_..)$|^(hash|bt(?!rim)|gin_|gist_|spg_|brin_|int[248]_?(avg|inc|dec|sum)|float[48]_)')
ORDER BY 1`

// postgresDenied are the functions that the rule above lets through although
// they show the server, its settings or its catalogs, run text as SQL, take part
// in access control, or make a gigabyte of one number.
var postgresDenied = regexp.MustCompile(`^(pg_.*|has_.*_privilege|.*to_xml.*|.*_xmlschema|xml.*|xpath.*|txid_.*|inet_(server|client)_.*|to_reg.*|reg.*class|acl.*|makeaclitem|` +
	`current_setting|current_schemas|current_database|current_user|session_user|getpgusername|getdatabaseencoding|version|.*_description|row_security_active|` +
	`ts_stat|ts_rewrite|ts_debug|ts_parse|ts_token_type|ts_lexize|querytree|array_fill|factorial|satisfies_hash_partition|mxid_age|cursor_to_.*|` +
	`regclass|popen|pclose|fmgr_.*|cash_words|format_type|get_current_ts_config|broadcast|oidvectortypes|unique_key_recheck|current_schema|xid8?|binary_upgrade.*)$`)

// postgresAlso are functions that are volatile, or that the rule takes for the
// inside of an operator, and change and show nothing.
var postgresAlso = strings.Fields(`random clock_timestamp timeofday gen_random_uuid statement_timestamp starts_with sum
	pg_typeof pg_size_pretty pg_size_bytes pg_column_size pg_client_encoding pg_collation_for
	coalesce nullif greatest least grouping overlaps like notlike
	localtime localtimestamp current_date current_time current_timestamp substring position overlay trim normalize extract
	range_agg range_intersect_agg convert_to convert_from array_cat`)

func postgresFunctions(db *sql.DB) []list {
	functions := column(db, postgresPlain)
	functions = slices.DeleteFunc(functions, func(f string) bool { return postgresDenied.MatchString(f) })
	functions = sorted(append(functions, postgresAlso...))
	return []list{
		{"postgresFunctionList", "postgresFunctionList holds the functions of pg_catalog that compute a value from their arguments.", functions},
		{"postgresOperatorList", "postgresOperatorList holds the operators of pg_catalog whose functions are not volatile.", column(db, `
			SELECT oprname FROM pg_operator o JOIN pg_proc p ON p.oid = oprcode WHERE oprnamespace = 'pg_catalog'::regnamespace
			GROUP BY 1 HAVING bool_and(provolatile <> 'v') ORDER BY 1`)},
		{"postgresTypeList", "postgresTypeList holds the types of pg_catalog but for those that look up the catalog, and xml.", column(db, `
			SELECT typname FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype IN ('b', 'r', 'm')
			AND typname !~ '^(_|reg|pg_)' AND typname NOT IN ('xml', 'aclitem', 'refcursor', 'gtsvector') ORDER BY 1`)},
	}
}

func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// mysqlDenied are the functions that read files, wait, lock, change the session
// or a sequence, run text as XPath with errors that show data, or show the
// server and the account.
var mysqlDenied = regexp.MustCompile(`^(load_file|sleep|benchmark|get_lock|release_.*|is_free_lock|is_used_lock|master_.*|wsrep_.*|binlog_.*|` +
	`uuid_short|last_insert_id|lastval|nextval|setval|extractvalue|updatexml|user|current_user|current_role|session_user|system_user|version|` +
	`database|schema|schemas|connection_id|found_rows|row_count|name_const|decode_histogram|des_.*|encrypt|old_password|password|random_bytes|` +
	`column_.*|concat_operator_oracle|decode_oracle|.*_oracle|sys_guid|set|values|default|exists)$`)

// mysqlAlso are functions that MariaDB's own list misses, and those of MySQL 8.
var mysqlAlso = strings.Fields(`if interval left right insert replace repeat reverse char ascii bit_count truncate date time timestamp year month day hour minute
	second microsecond week quarter adddate subdate date_add date_sub timestampadd timestampdiff utc_date utc_time utc_timestamp current_date current_time
	current_timestamp localtime localtimestamp get_format substring mid position trim charset collation coercibility
	weight_string convert row_number any_value regexp_like regexp_instr regexp_substr regexp_replace bin_to_uuid uuid_to_bin is_uuid json_overlaps json_storage_size
	json_table json_value json_schema_valid json_pretty grouping match avg to_base64 from_base64 sha1 sha2
	st_distance_sphere st_x st_y st_distance st_contains st_within st_intersects st_astext st_geomfromtext st_srid st_area
	st_length point linestring polygon`)

func mysqlFunctions(db *sql.DB) []list {
	functions := column(db, "SELECT lower(function) FROM information_schema.sql_functions ORDER BY 1")
	functions = append(functions, mysqlAlso...)
	functions = slices.DeleteFunc(functions, func(f string) bool { return mysqlDenied.MatchString(f) })
	return []list{{"mysqlFunctionList", "mysqlFunctionList holds the functions of MariaDB and MySQL that compute a value from their arguments.", sorted(functions)}}
}
