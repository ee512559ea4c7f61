//! The tables identity owns.

use awaz_store::migrations::index;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, string, text, text_null, uuid, uuid_null};

/// The migrations of this service, oldest first.
#[must_use]
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(People),
        Box::new(SignIns),
        Box::new(Challenges),
        Box::new(Factors),
    ]
}

/// People, their sessions and their keys.
struct People;

impl MigrationName for People {
    fn name(&self) -> &'static str {
        "m20261125_000001_identity_people"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for People {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let users = Table::create()
            .table("users")
            .col(uuid("id").primary_key())
            .col(string("email").unique_key())
            .col(string("name"))
            .col(string("role"))
            .col(string("password_hash"))
            .col(big_integer("created_at_ms"))
            .to_owned();
        manager.create_table(users).await?;
        let sessions = Table::create()
            .table("sessions")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("kind"))
            .col(uuid("family"))
            .col(string("digest").unique_key())
            .col(string("agent"))
            .col(big_integer("created_at_ms"))
            .col(big_integer("seen_at_ms"))
            .col(big_integer("expires_at_ms"))
            .col(boolean("is_spent"))
            .to_owned();
        manager.create_table(sessions).await?;
        index(manager, "sessions_by_user", "sessions", &["user_id"]).await?;
        index(manager, "sessions_by_family", "sessions", &["family"]).await?;
        index(manager, "sessions_by_expiry", "sessions", &["expires_at_ms"]).await?;
        let keys = Table::create()
            .table("api_keys")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("name"))
            .col(text_null("scopes"))
            .col(string("digest").unique_key())
            .col(string("hint"))
            .col(big_integer("created_at_ms"))
            .col(big_integer_null("expires_at_ms"))
            .col(big_integer_null("used_at_ms"))
            .to_owned();
        manager.create_table(keys).await?;
        index(manager, "api_keys_by_user", "api_keys", &["user_id"]).await
    }
}

/// Sign-ins as such, keys that sign access tokens, and people who may not come in.
struct SignIns;

impl MigrationName for SignIns {
    fn name(&self) -> &'static str {
        "m20261129_000001_identity_sign_ins"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SignIns {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sign_ins = Table::create()
            .table("sign_ins")
            .col(uuid("id").primary_key())
            .col(uuid("user_id"))
            .col(string("kind"))
            .col(string("agent"))
            .col(big_integer("created_at_ms"))
            .col(big_integer("seen_at_ms"))
            .col(big_integer_null("ended_at_ms"))
            .to_owned();
        manager.create_table(sign_ins).await?;
        index(manager, "sign_ins_by_user", "sign_ins", &["user_id"]).await?;
        index(manager, "sign_ins_by_end", "sign_ins", &["ended_at_ms"]).await?;
        let keys = Table::create()
            .table("signing_keys")
            .col(string("kid").primary_key())
            .col(text("modulus"))
            .col(string("exponent"))
            .col(text("sealed"))
            .col(big_integer("created_at_ms"))
            .col(big_integer("signs_at_ms"))
            .col(big_integer_null("ends_at_ms"))
            .to_owned();
        manager.create_table(keys).await?;
        add_column(manager, "sessions", big_integer_null("spent_at_ms")).await?;
        add_column(manager, "users", big_integer_null("suspended_at_ms")).await?;
        let database = manager.get_connection();
        // Access tokens are signed from now on; whoever had one fetches the next.
        database
            .execute_unprepared("DELETE FROM sessions WHERE kind = 'access'")
            .await?;
        let known = "INSERT INTO sign_ins (id, user_id, kind, agent, created_at_ms, seen_at_ms) \
             SELECT family, user_id, MIN(kind), MIN(agent), MIN(created_at_ms), MAX(seen_at_ms) \
             FROM sessions GROUP BY family, user_id";
        database.execute_unprepared(known).await?;
        Ok(())
    }
}

async fn add_column(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    let change = Table::alter().table(table).add_column(column).to_owned();
    manager.alter_table(change).await
}

/// Secrets that were sent to people.
struct Challenges;

impl MigrationName for Challenges {
    fn name(&self) -> &'static str {
        "m20261129_000002_identity_challenges"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Challenges {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let challenges = Table::create()
            .table("challenges")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(uuid_null("user_id"))
            .col(text("target"))
            .col(text_null("data"))
            .col(string("digest").unique_key())
            .col(big_integer("created_at_ms"))
            .col(big_integer("expires_at_ms"))
            .to_owned();
        manager.create_table(challenges).await?;
        index(manager, "challenges_by_target", "challenges", &["kind", "target"]).await?;
        index(manager, "challenges_by_user", "challenges", &["user_id"]).await?;
        index(manager, "challenges_by_expiry", "challenges", &["expires_at_ms"]).await
    }
}

/// Second factors.
struct Factors;

impl MigrationName for Factors {
    fn name(&self) -> &'static str {
        "m20261129_000003_identity_factors"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Factors {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let factors = Table::create()
            .table("second_factors")
            .col(uuid("user_id").primary_key())
            .col(text("sealed"))
            .col(big_integer_null("confirmed_at_ms"))
            .col(big_integer("last_step"))
            .to_owned();
        manager.create_table(factors).await?;
        let codes = Table::create()
            .table("recovery_codes")
            .col(string("digest").primary_key())
            .col(uuid("user_id"))
            .to_owned();
        manager.create_table(codes).await?;
        index(manager, "recovery_codes_by_user", "recovery_codes", &["user_id"]).await
    }
}
