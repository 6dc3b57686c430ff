//! The command `pmh`: files in, files out, demo, synthetic people.
