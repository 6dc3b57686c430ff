//! Protobuf on one side, domain on the other.
