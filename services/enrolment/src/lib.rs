//! Records who takes part: bodies, their programs, facilities.
