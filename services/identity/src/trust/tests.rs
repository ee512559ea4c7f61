//! Tokens that must not be believed, and keys that come and go.

use super::{AUDIENCE, Claims, NAMELESS, Trust, jwt};
use crate::config::Config;
use crate::model::User;
use crate::seal::Sealer;
use crate::store::Store;
use awaz_core::id::UserId;
use awaz_core::ports::Role;
use awaz_store::db::Migrations;
use awaz_testkit::{Bench, Engine};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;

struct World {
    bench: Bench,
    trust: Trust,
    user: User,
}

async fn world(engine: Engine) -> World {
    let bench = Bench::bare(engine, &Migrations::new().with(crate::migrations)).await;
    let trust = another(&bench);
    let user = User {
        id: UserId::new(),
        email: "owner@example.org".to_owned(),
        name: "Owner".to_owned(),
        role: Role::StationOwner,
        is_suspended: false,
    };
    World { bench, trust, user }
}

/// Another process on the same database.
fn another(bench: &Bench) -> Trust {
    let store = Store::new(bench.ctx.db.clone());
    let sealer = Sealer::new(&[7; 32]);
    Trust::new(store, sealer, bench.ctx.clock.clone(), None, &Config::default())
}

impl World {
    async fn token(&self) -> String {
        let now_ms = self.bench.ctx.clock.now_ms();
        let made = self.trust.issue(&self.user, Uuid::new_v4(), Uuid::new_v4(), now_ms);
        made.await.expect("the database answers")
    }

    async fn is_good(&self, token: &str) -> bool {
        self.trust.check(token).await.expect("the database answers").is_some()
    }

    /// Signs whatever claims with our own key, as if a bug of ours had.
    async fn signed(&self, header: &Value, claims: &str) -> String {
        let key = self.trust.signer().await.expect("there is one");
        let text = format!("{}.{}", part(&header.to_string()), part(claims));
        let made = jsonwebtoken::crypto::sign(text.as_bytes(), &key.private, jsonwebtoken::Algorithm::RS256);
        format!("{text}.{}", made.expect("it is a key"))
    }

    async fn head(&self) -> Value {
        let kid = self.trust.signer().await.expect("there is one").kid.clone();
        json!({"alg": "RS256", "typ": "at+jwt", "kid": kid})
    }

    fn claims(&self) -> Value {
        let now_s = self.bench.ctx.clock.now_ms() / 1000;
        json!({
            "sub": self.user.id, "role": "station_owner", "permissions": ["stream:listen"], "iss": NAMELESS,
            "aud": AUDIENCE, "exp": now_s + 900, "iat": now_s, "jti": format!("{}.{}", Uuid::new_v4(), Uuid::new_v4()),
        })
    }
}

fn part(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn with(base: &Value, name: &str, value: Value) -> Value {
    let mut changed = base.clone();
    changed[name] = value;
    changed
}

fn without(base: &Value, name: &str) -> Value {
    let mut changed = base.clone();
    changed.as_object_mut().expect("an object").remove(name);
    changed
}

/// Headers that make a token worthless, though the signature fits.
fn bad_heads(head: &Value) -> Vec<Value> {
    let key = json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"});
    let mut bad: Vec<Value> = ["alg", "typ", "kid"].iter().map(|name| without(head, name)).collect();
    for alg in [
        "none", "None", "NONE", "", "HS256", "HS384", "HS512", "RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256",
        "RS256 ",
    ] {
        bad.push(with(head, "alg", json!(alg)));
    }
    for typ in [
        "JWT",
        "jwt",
        "at+JWT",
        "application/at+jwt",
        "dpop+jwt",
        "logout+jwt",
        "",
    ] {
        bad.push(with(head, "typ", json!(typ)));
    }
    for kid in ["", "other", "../../pepper.key", "' OR 1=1 --", "/dev/null", "%"] {
        bad.push(with(head, "kid", json!(kid)));
    }
    for (name, value) in [
        ("jku", json!("https://evil.example/jwks.json")),
        ("x5u", json!("https://evil.example/chain.pem")),
        ("jwk", key),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("zip", json!("DEF")),
        ("cty", json!("JWT")),
        ("b64", json!(false)),
        ("enc", json!("A256GCM")),
    ] {
        bad.push(with(head, name, value));
    }
    bad.extend([
        with(head, "kid", json!(["a"])),
        with(head, "alg", json!(null)),
        with(head, "typ", json!(1)),
    ]);
    bad
}

/// Claims that are not to be believed even under our own signature.
fn bad_claims(good: &Value, now_s: i64) -> Vec<String> {
    let names = ["sub", "role", "permissions", "iss", "aud", "exp", "iat", "jti"];
    let mut bad: Vec<Value> = names.iter().map(|name| without(good, name)).collect();
    for (name, value) in [
        ("iss", json!("https://evil.example")),
        ("iss", json!("")),
        ("iss", json!(null)),
        ("aud", json!("another-api")),
        ("aud", json!("")),
        ("aud", json!([])),
        ("exp", json!(now_s)),
        ("exp", json!(now_s - 1)),
        ("exp", json!(0)),
        ("exp", json!(-1)),
        ("exp", json!("2030")),
        ("exp", json!(1e300)),
        ("exp", json!(null)),
        ("iat", json!(now_s + 31)),
        ("iat", json!(now_s + 86_400)),
        ("iat", json!("now")),
        ("sub", json!("admin")),
        ("sub", json!("")),
        ("sub", json!(1)),
        ("role", json!("root")),
        ("role", json!("")),
        ("role", json!(["admin"])),
        ("permissions", json!("*")),
        ("permissions", json!({"all": true})),
        ("jti", json!("")),
        ("jti", json!("no-sign-in")),
        ("jti", json!(7)),
        ("admin", json!(true)),
        ("nbf", json!(now_s + 3600)),
    ] {
        bad.push(with(good, name, value));
    }
    let mut bad: Vec<String> = bad.iter().map(Value::to_string).collect();
    let text = good.to_string();
    let body = text.trim_start_matches('{');
    bad.push(format!("{{\"role\":\"admin\",{body}"));
    bad.push(format!("{{\"sub\":\"{}\",{body}", UserId::new()));
    bad.push(format!("{{\"exp\":9999999999,{body}"));
    bad.extend(["", "null", "[]", "{}", "{", "\u{0}", "\"text\""].map(str::to_owned));
    bad
}

/// Texts that are no tokens of ours.
fn bad_texts(good: &str) -> Vec<String> {
    let parts: Vec<&str> = good.split('.').collect();
    let (head, body, signature) = (parts[0], parts[1], parts[2]);
    let other_end = if signature.ends_with('A') { "B" } else { "A" };
    let mut bad = vec![
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        format!("{head}.{body}"),
        format!("{head}.{body}."),
        format!("{head}..{signature}"),
        format!(".{body}.{signature}"),
        format!("{head}.{body}.{signature}."),
        format!("{head}.{body}.{signature}.{signature}"),
        format!("{head}.{body}.{signature}=="),
        format!("{head}.{body}. {signature}"),
        format!(" {good}"),
        format!("{good}\u{0}"),
        format!("{head}.{body}.{}", "A".repeat(342)),
        format!("{head}.{body}.{}{other_end}", &signature[..signature.len() - 1]),
        format!("{head}.{body}.{}{}", &signature[1..], &signature[..1]),
        format!("{head}.{signature}.{body}"),
        format!("{body}.{head}.{signature}"),
        good.to_uppercase(),
        good.chars().rev().collect(),
        "a".repeat(5_000),
        format!("{head}.{}.{signature}", "A".repeat(1_000_000)),
        "\u{202e}".repeat(30),
    ];
    let unsigned = json!({"alg": "none", "typ": "at+jwt"}).to_string();
    bad.extend([
        format!("{}.{body}.", part(&unsigned)),
        format!("{}.{body}.{signature}", part(&unsigned)),
    ]);
    bad
}

#[tokio::test]
async fn no_hostile_token_is_believed() {
    let world = world(Engine::Sqlite).await;
    let (head, claims, good) = (world.head().await, world.claims(), world.token().await);
    let now_s = world.bench.ctx.clock.now_ms() / 1000;
    assert!(world.is_good(&good).await);
    let same = world.signed(&head, &claims.to_string()).await;
    assert!(
        world.is_good(&same).await,
        "the corpus differs from this in one thing each"
    );
    let mut hostile = bad_texts(&good);
    for head in bad_heads(&head) {
        hostile.push(world.signed(&head, &claims.to_string()).await);
    }
    for claims in bad_claims(&claims, now_s) {
        hostile.push(world.signed(&head, &claims).await);
    }
    let kid = head["kid"].as_str().expect("a name");
    let twice = format!("{{\"alg\":\"none\",\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"{kid}\"}}");
    let tail = good.split_once('.').expect("three parts").1;
    hostile.push(format!("{}.{tail}", part(&twice)));
    assert!(hostile.len() >= 80, "{}", hostile.len());
    for token in &hostile {
        assert!(
            !world.is_good(token).await,
            "{}",
            token.chars().take(300).collect::<String>()
        );
    }
}

#[tokio::test]
async fn the_public_key_is_no_secret_to_sign_with() {
    let world = world(Engine::Sqlite).await;
    let key = world.trust.signer().await.expect("there is one");
    let modulus = URL_SAFE_NO_PAD.decode(&key.modulus).expect("base64");
    let shown = serde_json::to_vec(&world.trust.public_keys().await.expect("shown")).expect("JSON");
    for secret in [modulus.as_slice(), key.modulus.as_bytes(), &shown, b""] {
        for alg in ["HS256", "RS256"] {
            let text = format!(
                "{}.{}",
                part(&with(&world.head().await, "alg", json!(alg)).to_string()),
                part(&world.claims().to_string())
            );
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
            assert!(
                !world.is_good(&format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))).await,
                "{alg}"
            );
        }
    }
    let foreign = another_server().await;
    assert!(!world.is_good(&foreign).await, "another server's key is not ours");
}

async fn another_server() -> String {
    world(Engine::Sqlite).await.token().await
}

#[tokio::test]
async fn a_token_says_what_the_specification_says_and_no_more() {
    let world = world(Engine::Sqlite).await;
    let token = world.token().await;
    let body = token.split('.').nth(1).expect("three parts");
    let said: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).expect("base64")).expect("JSON");
    let names: Vec<&str> = said
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(names, ["aud", "exp", "iat", "iss", "jti", "permissions", "role", "sub"]);
    assert_eq!(said["permissions"], json!(["stream:listen", "station:admin"]));
    assert_eq!(
        said["exp"].as_i64().expect("seconds") - said["iat"].as_i64().expect("seconds"),
        900
    );
    let head: Value = serde_json::from_slice(
        &URL_SAFE_NO_PAD
            .decode(token.split('.').next().expect("a head"))
            .expect("base64"),
    )
    .expect("JSON");
    assert_eq!(
        (head["alg"].as_str(), head["typ"].as_str()),
        (Some("RS256"), Some("at+jwt"))
    );
    world.bench.clock.advance(TimeDelta::seconds(899));
    assert!(world.is_good(&token).await);
    world.bench.clock.advance(TimeDelta::seconds(1));
    assert!(!world.is_good(&token).await);
}

#[tokio::test]
async fn keys_overlap_when_they_change_and_a_leaked_one_ends_at_once() {
    for engine in Engine::ALL {
        let world = world(engine).await;
        let old = world.token().await;
        world.trust.rotate(false).await.expect("it is stored");
        assert_eq!(world.trust.public_keys().await.expect("shown").len(), 2);
        assert_eq!(
            jwt::kid(&world.token().await),
            jwt::kid(&old),
            "the new one does not sign yet"
        );
        world.bench.clock.advance(TimeDelta::seconds(61));
        let new = world.token().await;
        assert_ne!(jwt::kid(&new), jwt::kid(&old));
        assert!(world.is_good(&old).await && world.is_good(&new).await);
        let far = another(&world.bench);
        assert!(far.check(&new).await.expect("it answers").is_some());
        world.trust.rotate(true).await.expect("it is stored");
        assert!(!world.is_good(&old).await && !world.is_good(&new).await);
        world.bench.clock.advance(TimeDelta::seconds(5));
        assert!(far.check(&new).await.expect("it answers").is_none());
        assert_eq!(world.trust.public_keys().await.expect("shown").len(), 1);
    }
}

#[tokio::test]
async fn keys_change_by_themselves_and_old_ones_go() {
    let world = world(Engine::Sqlite).await;
    world.token().await;
    assert_eq!(world.trust.rotate_if_due().await, Ok(None));
    world.bench.clock.advance(TimeDelta::days(30));
    assert!(world.trust.rotate_if_due().await.expect("it answers").is_some());
    world.bench.clock.advance(TimeDelta::hours(2));
    assert_eq!(world.trust.rotate_if_due().await, Ok(None));
    let stored = Store::new(world.bench.ctx.db.clone())
        .signing_keys()
        .await
        .expect("it answers");
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].sealed.is_empty() && !stored[0].sealed.contains("MII"));
}

#[tokio::test]
async fn checking_asks_no_database() {
    let world = world(Engine::Sqlite).await;
    let token = world.token().await;
    assert!(world.is_good(&token).await);
    world.bench.ctx.db.close().await.expect("it closes");
    let mut fastest = std::time::Duration::MAX;
    for _ in 0..200 {
        let begin = std::time::Instant::now();
        assert!(world.is_good(&token).await);
        fastest = fastest.min(begin.elapsed());
    }
    println!("a token is checked in {fastest:?}");
    world.bench.clock.advance(TimeDelta::seconds(5));
    assert!(
        world.trust.check(&token).await.is_err(),
        "who was signed out since then is not known"
    );
}

#[test]
fn the_sign_in_of_a_token_is_read_from_its_name() {
    let family = Uuid::new_v4();
    let claims = Claims {
        sub: UserId::new(),
        role: Role::EndUser,
        permissions: Vec::new(),
        iss: String::new(),
        aud: String::new(),
        exp: 0,
        iat: 0,
        jti: format!("{family}.{}", Uuid::new_v4()),
    };
    assert_eq!(claims.sign_in(), Some(family));
}
