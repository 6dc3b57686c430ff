//! What a host calls: ask for room, write the request there, calculate, read the answer.
//!
//! ```js
//! const at = pmh_request(bytes.length);                 // 0: too long
//! new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
//! const length = pmh_calculate();
//! const answer = new Uint8Array(memory.buffer, pmh_answer(), length);
//! ```
//!
//! Request and answer are UTF-8. The host takes `memory.buffer` anew after each call, which may have made it grow.

use std::{cell::RefCell, ptr};

use crate::{REQUEST_BYTES_MAX, calculate};

thread_local! {
    static REQUEST: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Makes room for a request of so many bytes and says where; null above [`REQUEST_BYTES_MAX`]. The room is the host's
/// until it calculates.
#[expect(unsafe_code, reason = "exports the name; no other item of the program has it")]
#[unsafe(no_mangle)]
pub extern "C" fn pmh_request(bytes: usize) -> *mut u8 {
    if bytes > REQUEST_BYTES_MAX {
        return ptr::null_mut();
    }
    REQUEST.with_borrow_mut(|request| {
        request.clear();
        request.resize(bytes, 0);
        request.as_mut_ptr()
    })
}

/// Answers the request that was written and says how many bytes the answer has.
#[expect(unsafe_code, reason = "exports the name; no other item of the program has it")]
#[unsafe(no_mangle)]
pub extern "C" fn pmh_calculate() -> usize {
    let answer = REQUEST.with_borrow(|request| calculate(request));
    let bytes = answer.len();
    ANSWER.set(answer);
    bytes
}

/// Says where the last answer is. It stays there until the next calculation.
#[expect(unsafe_code, reason = "exports the name; no other item of the program has it")]
#[unsafe(no_mangle)]
pub extern "C" fn pmh_answer() -> *const u8 {
    ANSWER.with_borrow(|answer| answer.as_ptr())
}
