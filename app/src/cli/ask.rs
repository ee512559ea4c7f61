//! Turns a command of the command line into a question for the server.

use super::args::{
    ChannelCommand, Command, Import, KeyCommand, KeysCommand, RoleArg, ShowCommand, TokenCommand, UserCommand,
};
use super::{Failure, secret};
use crate::control::Ask;
use awaz_core::ports::Role;
use awaz_core::{Error, Language, Slug};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

/// The question, and the name its answer is printed under.
pub(super) fn from_command(command: Command) -> Result<(&'static str, Ask), Failure> {
    match command {
        Command::User(command) => user(command),
        Command::Token(TokenCommand::Create { email, scope, name }) => {
            let ask = Ask::TokenCreate {
                email,
                name,
                scopes: scope,
            };
            Ok(("token", ask))
        }
        Command::Keys(KeysCommand::Rotate { leaked }) => Ok(("keys", Ask::KeysRotate { leaked })),
        Command::Channel(command) => channel(command),
        Command::Plan(plan) => {
            let ask = Ask::Plan {
                slug: slug(&plan.slug)?,
                hours: plan.hours,
            };
            Ok(("plan", ask))
        }
        Command::Show(command) => show(command),
        Command::Import(wish) => import(&wish),
        _ => Err(Error::internal().into()),
    }
}

fn user(command: UserCommand) -> Result<(&'static str, Ask), Failure> {
    match command {
        UserCommand::Create {
            email,
            role,
            name,
            password_stdin,
        } => {
            let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
            let role = match role {
                RoleArg::EndUser => Role::EndUser,
                RoleArg::StationOwner => Role::StationOwner,
                RoleArg::Admin => Role::Admin,
            };
            let password = secret::password(password_stdin)?;
            Ok((
                "user",
                Ask::UserCreate {
                    email,
                    role,
                    name,
                    password,
                },
            ))
        }
        UserCommand::Passwd { email, password_stdin } => {
            let password = secret::password(password_stdin)?;
            Ok(("user", Ask::UserPasswd { email, password }))
        }
        UserCommand::ForgetFactor { email } => Ok(("user", Ask::UserForgetFactor { email })),
        UserCommand::Suspend { email } => Ok((
            "suspended",
            Ask::UserSuspend {
                email,
                is_suspended: true,
            },
        )),
        UserCommand::Restore { email } => Ok((
            "user",
            Ask::UserSuspend {
                email,
                is_suspended: false,
            },
        )),
    }
}

fn channel(command: ChannelCommand) -> Result<(&'static str, Ask), Failure> {
    match command {
        ChannelCommand::Create {
            slug: text,
            name,
            language,
        } => {
            let language = language
                .as_deref()
                .unwrap_or("ur")
                .parse::<Language>()
                .map_err(Failure::usage)?;
            let slug = slug(&text)?;
            let name = name.unwrap_or(text);
            Ok(("channel", Ask::ChannelCreate { slug, name, language }))
        }
        ChannelCommand::List => Ok(("channels", Ask::ChannelList)),
        ChannelCommand::Key(KeyCommand::Rotate { slug: text }) => {
            Ok(("channel", Ask::ChannelKeyRotate { slug: slug(&text)? }))
        }
        ChannelCommand::Delete { slug: text, yes } => {
            if !yes {
                confirm(
                    &format!("Take {text} off air and delete it with its library and recordings? Type its name: "),
                    &text,
                )?;
            }
            Ok(("deleted", Ask::ChannelDelete { slug: slug(&text)? }))
        }
    }
}

fn show(command: ShowCommand) -> Result<(&'static str, Ask), Failure> {
    match command {
        ShowCommand::Create {
            slug: name,
            channel,
            title,
            language,
        } => {
            let ask = Ask::ShowCreate {
                slug: slug(&name)?,
                channel: slug(&channel)?,
                title,
                language,
            };
            Ok(("show", ask))
        }
        ShowCommand::List => Ok(("shows", Ask::ShowList)),
    }
}

fn import(wish: &Import) -> Result<(&'static str, Ask), Failure> {
    let dir = folder(&wish.dir)?;
    if let Some(show) = &wish.show {
        let ask = Ask::ImportShow {
            dir,
            show: slug(show)?,
            publish: wish.publish,
        };
        return Ok(("episodes", ask));
    }
    let channel = slug(wish.channel.as_deref().unwrap_or_default())?;
    Ok(("import", Ask::Import { dir, channel }))
}

fn slug(text: &str) -> Result<Slug, Failure> {
    Slug::parse(text).map_err(|error| Failure::usage(format!("{text}: {error}")))
}

fn folder(path: &Path) -> Result<std::path::PathBuf, Failure> {
    let missing = |error| Failure::usage(format!("{}: {error}", path.display()));
    let folder = path.canonicalize().map_err(missing)?;
    if folder.is_dir() {
        Ok(folder)
    } else {
        Err(Failure::usage(format!("{} is not a folder", path.display())))
    }
}

fn confirm(question: &str, expected: &str) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage("add --yes to delete without being asked"));
    }
    let _ = write!(std::io::stderr(), "{question}");
    let mut line = String::new();
    let _ = std::io::stdin().lock().read_line(&mut line);
    if line.trim() == expected {
        Ok(())
    } else {
        Err(Error::invalid("Nothing was deleted.").into())
    }
}
