//! `demarc check`

use std::process::ExitCode;

use report::{Detail, Outcome};

use super::{output, scan};
use crate::{
    arguments::{Check, CheckFormat},
    command::scan::Scan,
    config::{FailOn, Profile},
};

pub(crate) fn check(arguments: &Check) -> anyhow::Result<ExitCode> {
    let scan = Scan::new(&arguments.paths)?;
    let input = report::Input {
        profile: arguments.profile.or(scan.config.profile).unwrap_or(Profile::Core).into(),
        detail: if arguments.all { Detail::All } else { Detail::Findings },
        fail_on: arguments.fail_on.or(scan.config.fail_on).unwrap_or(FailOn::High).severity(),
        ..scan.input()
    };
    let file = arguments.output.as_deref();
    let text = match arguments.format {
        CheckFormat::Human => report::human(&input, output::terminal(file)),
        CheckFormat::Json => report::json(&input),
        CheckFormat::Sarif => report::sarif(&input),
    };
    output::write(&text, file)?;
    scan::name_problems(&input);
    Ok(match report::outcome(&input) {
        Outcome::Findings => ExitCode::from(1),
        Outcome::Unread => ExitCode::from(2),
        Outcome::Clean => ExitCode::SUCCESS,
    })
}
