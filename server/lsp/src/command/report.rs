//! `demarc report`

use std::process::ExitCode;

use super::{output, scan};
use crate::{
    arguments::{Report, ReportFormat},
    command::scan::Scan,
    config::Profile,
};

pub(crate) fn report(arguments: &Report) -> anyhow::Result<ExitCode> {
    let scan = Scan::new(&arguments.paths)?;
    let input = report::Input {
        profile: arguments.profile.or(scan.config.profile).unwrap_or(Profile::Core).into(),
        ..scan.input()
    };
    let text = match arguments.format {
        ReportFormat::Markdown => report::markdown(&input),
        ReportFormat::Json => report::report_json(&input),
    };
    output::write(&text, arguments.output.as_deref())?;
    scan::name_problems(&input);
    let unread = !report::problems(&input).is_empty();
    Ok(if unread { ExitCode::from(2) } else { ExitCode::SUCCESS })
}
