//! The table of docs/src/answers.md: every row has its anchor in the model's page, and its words at the place that it names.

use std::path::Path;

use catalog::Catalogue;
use ide::{FileRange, Guidance, Settings};
use project::FilePath;
use report::{Detail, Input, Profile};
use syntax::TextRange;

use crate::support::{View, sample, view, with_settings};

const ANSWERS: &str = include_str!("../../../../docs/src/answers.md");

/// The cursor is on what is hovered over, or on the name whose findings are asked for.
const PROJECTS: [(&str, &str); 6] = [
    (
        "bucket",
        r#"//- /main.tf
resource "aws_s3_bucket" "or<|>ders" {
  bucket = "orders"
}
"#,
    ),
    (
        "account",
        r#"//- /main.tf
resource "azurerm_storage_account" "do<|>cs" {
  name                     = "docs"
  resource_group_name      = "shop"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}

resource "azurerm_storage_container" "invoices" {
  name                  = "invoices"
  storage_account_id    = azurerm_storage_account.docs.id
  container_access_type = "private"
}
"#,
    ),
    (
        "machine",
        r#"//- /main.tf
resource "aws_instance" "we<|>b" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
}
"#,
    ),
    (
        "azure-machine",
        r#"//- /main.tf
resource "azurerm_linux_virtual_machine" "we<|>b" {
  name                  = "web"
  resource_group_name   = "shop"
  location              = "westeurope"
  size                  = "Standard_B1s"
  admin_username        = "azureuser"
  network_interface_ids = ["/subscriptions/s/resourceGroups/shop/providers/Microsoft.Network/networkInterfaces/web"]

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Standard_LRS"
  }
}
"#,
    ),
    (
        "app",
        r#"//- /main.tf
resource "azurerm_linux_web_app" "sh<|>op" {
  name                = "shop"
  resource_group_name = "shop"
  location            = "westeurope"
  service_plan_id     = "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Web/serverFarms/shop"

  identity {
    type = "SystemAssigned"
  }

  site_config {}
}
"#,
    ),
    (
        "handled",
        r#"//- /main.tf
resource "aws_cloudwatch_log_group" "or<|>ders" {
  name              = "/aws/lambda/orders"
  retention_in_days = 30
}
"#,
    ),
];

/// A row of the table: what has to be found out, its anchor, a place and the words there.
struct Row {
    row: String,
    anchor: String,
    place: String,
    words: Vec<String>,
}

fn rows() -> Vec<Row> {
    let cells =
        |line: &str| line.trim_matches('|').split(" | ").map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    let lines = ANSWERS.lines().filter(|line| line.starts_with('|')).skip(2);
    lines
        .map(|line| {
            let [row, anchor, place, words] = cells(line).try_into().expect("four cells in a row");
            let code = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
            let (anchor, place) = (code(&anchor).concat(), code(&place).concat());
            Row { row, anchor, place, words: code(&words) }
        })
        .collect()
}

/// The project of a name: the sample, at the function or the policy's action, or a small one.
fn project(name: &str, settings: Settings) -> View {
    let at_sample = |path: &str, text: &str| {
        let mut view = sample();
        view.cursor = Some(view.find(path, text)).map(|(file, offset)| (file, offset + 1));
        view
    };
    match name {
        "function" if settings.guidance == Guidance::Work => at_sample("/shop/main.tf", "\"orders\""),
        "function" => {
            let mut view = crate::support::of_files(&crate::support::SAMPLE, settings);
            view.cursor =
                Some(view.find("/shop/main.tf", "\"orders\"")).map(|(file, offset)| (file, offset + 1));
            view
        }
        "action" => at_sample("/shop/iam.tf", "\"s3:*\""),
        name => {
            let (_, fixture) =
                PROJECTS.iter().find(|(known, _)| *known == name).expect("a project of that name");
            if settings.guidance == Guidance::Work { view(fixture) } else { with_settings(fixture, settings) }
        }
    }
}

fn report(view: &View, root: &str) -> String {
    let assessments = view.analysis.assessments();
    report::markdown(&Input {
        snapshot: &view.analysis.snapshot,
        assessments: &assessments,
        catalogue: Catalogue::bundled(),
        root: FilePath::new(root),
        commit: None,
        unread: &[],
        profile: Profile::Core,
        detail: Detail::Findings,
        fail_on: None,
    })
}

fn text(place: &str) -> String {
    let (kind, name) = place.split_once(' ').unwrap_or((place, ""));
    let work = Settings::default();
    match kind {
        "explain" => report::explain(Catalogue::bundled(), name).unwrap_or_default(),
        "file" => {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
            std::fs::read_to_string(root.join(name)).expect("a file of the repository")
        }
        "report" if name.is_empty() => report(&sample(), "/shop"),
        "report" => report(&project(name, work), "/"),
        "hover" => project(name, work).hover_at_cursor(),
        "learn" => project(name, Settings { guidance: Guidance::Learn, ..work }).hover_at_cursor(),
        "findings" => {
            let view = project(name, work);
            let (file, _) = view.cursor.expect("a cursor");
            view.diagnostics(&view.analysis.snapshot.files[&file].path.to_string())
        }
        "hint" => {
            let view = project(name, work);
            let (file, _) = view.cursor.expect("a cursor");
            let whole = TextRange::new(0, view.text(file).len() as u32);
            let hints = view.analysis.inlay_hints(file, whole);
            hints.into_iter().map(|hint| hint.label + "\n").collect()
        }
        "actions" => {
            let view = project(name, work);
            let (file, offset) = view.cursor.expect("a cursor");
            let actions = view.analysis.code_actions(FileRange { file, range: TextRange::at(offset) });
            actions.into_iter().map(|action| action.title + "\n").collect()
        }
        kind => panic!("no place is called {kind}"),
    }
}

#[test]
fn every_row_has_its_anchor_and_its_words_at_their_place() {
    let model = report::model(Catalogue::bundled());
    let mut wrong = Vec::new();
    for Row { row, anchor, place, words } in rows() {
        let anchors = model.matches(&format!("id=\"{anchor}\"")).count()
            + model.matches(&format!("{{#{anchor}}}")).count();
        if anchors != 1 {
            wrong.push(format!("{row}: {anchors} anchors named {anchor}"));
        }
        let text = text(&place);
        if words.is_empty() {
            wrong.push(format!("{row}: no words"));
        }
        for word in words.iter().filter(|word| !text.contains(word.as_str())) {
            wrong.push(format!("{row}: {word:?} is not in {place}:\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Nothing on the page of the model that no row leads to.
#[test]
fn every_anchor_has_a_row_or_is_a_heading() {
    let model = report::model(Catalogue::bundled());
    let rows = rows();
    let anchors = model.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    for anchor in anchors {
        assert!(rows.iter().any(|row| row.anchor == anchor), "{anchor}");
    }
}

#[test]
fn every_service_page_leads_to_the_model() {
    for service in &Catalogue::bundled().services {
        let page = report::explain(Catalogue::bundled(), &service.id).unwrap();
        assert!(page.contains("`demarc explain model`"), "{}", service.id);
    }
}
