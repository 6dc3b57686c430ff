//! Random histories: whatever is asked, in whatever order, a simple model says the same.

use std::collections::HashMap;

use proptest::{
    collection::vec,
    prelude::{Strategy, any},
    strategy::ValueTree,
    test_runner::TestRunner,
};

use super::{append, everything, numbers, stream};
use crate::{AppendError, Direction, SharedLedger, Version};

/// Histories tried, each on streams of its own.
const HISTORIES: usize = 40;

/// The most calls of one history.
const CALLS_MAX: usize = 30;

/// An append: which of three streams, how many events it expects there, which ids.
type Call = (u8, u64, Vec<u64>);

/// Ids are few, so that repetitions and conflicts are common.
fn call() -> impl Strategy<Value = Call> {
    (0..3u8, 0..6u64, vec(0..6u64, 0..4), any::<bool>()).prop_map(|(name, standing, ids, next)| {
        // Half of the appends count on from where they begin, as honest retries do.
        let counted = (standing..).take(ids.len()).collect();
        (name, standing, if next { counted } else { ids })
    })
}

/// What a call must be answered, apart from positions.
fn model(streams: &mut HashMap<u8, Vec<u64>>, (name, standing, ids): &Call) -> Answer {
    if ids.is_empty() {
        return Err(AppendError::Empty);
    }
    if (1..ids.len()).any(|later| ids[..later].contains(&ids[later])) {
        return Err(AppendError::RepeatedId);
    }
    let recorded = streams.entry(*name).or_default();
    let first = usize::try_from(*standing).unwrap();
    let last = Version::new(standing + ids.len() as u64 - 1);
    if first == recorded.len() {
        recorded.extend(ids);
        return Ok((last, false));
    }
    if recorded.get(first..first + ids.len()) == Some(ids.as_slice()) {
        return Ok((last, true));
    }
    let current = (recorded.len() as u64).checked_sub(1).map(Version::new);
    Err(AppendError::Conflict { current })
}

type Answer = Result<(Version, bool), AppendError>;

/// Answers, streams both ways, and the order of all events agree with the model.
pub async fn random_histories_agree_with_a_simple_model(ledger: SharedLedger) {
    let mut runner = TestRunner::default();
    let mut recorded = Vec::new();
    for history in 0..HISTORIES {
        let calls = vec(call(), 1..CALLS_MAX).new_tree(&mut runner).unwrap().current();
        let mut streams = HashMap::new();
        for one in &calls {
            let name = format!("history-{history}-{}", one.0);
            let expected = model(&mut streams, one);
            if let Ok((_, false)) = expected {
                recorded.extend(&one.2);
            }
            let answer = ledger.append(append(&name, one.1, one.2.iter().copied())).await;
            let answer = answer.map(|done| (done.version, done.repeated));
            assert_eq!(answer, expected, "{one:?} in {calls:?}");
        }
        for (name, mut ids) in streams {
            let name = stream(&format!("history-{history}-{name}"));
            let read = ledger.read_stream(&name, None, Direction::Forwards, 1000).await;
            assert_eq!(numbers(&read.unwrap()), ids, "{calls:?}");
            let read = ledger.read_stream(&name, None, Direction::Backwards, 1000).await;
            ids.reverse();
            assert_eq!(numbers(&read.unwrap()), ids, "{calls:?}");
        }
    }
    assert_eq!(numbers(&everything(&ledger, 64).await), recorded);
}
