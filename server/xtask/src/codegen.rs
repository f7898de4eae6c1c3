use crate::workspace::{self, Mode};
use anyhow::Result;
pub(crate) fn run(mode: &Mode) -> Result<()> {
    workspace::apply(mode, "x", &[])
}
