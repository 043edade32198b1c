package sqlguard

// The hints for statements that write.
const (
	hintWriteOnly   = "only one INSERT, UPDATE or DELETE is allowed here"
	hintNotWritten  = "the table is not one that may be written"
	hintAction      = "the table may be written, but not by this kind of statement"
	hintSets        = "a column may not be set; leave it out"
	hintTwin        = "a table of WITH, FROM or USING has the name of the table that is written; give it another one"
	hintInsertQuery = "INSERT takes VALUES here and no SELECT"
	hintNoWhere     = "UPDATE and DELETE need a WHERE that names the rows to change"
	hintAlways      = "the WHERE clause is true for every row; name the rows to change"

	hintKind        = "the table is none whose rows can be written and counted one by one"
	hintChildren    = "the table has tables that inherit from it; write UPDATE ONLY table or DELETE FROM ONLY table"
	hintTriggers    = "writing the table runs triggers or rules, which may change more than the statement says"
	hintCascades    = "the statement would change rows of other tables through foreign keys"
	hintEngineUndo  = "the table is in an engine that cannot undo a change"
	hintForeignRows = "the column that says whose a row is may not be set to this"
	hintReturned    = "the statement returns too much; nothing was changed; leave RETURNING out"
	hintUndone      = "the statement took too long; nothing was changed"
	hintUnknown     = "the connection was lost while the change was made final; it is not known whether it was made; look before you repeat it"
	hintRule        = "a value breaks a rule of the table: it must be unique, must be there, must refer to a row that exists, or must fit; nothing was changed"
)
