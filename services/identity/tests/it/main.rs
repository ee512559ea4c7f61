//! Accounts, on both databases.

mod documents;
mod factor;
mod letters;
mod tokens;

use awaz_core::Code;
use awaz_core::ports::{Credential, Directory, Role};
use awaz_identity::{Accounts, Config, NewUser, Setup, service};
use awaz_store::db::Migrations;
use awaz_testkit::{Bench, Client, Engine};
use chrono::TimeDelta;
use serde_json::{Value, json};

const EMAIL: &str = "owner@example.org";
const PASSWORD: &str = "correct horse battery";

struct Stage {
    bench: Bench,
    accounts: Accounts,
    setup: Setup,
    client: Client,
}

async fn stage(engine: Engine) -> Stage {
    stage_with(engine, Config::default(), None).await
}

async fn stage_with(engine: Engine, config: Config, public_url: Option<&str>) -> Stage {
    let mut bench = Bench::bare(engine, &Migrations::new().with(awaz_identity::migrations)).await;
    bench.ctx.public_url = public_url.map(str::to_owned);
    let accounts = Accounts::open(&bench.ctx, config);
    let accounts = accounts.expect("the pepper can be made");
    let setup = Setup::open(accounts.clone()).await.expect("the database answers");
    let service = service(&bench.ctx, &accounts, &setup);
    let client = bench.client(service.router);
    Stage {
        bench,
        accounts,
        setup,
        client,
    }
}

async fn with_owner(engine: Engine) -> Stage {
    let stage = stage(engine).await;
    let owner = NewUser {
        email: EMAIL.to_owned(),
        name: "Owner".to_owned(),
        role: Role::StationOwner,
        password: PASSWORD.to_owned(),
    };
    stage.accounts.create_user(owner).await.expect("nobody is there yet");
    stage
}

fn login(identifier: &str, password: &str) -> Value {
    json!({"identifier": identifier, "password": password})
}

fn session_of(cookie: &str) -> &str {
    cookie
        .trim_start_matches("awaz_sid=")
        .split(';')
        .next()
        .unwrap_or_default()
}

#[tokio::test]
async fn a_browser_signs_in_and_out() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        stage
            .client
            .get("/api/v1/me")
            .send()
            .await
            .problem(Code::Unauthenticated);
        let answer = stage
            .client
            .post("/api/v1/auth/login", &login(" Owner@Example.org", PASSWORD))
            .send()
            .await
            .is(200);
        let cookie = answer.header("set-cookie").to_owned();
        for part in ["awaz_sid=", "HttpOnly", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let session = session_of(&cookie);
        let me: Value = stage.client.get("/api/v1/me").cookie(session).send().await.ok();
        assert_eq!(
            (me["email"].as_str(), me["role"].as_str()),
            (Some(EMAIL), Some("station_owner"))
        );
        let call = stage.client.post("/api/v1/auth/logout", &json!({})).cookie(session);
        assert!(call.send().await.is(204).header("set-cookie").contains("Max-Age=0"));
        stage
            .client
            .get("/api/v1/me")
            .cookie(session)
            .send()
            .await
            .problem(Code::Unauthenticated);
    }
}

#[tokio::test]
async fn wrong_unknown_and_empty_get_the_same_answer() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let mut bodies = Vec::new();
        for (identifier, password) in [
            (EMAIL, "wrong"),
            ("nobody@example.org", PASSWORD),
            ("nobody@example.org", ""),
            (EMAIL, ""),
            ("%", "x"),
            ("", ""),
        ] {
            let answer = stage
                .client
                .post("/api/v1/auth/login", &login(identifier, password))
                .send()
                .await;
            bodies.push(answer.problem(Code::Unauthenticated).detail);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
    }
}

#[tokio::test]
async fn a_flood_of_wrong_passwords_is_held_back_and_the_owner_comes_in_later() {
    let stage = with_owner(Engine::Sqlite).await;
    for _ in 0..10 {
        stage
            .client
            .post("/api/v1/auth/login", &login(EMAIL, "wrong"))
            .send()
            .await
            .is(401);
    }
    let held = stage
        .client
        .post("/api/v1/auth/login", &login(EMAIL, PASSWORD))
        .send()
        .await;
    held.problem(Code::TooMany);
    assert!(
        held.header("retry-after")
            .parse::<u32>()
            .is_ok_and(|seconds| seconds > 60)
    );
    stage.bench.clock.advance(TimeDelta::minutes(16));
    stage
        .client
        .post("/api/v1/auth/login", &login(EMAIL, PASSWORD))
        .send()
        .await
        .is(200);
}

#[tokio::test]
async fn sessions_end_when_they_are_not_used_and_when_the_password_changes() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let user = stage.accounts.by_email(EMAIL).await.expect("they are there");
        let signed_in = stage
            .accounts
            .sign_in(user.clone(), "test")
            .await
            .expect("it is stored");
        let credential = Credential::Session(signed_in.session);
        stage.bench.clock.advance(TimeDelta::days(29));
        assert!(
            stage
                .accounts
                .authenticate(&credential)
                .await
                .expect("it answers")
                .is_some()
        );
        stage.bench.clock.advance(TimeDelta::days(29));
        assert!(
            stage
                .accounts
                .authenticate(&credential)
                .await
                .expect("it answers")
                .is_some(),
            "use keeps it alive"
        );
        stage.bench.clock.advance(TimeDelta::days(31));
        assert!(
            stage
                .accounts
                .authenticate(&credential)
                .await
                .expect("it answers")
                .is_none()
        );
        assert_eq!(stage.accounts.sweep().await, Ok(1));
        let fresh = stage.accounts.sign_in(user, "test").await.expect("it is stored");
        stage
            .accounts
            .set_password(EMAIL, "another password".to_owned())
            .await
            .expect("it is good");
        let credential = Credential::Session(fresh.session);
        assert!(
            stage
                .accounts
                .authenticate(&credential)
                .await
                .expect("it answers")
                .is_none()
        );
    }
}

#[tokio::test]
async fn refresh_tokens_are_good_once_and_reuse_ends_the_family() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let body = json!({"identifier": EMAIL, "password": PASSWORD, "delivery": "body"});
        let first: Value = stage.client.post("/api/v1/auth/login", &body).send().await.ok();
        let refresh = |token: &Value| json!({"refresh_token": token});
        let second: Value = stage
            .client
            .post("/api/v1/auth/refresh", &refresh(&first["refresh_token"]))
            .send()
            .await
            .ok();
        stage.bench.clock.advance(TimeDelta::seconds(11));
        let access = second["access_token"].as_str().expect("a token").to_owned();
        stage.client.get("/api/v1/me").bearer(&access).send().await.is(200);
        stage
            .client
            .post("/api/v1/auth/refresh", &refresh(&first["refresh_token"]))
            .send()
            .await
            .problem(Code::Unauthenticated);
        stage
            .client
            .get("/api/v1/me")
            .bearer(&access)
            .send()
            .await
            .problem(Code::Unauthenticated);
        stage
            .client
            .post("/api/v1/auth/refresh", &refresh(&second["refresh_token"]))
            .send()
            .await
            .problem(Code::Unauthenticated);
    }
}

async fn make_key(stage: &Stage) -> (String, Value) {
    let user = stage.accounts.by_email(EMAIL).await.expect("they are there");
    let signed_in = stage.accounts.sign_in(user, "test").await;
    let session = signed_in.expect("it is stored").session;
    let new = json!({"name": "panel", "scopes": ["station:admin"], "expires_in_days": 10});
    let call = stage.client.post("/api/v1/me/keys", &new).cookie(&session);
    let made = call.send().await.is(201).ok();
    (session, made)
}

#[tokio::test]
async fn api_keys_have_scopes_and_make_no_keys() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let (_, made) = make_key(&stage).await;
        let token = made["token"].as_str().expect("it is shown once").to_owned();
        assert!(token.starts_with("awz_"));
        let listed = stage.client.get("/api/v1/me/keys").bearer(&token).send().await;
        let listed = listed.is(200).text();
        assert!(listed.contains("panel") && !listed.contains(&token), "{listed}");
        let another = json!({"name": "another"});
        let call = stage.client.post("/api/v1/me/keys", &another).bearer(&token);
        call.send().await.problem(Code::Forbidden);
        let path = format!("/api/v1/me/keys/{}", made["id"].as_str().expect("an id"));
        let call = stage.client.delete(&path).bearer(&token);
        call.send().await.problem(Code::Forbidden);
        let principal = stage
            .accounts
            .authenticate(&Credential::Bearer(token))
            .await
            .expect("it answers");
        let principal = principal.expect("the key is good");
        assert!(principal.may("station:admin") && !principal.may("user:admin"));
    }
}

#[tokio::test]
async fn api_keys_expire_and_are_deleted() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let (session, made) = make_key(&stage).await;
        let token = made["token"].as_str().expect("it is shown once").to_owned();
        stage.bench.clock.advance(TimeDelta::days(11));
        let call = stage.client.get("/api/v1/me").bearer(&token);
        call.send().await.problem(Code::Unauthenticated);
        let path = format!("/api/v1/me/keys/{}", made["id"].as_str().expect("an id"));
        stage.client.delete(&path).cookie(&session).send().await.is(204);
        let again = stage.client.delete(&path).cookie(&session).send().await;
        again.problem(Code::NotFound);
    }
}

#[tokio::test]
async fn the_first_owner_needs_the_code_of_the_terminal() {
    for engine in Engine::ALL {
        let stage = stage(engine).await;
        let needed: Value = stage.client.get("/api/v1/setup").send().await.ok();
        assert_eq!(needed["needed"], true);
        let code = stage.setup.code().expect("nobody owns it yet");
        let claim = |code: String| stage.setup.claim_for_test(code);
        assert_eq!(
            claim("wrong".to_owned()).await.expect_err("it is wrong").code,
            Code::Forbidden
        );
        let owner = claim(code.clone()).await.expect("it is right");
        assert_eq!(owner.role, Role::Admin);
        assert_eq!(claim(code).await.expect_err("the door is closed").code, Code::Forbidden);
        let needed: Value = stage.client.get("/api/v1/setup").send().await.ok();
        assert_eq!(needed["needed"], false);
    }
}

trait Claim {
    async fn claim_for_test(&self, code: String) -> awaz_core::Result<awaz_identity::User>;
}

impl Claim for Setup {
    async fn claim_for_test(&self, code: String) -> awaz_core::Result<awaz_identity::User> {
        self.claim(&code, EMAIL.to_owned(), PASSWORD.to_owned(), "Owner".to_owned())
            .await
    }
}
