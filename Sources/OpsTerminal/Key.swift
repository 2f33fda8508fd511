/// A key that a person pressed, as far as terminals can tell them apart.
public enum Key: Hashable, Sendable {
    /// A printable character, one Unicode scalar.
    case character(Character)
    case enter, escape, tab, backTab, backspace, delete
    case up, down, left, right, pageUp, pageDown, home, end
    /// F1…F20.
    case function(Int)
    /// Control with a lower-case letter or one of `@ \ ] ^ _`. Control-C and control-Z arrive here too: no key sends a
    /// signal while a session is open. Tab, Enter and Backspace are themselves, not control characters.
    case control(Character)
}
