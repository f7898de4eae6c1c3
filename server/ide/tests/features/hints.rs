//! Inlay hints, lenses and the outline.

use expect_test::expect;
use ide::{CodeLenses, Guidance, InlayHints, Settings};
use syntax::TextRange;

use crate::support::{SAMPLE, View, of_files, sample, with_settings};

fn hints(view: &View, path: &str) -> String {
    let file = view.file(path);
    let text = view.text(file);
    let all = TextRange::new(0, text.len() as u32);
    let hints = view.analysis.inlay_hints(file, all);
    hints
        .iter()
        .map(|hint| {
            let line = text[..hint.offset as usize].lines().last().unwrap_or_default();
            format!("{line}  {}\n", hint.label)
        })
        .collect()
}

#[test]
fn a_hint_stands_behind_the_brace_of_what_is_open() {
    let view = sample();
    let all: String = SAMPLE.iter().map(|(path, _)| hints(&view, path)).collect();
    expect![[r#"
        resource "aws_s3_bucket" "orders" {  yours: 1 of 6 open · retention
        resource "aws_lambda_function" "orders" {  yours: 3 of 6 open · secrets, IAM +1
        resource "azurerm_storage_account" "docs" {  yours: 4 of 7 open · network, access +2
    "#]]
    .assert_eq(&all);
}

#[test]
fn every_resource_has_a_hint_while_learning_and_none_in_quiet() {
    let learn = of_files(&SAMPLE, Settings { guidance: Guidance::Learn, ..Settings::default() });
    let all: String = SAMPLE.iter().map(|(path, _)| hints(&learn, path)).collect();
    expect![[r#"
        resource "aws_s3_bucket" "orders" {  yours: 1 of 6 open · retention
        resource "aws_s3_bucket" "logs" {  yours: 1 shown, 3 assumed
        resource "aws_iam_role" "orders" {  yours: all 4 shown
        resource "aws_iam_role_policy" "orders" {  yours: all 2 shown
        resource "aws_iam_role_policy_attachment" "orders_logs" {  yours: all 1 shown
        resource "aws_lambda_function" "orders" {  yours: 3 of 6 open · secrets, IAM +1
        resource "azurerm_storage_account" "docs" {  yours: 4 of 7 open · network, access +2
        resource "azurerm_log_analytics_workspace" "main" {  yours: all 1 shown
    "#]]
    .assert_eq(&all);
    let quiet = of_files(&SAMPLE, Settings { guidance: Guidance::Quiet, ..Settings::default() });
    assert_eq!(hints(&quiet, "/shop/main.tf"), "");
    let open = Settings { guidance: Guidance::Quiet, inlay_hints: InlayHints::Open, ..Settings::default() };
    assert_ne!(hints(&of_files(&SAMPLE, open), "/shop/main.tf"), "");
}

#[test]
fn a_hint_is_at_most_40_characters_and_its_tooltip_is_the_hover() {
    let view = sample();
    for (path, text) in SAMPLE {
        let file = view.file(path);
        for hint in view.analysis.inlay_hints(file, TextRange::new(0, text.len() as u32)) {
            assert!(hint.label.chars().count() <= 40, "{}", hint.label);
            let tooltip = view.analysis.inlay_tooltip(file, hint.offset).expect("a tooltip");
            assert!(tooltip.contains("**Open: "), "{tooltip}");
        }
    }
}

#[test]
fn only_hints_of_the_asked_range_are_given() {
    let view = sample();
    let (file, offset) = view.find("/shop/main.tf", "module");
    assert!(view.analysis.inlay_hints(file, TextRange::new(offset, offset + 10)).is_empty());
}

fn lenses(view: &View, path: &str) -> String {
    let file = view.file(path);
    let lenses = view.analysis.code_lenses(file);
    lenses
        .iter()
        .map(|lens| {
            let at = view.place(ide::FileRange { file, range: lens.range });
            format!("{at}: {} {}\n", lens.title, lens.resource.as_deref().unwrap_or("(file)"))
        })
        .collect()
}

#[test]
fn one_lens_stands_at_the_top_of_a_file_with_something_open() {
    let view = sample();
    let all: String = SAMPLE.iter().map(|(path, _)| lenses(&view, path)).collect();
    expect![[r#"
        1:1 : 1 open in this file · report (file)
        1:1 : 3 open in this file · 1 critical · report (file)
        1:1 : 4 open in this file · report (file)
    "#]]
    .assert_eq(&all);
}

#[test]
fn a_lens_above_each_resource_on_request() {
    let settings = Settings { code_lens: CodeLenses::Resource, ..Settings::default() };
    let view = of_files(&SAMPLE, settings);
    expect![[r#"
        1:1 resource: 3 open · 2 shown · 1 can't be told aws_lambda_function.orders
    "#]]
    .assert_eq(&lenses(&view, "/shop/main.tf"));
    let off = Settings { code_lens: CodeLenses::Off, ..Settings::default() };
    assert_eq!(lenses(&of_files(&SAMPLE, off), "/shop/main.tf"), "");
}

#[test]
fn the_outline_has_every_block_and_what_is_open() {
    let view = with_settings(
        r#"
terraform {}
provider "aws" {}
variable "a" {}
locals {}
resource "azurerm_storage_account" "docs" {}
data "aws_region" "here" {}
module "m" { source = "./m" }
output "o" { value = 1 }
"#,
        Settings::default(),
    );
    let file = view.file("/main.tf");
    let outline: String = view
        .analysis
        .symbols(file)
        .iter()
        .map(|symbol| {
            let name = view.place(ide::FileRange { file, range: symbol.name_range });
            format!(
                "{} {} at {name}: {}\n",
                symbol.keyword,
                symbol.name,
                symbol.detail.as_deref().unwrap_or("-")
            )
        })
        .collect();
    expect![[r#"
        terraform terraform at 1:1 terraform: -
        provider provider.aws at 2:10 "aws": -
        variable var.a at 3:10 "a": -
        locals locals at 4:1 locals: -
        resource azurerm_storage_account.docs at 5:36 "docs": 3 of 6 open
        data data.aws_region.here at 6:19 "here": -
        module module.m at 7:8 "m": -
        output output.o at 8:8 "o": -
    "#]]
    .assert_eq(&outline);
}
