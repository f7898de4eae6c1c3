//! Deliberate faults of the prover, for the test that shows each of them is caught. Only `right` is built
//! outside tests.

#[cfg(not(test))]
macro_rules! unless_faulty {
    ($fault:ident, $right:expr, $wrong:expr) => {
        $right
    };
}

#[cfg(test)]
macro_rules! unless_faulty {
    ($fault:ident, $right:expr, $wrong:expr) => {
        if $crate::narrowing::fault::active($crate::narrowing::fault::Fault::$fault) {
            $wrong
        } else {
            $right
        }
    };
}

#[cfg(test)]
pub(crate) use switch::*;

#[cfg(test)]
mod switch {
    use std::cell::Cell;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Fault {
        OneTakesAnyRun,
        OneTakesAtom,
        NoFreshLetter,
        LimitIsProof,
        NotActionIsEverything,
        NotResourceIsEverything,
        OneReading,
        RemovedDenyForgotten,
        UnionOverOtherActions,
        PrincipalsForgotten,
        ConditionsReversed,
        DenyConditionForgotten,
    }

    pub(crate) const ALL: [Fault; 12] = [
        Fault::OneTakesAnyRun,
        Fault::OneTakesAtom,
        Fault::NoFreshLetter,
        Fault::LimitIsProof,
        Fault::NotActionIsEverything,
        Fault::NotResourceIsEverything,
        Fault::OneReading,
        Fault::RemovedDenyForgotten,
        Fault::UnionOverOtherActions,
        Fault::PrincipalsForgotten,
        Fault::ConditionsReversed,
        Fault::DenyConditionForgotten,
    ];

    thread_local! {
        static ACTIVE: Cell<Option<Fault>> = const { Cell::new(None) };
    }

    pub(crate) fn active(fault: Fault) -> bool {
        ACTIVE.get() == Some(fault)
    }

    /// Runs `test` with one fault in the prover of this thread.
    pub(crate) fn with<T>(fault: Fault, test: impl FnOnce() -> T) -> T {
        ACTIVE.set(Some(fault));
        let result = test();
        ACTIVE.set(None);
        result
    }
}
