//! `demarc explain`, `list` and `completions`: what needs no files.

use std::process::ExitCode;

use catalog::{Catalogue, Tier};
use clap::CommandFactory;
use clap_complete::Shell;

use super::output;
use crate::{
    arguments::{Arguments, Explain, List},
    config::Profile,
    pages,
};

pub(crate) fn explain(arguments: &Explain) -> anyhow::Result<ExitCode> {
    let page = pages::explain(&arguments.topic).map_err(anyhow::Error::msg)?;
    output::write(&page, None)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn list(arguments: &List) -> anyhow::Result<ExitCode> {
    let tier = arguments.tier.map(|tier| match tier {
        Profile::Core => Tier::Core,
        Profile::Recommended => Tier::Recommended,
        Profile::Strict => Tier::Strict,
    });
    let topic = arguments.topic.as_deref();
    let list = report::list(Catalogue::bundled(), report::Listing { topic, tier });
    match topic {
        Some(topic) if list.is_empty() => {
            anyhow::bail!("no duty is of `{topic}`; `demarc list` names the services and areas")
        }
        _ => output::write(&list, None)?,
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn completions(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "demarc", &mut script);
    output::write(&String::from_utf8(script)?, None)?;
    Ok(ExitCode::SUCCESS)
}
