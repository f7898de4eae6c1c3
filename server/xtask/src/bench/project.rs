//! A project of the size of a small company's, always the same.

use tests::Project;

const FILES: usize = 47;
const RESOURCES: usize = 133;

/// Removed when dropped.
pub(super) fn generated() -> Project {
    let project = Project::new("");
    let text = testkit::large_configuration(RESOURCES);
    let mut blocks = text.split("\nresource \"");
    let mut files = vec![String::new(); FILES];
    if let (Some(first), Some(head)) = (files.first_mut(), blocks.next()) {
        first.push_str(head);
    }
    for (index, block) in blocks.take(RESOURCES).enumerate() {
        if let Some(file) = files.get_mut(index % FILES) {
            file.push_str("\nresource \"");
            file.push_str(block);
        }
    }
    for (index, text) in files.iter().enumerate() {
        project.write(&format!("part{index}.tf"), text);
    }
    project
}
