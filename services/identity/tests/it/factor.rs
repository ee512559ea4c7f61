//! The second factor, on both databases.

use super::{EMAIL, PASSWORD, Stage, login, session_of, with_owner};
use awaz_core::Code;
use awaz_testkit::{Answer, Engine};
use aws_lc_rs::hmac;
use chrono::TimeDelta;
use serde_json::{Value, json};

/// What an app shows: RFC 6238 written once more, so that ours is not its own judge.
fn app_shows(secret: &str, now_s: i64) -> String {
    let value = |letter| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).expect("base32");
    let bits: Vec<String> = secret.chars().map(|letter| format!("{:05b}", value(letter))).collect();
    let (bits, mut bytes) = (bits.concat(), Vec::new());
    for chunk in bits.as_bytes().chunks_exact(8) {
        let text = std::str::from_utf8(chunk).expect("digits");
        bytes.push(u8::from_str_radix(text, 2).expect("binary"));
    }
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes);
    let tag = hmac::sign(&key, &(now_s / 30).to_be_bytes());
    let at = usize::from(tag.as_ref()[19] & 15);
    let four: [u8; 4] = tag.as_ref()[at..at + 4].try_into().expect("four bytes");
    format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
}

impl Stage {
    fn now_s(&self) -> i64 {
        self.bench.ctx.clock.now_ms() / 1000
    }

    fn next_code(&self, secret: &str) -> String {
        self.bench.clock.advance(TimeDelta::seconds(30));
        app_shows(secret, self.now_s())
    }

    async fn login_with(&self, code: Option<&str>) -> Answer {
        let mut body = login(EMAIL, PASSWORD);
        if let Some(code) = code {
            body["code"] = json!(code);
        }
        self.client.post("/api/v1/auth/login", &body).send().await
    }

    async fn mine(&self, session: &str, path: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/me/{path}");
        self.client.post(&path, body).cookie(session).send().await
    }

    /// Turns the factor on; returns the session, the secret and the recovery codes.
    async fn with_factor(&self) -> (String, String, Vec<String>) {
        let answer = self.login_with(None).await.is(200);
        let session = session_of(answer.header("set-cookie")).to_owned();
        let begun: Value = self
            .mine(&session, "second-factor", &json!({"password": PASSWORD}))
            .await
            .is(201)
            .ok();
        let secret = begun["secret"].as_str().expect("a secret").to_owned();
        assert!(begun["picture"].as_str().is_some_and(|svg| svg.contains("<svg")));
        let code = json!({"code": app_shows(&secret, self.now_s())});
        let on: Value = self.mine(&session, "second-factor/confirm", &code).await.is(200).ok();
        let codes = on["recovery_codes"].as_array().expect("codes").iter();
        let codes = codes.map(|code| code.as_str().expect("text").to_owned()).collect();
        (session, secret, codes)
    }
}

#[tokio::test]
async fn the_code_is_asked_for_after_the_password_and_is_good_once() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let (_, secret, _) = stage.with_factor().await;
        let asked = stage.login_with(None).await.problem(Code::Unauthenticated);
        assert_eq!(asked.fields[0].field, "/code");
        let first = app_shows(&secret, stage.now_s());
        stage.login_with(Some(&first)).await.problem(Code::Unauthenticated);
        let code = stage.next_code(&secret);
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        stage.login_with(Some(&spaced)).await.is(200);
        stage.login_with(Some(&code)).await.problem(Code::Unauthenticated);
        let wrong = json!({"identifier": EMAIL, "password": "wrong", "code": stage.next_code(&secret)});
        let wrong = stage.client.post("/api/v1/auth/login", &wrong).send().await;
        assert!(
            wrong.problem(Code::Unauthenticated).fields.is_empty(),
            "a wrong password says nothing of codes"
        );
    }
}

#[tokio::test]
async fn of_sixty_four_who_bring_one_code_one_comes_in() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let (_, secret, recovery) = stage.with_factor().await;
        let user = stage.accounts.by_email(EMAIL).await.expect("they are there");
        for code in [stage.next_code(&secret), recovery[0].clone()] {
            let calls = (0..64).map(|_| stage.accounts.require_code(user.id, Some(&code), Code::Forbidden));
            let answers = futures::future::join_all(calls).await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{code}");
            stage.bench.clock.advance(TimeDelta::minutes(16));
        }
    }
}

#[tokio::test]
async fn recovery_codes_stand_in_once_and_wrong_codes_are_held_back() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let (session, secret, recovery) = stage.with_factor().await;
        assert_eq!(recovery.len(), 10);
        stage.login_with(Some(&recovery[0])).await.is(200);
        stage
            .login_with(Some(&recovery[0]))
            .await
            .problem(Code::Unauthenticated);
        let call = stage.client.get("/api/v1/me/second-factor").cookie(&session);
        let state: Value = call.send().await.ok();
        assert_eq!(
            (&state["is_on"], &state["recovery_codes_left"]),
            (&json!(true), &json!(9))
        );
        for _ in 0..4 {
            stage.login_with(Some("000000")).await.problem(Code::Unauthenticated);
        }
        let good = stage.next_code(&secret);
        stage.login_with(Some(&good)).await.problem(Code::TooMany);
        stage.bench.clock.advance(TimeDelta::minutes(16));
        stage.login_with(Some(&stage.next_code(&secret))).await.is(200);
    }
}

#[tokio::test]
async fn keys_and_turning_it_off_need_a_code() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let (session, secret, recovery) = stage.with_factor().await;
        let key = json!({"name": "panel"});
        stage.mine(&session, "keys", &key).await.problem(Code::Forbidden);
        let key = json!({"name": "panel", "code": stage.next_code(&secret)});
        stage.mine(&session, "keys", &key).await.is(201);
        let again = json!({"password": PASSWORD});
        stage
            .mine(&session, "second-factor", &again)
            .await
            .problem(Code::Conflict);
        let off = |password: &str, code: &str| json!({"password": password, "code": code});
        let code = stage.next_code(&secret);
        stage
            .mine(&session, "second-factor/off", &off("wrong", &code))
            .await
            .problem(Code::Forbidden);
        stage
            .mine(&session, "second-factor/off", &off(PASSWORD, ""))
            .await
            .problem(Code::Forbidden);
        stage
            .mine(&session, "second-factor/off", &off(PASSWORD, &recovery[3]))
            .await
            .is(204);
        stage.login_with(None).await.is(200);
        let (_, _, _) = stage.with_factor().await;
        stage.accounts.forget_factor(EMAIL).await.expect("they are there");
        stage.login_with(None).await.is(200);
    }
}

#[tokio::test]
async fn a_factor_that_was_never_confirmed_keeps_nobody_out() {
    let stage = with_owner(Engine::Sqlite).await;
    let answer = stage.login_with(None).await.is(200);
    let session = session_of(answer.header("set-cookie")).to_owned();
    stage
        .mine(&session, "second-factor", &json!({"password": "wrong"}))
        .await
        .problem(Code::Forbidden);
    stage
        .mine(&session, "second-factor/confirm", &json!({"code": "123456"}))
        .await
        .problem(Code::Conflict);
    stage
        .mine(&session, "second-factor", &json!({"password": PASSWORD}))
        .await
        .is(201);
    for code in [json!(123_456), json!(null), json!(["1"])] {
        stage
            .mine(&session, "second-factor/confirm", &json!({"code": code}))
            .await
            .problem(Code::Invalid);
    }
    for code in ["", "%", "1' OR '1'='1", "\u{0}", &"9".repeat(100_000)] {
        stage
            .mine(&session, "second-factor/confirm", &json!({"code": code}))
            .await
            .problem(Code::Forbidden);
    }
    stage.login_with(None).await.is(200);
}
