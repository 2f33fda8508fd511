// Rows.
