//! Tokens of native clients, over the API and on both databases.

use super::{EMAIL, PASSWORD, Stage, with_owner};
use awaz_core::Code;
use awaz_identity::{Accounts, Config};
use awaz_testkit::Engine;
use chrono::TimeDelta;
use serde_json::{Value, json};

async fn sign_in(stage: &Stage) -> Value {
    let body = json!({"identifier": EMAIL, "password": PASSWORD, "delivery": "body"});
    stage.client.post("/api/v1/auth/login", &body).send().await.is(200).ok()
}

async fn refresh(stage: &Stage, token: &Value) -> awaz_testkit::Answer {
    let body = json!({"refresh_token": token});
    stage.client.post("/api/v1/auth/refresh", &body).send().await
}

async fn is_in(stage: &Stage, tokens: &Value) -> bool {
    let access = tokens["access_token"].as_str().expect("a token");
    stage.client.get("/api/v1/me").bearer(access).send().await.status == 200
}

#[tokio::test]
async fn a_lost_answer_can_be_had_again_for_ten_seconds() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let first = sign_in(&stage).await;
        let second: Value = refresh(&stage, &first["refresh_token"]).await.ok();
        stage.bench.clock.advance(TimeDelta::seconds(9));
        let again: Value = refresh(&stage, &first["refresh_token"]).await.ok();
        assert_eq!(again, second, "to the letter");
        let third: Value = refresh(&stage, &second["refresh_token"]).await.ok();
        refresh(&stage, &first["refresh_token"])
            .await
            .problem(Code::Unauthenticated);
        refresh(&stage, &third["refresh_token"])
            .await
            .problem(Code::Unauthenticated);
        assert!(!is_in(&stage, &third).await, "an ancestor ended the whole sign-in");
    }
}

#[tokio::test]
async fn a_thousand_at_once_make_one_token() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let first = sign_in(&stage).await;
        let calls = (0..1000).map(|_| refresh(&stage, &first["refresh_token"]));
        let answers = futures::future::join_all(calls).await;
        let mut next: Vec<Value> = answers
            .iter()
            .filter(|answer| answer.status == 200)
            .map(|answer| answer.ok::<Value>()["refresh_token"].clone())
            .collect();
        assert!(!next.is_empty());
        next.dedup();
        assert_eq!(next.len(), 1, "{next:?}");
        refresh(&stage, &next[0]).await.is(200);
    }
}

#[tokio::test]
async fn signing_out_a_new_password_and_suspension_end_tokens_everywhere() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let far = Accounts::open(&stage.bench.ctx, Config::default()).expect("the same data folder");
        for how in ["sign out", "password", "suspend", "all others"] {
            let tokens = sign_in(&stage).await;
            let access = tokens["access_token"].as_str().expect("a token").to_owned();
            let credential = awaz_core::ports::Credential::Bearer(access.clone());
            let elsewhere = || awaz_core::ports::Directory::authenticate(&far, &credential);
            assert!(elsewhere().await.expect("it answers").is_some(), "{how}");
            match how {
                "sign out" => {
                    let call = stage.client.post("/api/v1/auth/logout", &json!({})).bearer(&access);
                    call.send().await.is(204);
                }
                "password" => {
                    let done = stage.accounts.set_password(EMAIL, PASSWORD.to_owned()).await;
                    done.expect("it is good");
                }
                "suspend" => {
                    stage.accounts.suspend(EMAIL, true).await.expect("they are there");
                    let body = json!({"identifier": EMAIL, "password": PASSWORD});
                    let kept_out = stage.client.post("/api/v1/auth/login", &body).send().await;
                    kept_out.problem(Code::Forbidden);
                    stage.accounts.suspend(EMAIL, false).await.expect("they are there");
                }
                _ => {
                    let other = sign_in(&stage).await;
                    let other = other["access_token"].as_str().expect("a token");
                    let call = stage.client.delete("/api/v1/me/sessions").bearer(other);
                    call.send().await.is(204);
                    stage.client.get("/api/v1/me").bearer(other).send().await.is(200);
                }
            }
            assert!(!is_in(&stage, &tokens).await, "{how}: at once where it was done");
            refresh(&stage, &tokens["refresh_token"])
                .await
                .problem(Code::Unauthenticated);
            stage.bench.clock.advance(TimeDelta::seconds(5));
            assert!(
                elsewhere().await.expect("it answers").is_none(),
                "{how}: in five seconds elsewhere"
            );
        }
    }
}

#[tokio::test]
async fn sign_ins_are_listed_and_ended_by_their_person_only() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let (here, there) = (sign_in(&stage).await, sign_in(&stage).await);
        let access = here["access_token"].as_str().expect("a token").to_owned();
        let listed: Value = stage
            .client
            .get("/api/v1/me/sessions")
            .bearer(&access)
            .send()
            .await
            .ok();
        let items = listed["items"].as_array().expect("a list").clone();
        assert_eq!(items.len(), 2);
        assert_eq!(items.iter().filter(|item| item["is_current"] == true).count(), 1);
        let other = items
            .iter()
            .find(|item| item["is_current"] == false)
            .expect("the other");
        let path = format!("/api/v1/me/sessions/{}", other["id"].as_str().expect("an id"));
        let stranger = awaz_identity::NewUser {
            email: "stranger@example.org".to_owned(),
            name: "Stranger".to_owned(),
            role: awaz_core::ports::Role::EndUser,
            password: "another good phrase".to_owned(),
        };
        let stranger = stage.accounts.create_user(stranger).await.expect("it is free");
        let stranger = stage.accounts.issue(&stranger, "test").await.expect("it is stored");
        let call = stage.client.delete(&path).bearer(&stranger.access);
        call.send().await.problem(Code::NotFound);
        stage.client.delete(&path).bearer(&access).send().await.is(204);
        assert!(!is_in(&stage, &there).await && is_in(&stage, &here).await);
    }
}

#[tokio::test]
async fn the_keys_are_shown_and_hostile_bodies_are_refused() {
    let stage = with_owner(Engine::Sqlite).await;
    let shown: Value = stage.client.get("/.well-known/jwks.json").send().await.ok();
    let key = &shown["keys"][0];
    assert_eq!(
        (key["kty"].as_str(), key["alg"].as_str(), key["use"].as_str()),
        (Some("RSA"), Some("RS256"), Some("sig"))
    );
    assert_eq!(key["n"].as_str().expect("a modulus").len(), 342, "2048 bits");
    assert!(key.get("d").is_none());
    for body in [
        json!({}),
        json!({"refresh_token": null}),
        json!({"refresh_token": 1}),
        json!({"refresh_token": ["a"]}),
        json!({"refresh_token": "a", "user": "admin"}),
    ] {
        stage
            .client
            .post("/api/v1/auth/refresh", &body)
            .send()
            .await
            .problem(Code::Invalid);
    }
    for token in ["", "%", "awr_", "awr_\u{0}", &"x".repeat(100_000), "' OR '1'='1"] {
        refresh(&stage, &json!(token)).await.problem(Code::Unauthenticated);
    }
}
