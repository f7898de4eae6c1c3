//! What the lexer tells.

/// What stands outside all brackets, and where lines begin inside of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// A line begins. Not told inside a heredoc or comment that has an end.
    NewLine,
    /// A name or a number.
    Word,
    /// A string, a heredoc, or any other mark; told where it begins.
    Other,
    /// `=`
    Equals,
    /// An opening bracket; everything up to its end lies inside.
    Open(Bracket),
    /// The bracket that ends the outermost open one.
    Close,
    /// A closing bracket that nothing opened.
    Stray(Bracket),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bracket {
    Brace,
    Square,
    Round,
}

/// A mark without its counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Quote,
    Heredoc,
    Comment,
    Unclosed(Bracket),
    /// `${` or `%{`.
    Template,
    Stray(Bracket),
    /// Deeper than is told apart.
    Nesting,
}
