use anyhow::Result;
pub(crate) fn run() -> Result<()> {
    let _ = (crate::workspace::read, crate::workspace::files);
    Ok(())
}
