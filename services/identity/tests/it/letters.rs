//! Signing up, forgetting a password, changing an address: with letters and without.

use super::{EMAIL, PASSWORD, Stage, login, stage_with, with_owner};
use awaz_core::Code;
use awaz_core::ports::Role;
use awaz_identity::{Config, MailConfig, NewUser, SignUp};
use awaz_store::jobs::Runner;
use awaz_testkit::{Answer, Engine};
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::net::IpAddr;

const NEW: &str = "samina@example.org";
const PHRASE: &str = "چار سمتوں کی ہوا";
const PUBLIC: &str = "https://radio.example";

fn with_mail() -> Config {
    Config {
        mail: MailConfig {
            url: "file:mail".to_owned(),
            from: "Radio Mehfil <radio@radio.example>".to_owned(),
        },
        ..Config::default()
    }
}

async fn posted(engine: Engine) -> Stage {
    let stage = stage_with(engine, with_mail(), Some(PUBLIC)).await;
    let owner = NewUser {
        email: EMAIL.to_owned(),
        name: "Owner".to_owned(),
        role: Role::StationOwner,
        password: PASSWORD.to_owned(),
    };
    stage.accounts.create_user(owner).await.expect("nobody is there yet");
    stage
}

impl Stage {
    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.client.post(path, body).send().await
    }

    async fn register(&self, email: &str) -> Answer {
        let body = json!({"email": email, "password": PHRASE, "name": "ثمینہ", "language": "ur"});
        self.post("/api/v1/auth/register", &body).await
    }

    /// Runs the jobs and returns the letters that were sent by them, oldest first.
    async fn letters(&self) -> Vec<String> {
        let ctx = &self.bench.ctx;
        let runner = Runner::new(
            ctx.db.clone(),
            ctx.clock.clone(),
            "test",
            awaz_identity::jobs(&self.accounts),
        );
        runner.run_due().await.expect("the database answers");
        let Ok(folder) = std::fs::read_dir(self.bench.folder().join("mail")) else {
            return Vec::new();
        };
        let mut files: Vec<_> = folder.map(|file| file.expect("readable").path()).collect();
        files.sort();
        let letters = files
            .iter()
            .map(|path| std::fs::read_to_string(path).expect("text"))
            .collect();
        for path in &files {
            std::fs::remove_file(path).expect("ours");
        }
        letters
    }

    async fn sign_in(&self, email: &str, password: &str) -> String {
        let answer = self.post("/api/v1/auth/login", &login(email, password)).await.is(200);
        super::session_of(answer.header("set-cookie")).to_owned()
    }
}

/// The link of a letter, whose body may be quoted-printable or base64.
fn link(letter: &str) -> String {
    let (head, body) = letter.split_once("\r\n\r\n").expect("head and body");
    let encoding = head
        .lines()
        .find_map(|line| line.strip_prefix("Content-Transfer-Encoding: "));
    let text = match encoding {
        Some("base64") => {
            use base64::Engine as _;
            let joined: String = body.split_whitespace().collect();
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(joined)
                .expect("base64");
            String::from_utf8(bytes).expect("UTF-8")
        }
        _ => body.replace("=\r\n", "").replace("=3D", "="),
    };
    let found = text.lines().find(|line| line.starts_with("http"));
    found.expect("a link of its own line").trim().to_owned()
}

fn secret(letter: &str, page: &str) -> String {
    let link = link(letter);
    let (address, secret) = link.split_once('#').expect("behind the #");
    assert_eq!(address, format!("{PUBLIC}/{page}"));
    secret.to_owned()
}

#[tokio::test]
async fn an_account_begins_when_its_letter_is_opened() {
    for engine in Engine::ALL {
        let stage = posted(engine).await;
        let answer: Value = stage.register(NEW).await.is(202).ok();
        assert_eq!(answer["next"], "mail");
        stage
            .post("/api/v1/auth/login", &login(NEW, PHRASE))
            .await
            .problem(Code::Unauthenticated);
        let letters = stage.letters().await;
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains(&format!("To: {NEW}")), "{}", letters[0]);
        let token = secret(&letters[0], "confirm");
        let user: Value = stage
            .post("/api/v1/auth/confirm", &json!({"token": token}))
            .await
            .is(201)
            .ok();
        assert_eq!(
            (user["email"].as_str(), user["role"].as_str(), user["name"].as_str()),
            (Some(NEW), Some("end_user"), Some("ثمینہ"))
        );
        stage
            .post("/api/v1/auth/confirm", &json!({"token": token}))
            .await
            .problem(Code::Invalid);
        stage.sign_in(NEW, PHRASE).await;
    }
}

#[tokio::test]
async fn whether_an_address_has_an_account_is_told_to_its_owner_only() {
    for engine in Engine::ALL {
        let stage = posted(engine).await;
        let (known, unknown) = (stage.register(EMAIL).await, stage.register(NEW).await);
        assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
        let letters = stage.letters().await;
        assert_eq!(letters.len(), 2);
        let to_owner = letters
            .iter()
            .find(|letter| letter.contains(EMAIL))
            .expect("they are told");
        assert_eq!(link(to_owner), format!("{PUBLIC}/forgot-password"));
        stage.sign_in(EMAIL, PASSWORD).await;
        let forgot = |email: &str| json!({"email": email});
        let known = stage.post("/api/v1/auth/forgot", &forgot(EMAIL)).await;
        let unknown = stage.post("/api/v1/auth/forgot", &forgot("nobody@example.org")).await;
        assert_eq!((known.status.as_u16(), known.text()), (202, unknown.text()));
        assert_eq!(stage.letters().await.len(), 1);
    }
}

#[tokio::test]
async fn the_last_to_sign_up_before_the_letter_is_opened_has_the_account() {
    let stage = posted(Engine::Sqlite).await;
    stage.register(NEW).await.is(202);
    let first = secret(&stage.letters().await[0], "confirm");
    let body = json!({"email": NEW, "password": "the owner of the address"});
    stage.post("/api/v1/auth/register", &body).await.is(202);
    let second = secret(&stage.letters().await[0], "confirm");
    stage
        .post("/api/v1/auth/confirm", &json!({"token": first}))
        .await
        .problem(Code::Invalid);
    stage
        .post("/api/v1/auth/confirm", &json!({"token": second}))
        .await
        .is(201);
    stage.sign_in(NEW, "the owner of the address").await;
}

#[tokio::test]
async fn a_forgotten_password_is_set_once_and_ends_every_sign_in() {
    for engine in Engine::ALL {
        let stage = posted(engine).await;
        let session = stage.sign_in(EMAIL, PASSWORD).await;
        let asked = stage.client.post(
            "/api/v1/auth/forgot",
            &json!({"email": "OWNER@example.org", "language": "en"}),
        );
        asked.header("x-forwarded-host", "evil.example").send().await.is(202);
        let letters = stage.letters().await;
        assert!(!letters[0].contains("evil.example"));
        let token = secret(&letters[0], "reset-password");
        let weak = json!({"token": token, "password": "password123"});
        stage.post("/api/v1/auth/reset", &weak).await.problem(Code::Invalid);
        let good = json!({"token": token, "password": "a phrase of four words"});
        let calls = (0..16).map(|_| stage.post("/api/v1/auth/reset", &good));
        let done = futures::future::join_all(calls).await;
        assert_eq!(
            done.iter().filter(|answer| answer.status == 204).count(),
            1,
            "one winner"
        );
        stage
            .client
            .get("/api/v1/me")
            .cookie(&session)
            .send()
            .await
            .problem(Code::Unauthenticated);
        stage.sign_in(EMAIL, "a phrase of four words").await;
        assert_eq!(stage.letters().await.len(), 1, "the owner is told");
    }
}

#[tokio::test]
async fn links_grow_old() {
    let stage = posted(Engine::Sqlite).await;
    stage
        .post("/api/v1/auth/forgot", &json!({"email": EMAIL}))
        .await
        .is(202);
    let token = secret(&stage.letters().await[0], "reset-password");
    stage.bench.clock.advance(TimeDelta::minutes(61));
    let body = json!({"token": token, "password": "a phrase of four words"});
    stage.post("/api/v1/auth/reset", &body).await.problem(Code::Invalid);
    stage.register(NEW).await.is(202);
    let token = secret(&stage.letters().await[0], "confirm");
    stage
        .post("/api/v1/auth/reset", &json!({"token": token, "password": PHRASE}))
        .await
        .problem(Code::Invalid);
    stage.bench.clock.advance(TimeDelta::hours(25));
    stage
        .post("/api/v1/auth/confirm", &json!({"token": token}))
        .await
        .problem(Code::Invalid);
}

#[tokio::test]
async fn an_address_changes_when_the_new_one_is_proved_and_the_old_one_is_told() {
    for engine in Engine::ALL {
        let stage = posted(engine).await;
        let session = stage.sign_in(EMAIL, PASSWORD).await;
        let ask = |password: &str| {
            let body = json!({"email": NEW, "password": password});
            stage.client.post("/api/v1/me/email", &body).cookie(&session)
        };
        ask("wrong").send().await.problem(Code::Forbidden);
        ask(PASSWORD).send().await.is(202);
        stage.sign_in(EMAIL, PASSWORD).await;
        let letters = stage.letters().await;
        assert!(letters.len() == 1 && letters[0].contains(&format!("To: {NEW}")));
        let token = secret(&letters[0], "confirm-address");
        let user: Value = stage
            .post("/api/v1/auth/confirm-address", &json!({"token": token}))
            .await
            .ok();
        assert_eq!(user["email"], NEW);
        let told = stage.letters().await;
        assert!(told.len() == 1 && told[0].contains(&format!("To: {EMAIL}")));
        stage
            .post("/api/v1/auth/login", &login(EMAIL, PASSWORD))
            .await
            .problem(Code::Unauthenticated);
        stage.sign_in(NEW, PASSWORD).await;
    }
}

#[tokio::test]
async fn without_mail_an_account_is_there_at_once_and_nothing_else_is_promised() {
    for engine in Engine::ALL {
        let stage = with_owner(engine).await;
        let options: Value = stage.client.get("/api/v1/auth/options").send().await.ok();
        assert_eq!(options, json!({"sign_up": true, "mail": false}));
        let (new, known) = (stage.register(NEW).await, stage.register(EMAIL).await);
        assert_eq!((new.status.as_u16(), new.text()), (202, known.text()));
        let session = stage.sign_in(NEW, PHRASE).await;
        stage.sign_in(EMAIL, PASSWORD).await;
        stage
            .post("/api/v1/auth/forgot", &json!({"email": NEW}))
            .await
            .problem(Code::Unsupported);
        let call = stage
            .client
            .patch("/api/v1/me", &json!({"name": " Samina\u{202e} P. "}))
            .cookie(&session);
        let user: Value = call.send().await.ok();
        assert_eq!(user["name"], "Samina P.");
        let body = json!({"current": PHRASE, "new": "another good phrase"});
        let other = stage.sign_in(NEW, PHRASE).await;
        stage
            .client
            .post("/api/v1/me/password", &body)
            .cookie(&session)
            .send()
            .await
            .is(204);
        stage.client.get("/api/v1/me").cookie(&session).send().await.is(200);
        stage
            .client
            .get("/api/v1/me")
            .cookie(&other)
            .send()
            .await
            .problem(Code::Unauthenticated);
        stage
            .client
            .post("/api/v1/me/password", &body)
            .cookie(&session)
            .send()
            .await
            .problem(Code::Forbidden);
    }
}

#[tokio::test]
async fn a_closed_server_takes_nobody() {
    let config = Config {
        sign_up: SignUp::Closed,
        ..Config::default()
    };
    let stage = stage_with(Engine::Sqlite, config, None).await;
    stage.register(NEW).await.problem(Code::Forbidden);
}

#[tokio::test]
async fn hostile_forms_are_refused_and_leave_nothing() {
    let stage = posted(Engine::Sqlite).await;
    let good = json!({"email": NEW, "password": PHRASE, "name": "x"});
    for (field, value) in [
        ("email", json!(null)),
        ("email", json!(["a@b.c"])),
        ("email", json!("a@b.c\r\nBcc: d@e.f")),
        ("email", json!("a@b.c\u{0}")),
        ("email", json!("%")),
        ("email", json!("\u{202e}gro.elpmaxe@anim")),
        ("email", json!(format!("{}@b.c", "a".repeat(100_000)))),
        ("password", json!("")),
        ("password", json!("short")),
        ("password", json!("Password123")),
        ("password", json!("x".repeat(100_000))),
        ("password", json!(12_345_678)),
        ("name", json!("\u{410}dmin")),
        ("name", json!({"$ne": 1})),
        ("language", json!("../../etc/passwd")),
        ("role", json!("admin")),
        ("is_suspended", json!(false)),
    ] {
        let mut body = good.clone();
        body[field] = value;
        stage.post("/api/v1/auth/register", &body).await.problem(Code::Invalid);
    }
    let huge = stage
        .client
        .post("/api/v1/auth/register", &json!({"email": "a".repeat(4_000_000)}));
    assert!(huge.send().await.status.is_client_error());
    for token in ["", "%", "awl_", "awl_\u{0}", "x' OR '1'='1", &"a".repeat(500_000)] {
        stage
            .post("/api/v1/auth/confirm", &json!({"token": token}))
            .await
            .problem(Code::Invalid);
        let body = json!({"token": token, "password": PHRASE});
        stage.post("/api/v1/auth/reset", &body).await.problem(Code::Invalid);
    }
    assert_eq!(stage.letters().await.len(), 0);
}

#[tokio::test]
async fn nobody_s_post_box_is_flooded_and_a_forged_address_changes_nothing() {
    let stage = posted(Engine::Sqlite).await;
    for index in 0..5 {
        let body = json!({"email": EMAIL});
        let call = stage
            .client
            .post("/api/v1/auth/forgot", &body)
            .from(IpAddr::from([8, 8, 8, 8]));
        let forged = call.header("x-forwarded-for", &format!("9.9.9.{index}")).send().await;
        assert_eq!(forged.status == 202, index < 3, "{index}");
    }
    assert_eq!(stage.letters().await.len(), 3);
    let mut refused = 0;
    for index in 0..80 {
        let body = json!({"email": format!("p{index}@example.org")});
        let call = stage
            .client
            .post("/api/v1/auth/forgot", &body)
            .from(IpAddr::from([8, 8, 4, 4]));
        let forged = call.header("x-forwarded-for", &format!("7.7.7.{index}")).send().await;
        refused += usize::from(forged.status == 429);
    }
    assert_eq!(refused, 20);
}
