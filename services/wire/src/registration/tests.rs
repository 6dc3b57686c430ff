//! Rows of uploads, as tables.
