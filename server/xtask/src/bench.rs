//! What the design promises about time and memory, measured through the pipe of the release server, and
//! written down with the machine that it was measured on. Nothing fails for being slow: a number that is
//! over its budget says so.

mod iam;
mod machine;
mod measure;
mod narrowing;
mod project;

use std::{fmt::Write as _, path::PathBuf, time::Duration};

use anyhow::Result;

use self::measure::{Bench, Times};
use crate::workspace;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A few rounds only, to see that everything runs; writes nothing
    #[arg(long)]
    smoke: bool,
}

/// Rounds of each measurement.
const ROUNDS: usize = 300;
const SMOKE_ROUNDS: usize = 5;

/// A line of the table.
struct Row {
    what: String,
    budget: Option<String>,
    /// Typical, 99 of 100, worst; or one number.
    numbers: Vec<String>,
    over: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let rounds = if arguments.smoke { SMOKE_ROUNDS } else { ROUNDS };
    let bench = Bench { server: workspace::release_server()?, rounds };
    let mut rows = Vec::new();
    let mut add = |row: Row| {
        eprintln!("{}: {}", row.what, row.numbers.join(" · "));
        rows.push(row);
    };
    add(times("process start → `initialize` answered", Some(20), &bench.start()?));
    for (stacks, lines, plain, quoted) in [(6, "1,000", 10, 25), (62, "10,000", 50, 120)] {
        let text = testkit::large_configuration(stacks);
        let keys = bench.keys(&text)?;
        add(times(&format!("keystroke → fresh diagnostics, {lines} lines"), Some(plain), &keys));
        let keys = bench.keys_after_a_stray_quote(&text)?;
        add(times(&format!("the same after a stray quote, {lines} lines"), Some(quoted), &keys));
    }
    let answers = bench.answers(&testkit::large_configuration(62))?;
    add(times("hover, 10,000 lines", Some(10), &answers.hover));
    add(times("code actions, 10,000 lines", Some(10), &answers.code_actions));
    add(times("inlay hints for 60 lines, 10,000 lines", Some(10), &answers.inlay_hints));
    let generated = project::generated();
    for (name, folder) in
        [("a generated project", Some(generated.folder().to_owned())), ("terragoat", terragoat())]
    {
        let Some(folder) = folder else {
            eprintln!("SKIPPED: DEMARC_CORPORA does not name a folder that holds {name}");
            continue;
        };
        add(memory(&format!("resident after opening {name}"), bench.memory(&folder)?));
        add(times(&format!("`demarc check` on {name}, wall"), Some(300), &bench.check(&folder)?));
    }
    for row in proofs(&narrowing::measured(if arguments.smoke { 1 } else { 20 })?) {
        add(row);
    }
    let narrowing = iam::measured()?.map(|measured| measured.section()).unwrap_or_default();
    eprintln!("{narrowing}");
    if arguments.smoke {
        return Ok(());
    }
    let path = "docs/src/benchmarks.md".into();
    workspace::apply(
        &workspace::Mode { check: false },
        "bench",
        &[workspace::Generated { path, text: page(&rows) + &narrowing }],
    )
}

/// Prints what [`iam::measured`] reads.
pub(crate) fn print_narrowings() -> Result<()> {
    iam::print()
}

/// Prints what [`narrowing::measured`] reads.
pub(crate) fn print_proofs(rounds: usize) -> Result<()> {
    narrowing::print(rounds)
}

fn proofs(measured: &narrowing::Measured) -> [Row; 3] {
    const MEAN: Duration = Duration::from_micros(5);
    const EDITS: Duration = Duration::from_millis(5);
    let milliseconds = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1e3);
    let proposals = &measured.proposals;
    let percentile = |part: usize| {
        let index = (proposals.len() * part).div_ceil(100).saturating_sub(1);
        proposals.get(index).copied().unwrap_or_default()
    };
    let microseconds = |time: Duration| vec![format!("{:.2} µs", time.as_secs_f64() * 1e6)];
    [
        Row {
            what: format!(
                "proof that one statement shrank, mean of {} of managed policies",
                measured.edits.pairs
            ),
            budget: Some("5 µs".into()),
            numbers: microseconds(measured.edits.mean),
            over: measured.edits.mean > MEAN,
        },
        Row {
            what: format!(
                "proof of a whole policy, mean of {} pairs of managed policies",
                measured.policies.pairs
            ),
            budget: None,
            numbers: microseconds(measured.policies.mean),
            over: false,
        },
        Row {
            what: format!(
                "edits of a whole policy, {} managed policies (p95 in place of p99)",
                proposals.len()
            ),
            budget: Some("5 ms".into()),
            numbers: [50, 95, 100].map(|part| milliseconds(percentile(part))).into(),
            over: percentile(95) > EDITS,
        },
    ]
}

fn times(what: &str, budget: Option<u64>, times: &Times) -> Row {
    let milliseconds = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e3);
    Row {
        what: what.into(),
        budget: budget.map(|budget| format!("{budget} ms")),
        numbers: [50, 99, 100].map(|part| milliseconds(times.percentile(part))).into(),
        over: budget.is_some_and(|budget| times.percentile(99) > Duration::from_millis(budget)),
    }
}

fn memory(what: &str, bytes: u64) -> Row {
    const BUDGET: u64 = 60;
    let megabytes = bytes as f64 / f64::from(1 << 20);
    Row {
        what: what.into(),
        budget: Some(format!("{BUDGET} MB")),
        numbers: vec![format!("{megabytes:.1} MB")],
        over: megabytes > BUDGET as f64,
    }
}

fn page(rows: &[Row]) -> String {
    let mut page = String::from(
        "# Benchmarks\n\nWritten by `cargo xtask bench`. The release server is measured from outside, through its \
         pipe: from the last byte sent to the last byte of the answer. Times are in milliseconds; p50, p99 and the \
         worst of all rounds.\n\n",
    );
    let _ = writeln!(page, "{} rounds each, on {}.\n", ROUNDS, machine::description());
    page.push_str("| what | at most | p50 | p99 | worst | |\n|---|---|---|---|---|---|\n");
    for row in rows {
        let budget = row.budget.as_deref().unwrap_or("");
        let cells = match row.numbers.as_slice() {
            [one] => format!("{one} | |"),
            many => many.join(" | "),
        };
        let over = if row.over { "over" } else { "" };
        let _ = writeln!(page, "| {} | {budget} | {cells} | {over} |", row.what);
    }
    page.push_str(
        "\nThe files are those of `testkit::large_configuration`; the generated project has 47 files and 133 \
         resources. A keystroke is one character in a value, in another block each time; the server is told \
         `debounceMs: 0`, so nothing waits on purpose. Memory is what the system counts as resident.\n",
    );
    page
}

/// The project of that name among the real configurations, where the machine has them.
fn terragoat() -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("DEMARC_CORPORA")?).join("real/terragoat");
    folder.is_dir().then_some(folder)
}
