//! The hub from outside: scenarios, contract, faults.
