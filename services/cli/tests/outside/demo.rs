//! The demo from beginning to end, and every answer of it found again.

use crate::support::{run, word};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_tells_its_story_twice_in_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data = word(&folder.path().join("demo"));
    let words = ["demo", "--people", "60", "--seed", "5", "--data", &data, "--exit", "--json"];
    for _ in 0..2 {
        let ran = run(&words).await;
        assert_eq!(ran.ended, Ok(()), "{}", ran.text);
        let documents = ran.documents();
        let scenes: Vec<&Value> =
            documents.iter().filter(|document| !document["scene"].is_null()).collect();
        assert_eq!(scenes.len(), 11);
        assert!(scenes.iter().all(|scene| {
            scene["told"]["stream"].as_str().is_some_and(|stream| stream.starts_with("checkin-"))
        }));
        let refused =
            documents.iter().find(|document| !document["another_facility"].is_null()).unwrap();
        assert_eq!(refused["another_facility"]["error"]["exit_code"], 1);
    }
    let verified = run(&["verify", "--data", &format!("{data}/data")]).await;
    assert_eq!(verified.ended, Ok(()), "{}", verified.text);
}
