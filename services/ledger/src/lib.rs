//! Appends and reads events by stream and position: in memory, and embedded on disk.
