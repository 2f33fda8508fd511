/// What a terminal tells.
public enum TerminalEvent: Hashable, Sendable {
    /// A key was pressed.
    case key(Key)
    /// Text was pasted: never to be taken for keys. At most 64 KiB; line ends are `\n`, other controls are left out.
    case paste(String)
    /// The window has a new size and is blank: draw everything again.
    case resize(TerminalSize)
    /// The process was stopped and goes on; the session has drawn the screen again by itself.
    case resumed
    /// The terminal is gone, with the reason. The last event.
    case gone(reason: String)
}
