//! The vocabulary: numbers, periods, what may happen to a certificate, and what a desk is told.
