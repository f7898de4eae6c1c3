//! Would the other tests notice a prover that is wrong?

use super::{brute_force::disagreement, examples};
use crate::narrowing::fault::{ALL, with};

#[test]
fn each_deliberate_fault_of_the_prover_is_caught() {
    assert!(ALL.len() >= 10);
    let missed: Vec<_> = ALL
        .into_iter()
        .filter(|fault| {
            with(*fault, || examples::wrong().next().is_none() && disagreement(3, 5_000, 0).0.is_none())
        })
        .collect();
    assert_eq!(missed, []);
}
