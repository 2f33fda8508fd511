import Glibc

/// What a session needs to know about its surroundings.
public struct TerminalEnvironment: Sendable {
    /// Where keys come from and where output goes. The session uses copies and closes neither.
    public var inputDescriptor: Int32
    public var outputDescriptor: Int32
    /// The value of `TERM`.
    public var terminalName: String?
    /// The value of `COLORTERM`: `truecolor` or `24bit` from terminals that take any colour.
    public var colourHint: String?
    /// The locale for characters; nil takes the process environment's (`LC_ALL`, `LC_CTYPE`, `LANG`).
    public var localeName: String?
    /// Whether output to standard error is held back while the session is open, if it would land on the screen: it is
    /// shown after the session, also after a crash. At most 64 KiB is kept.
    public var capturesStandardError: Bool

    /// Surroundings by hand, for tests and unusual terminals.
    public init(
        inputDescriptor: Int32, outputDescriptor: Int32, terminalName: String?, colourHint: String? = nil,
        localeName: String? = nil, capturesStandardError: Bool = false
    ) {
        self.inputDescriptor = inputDescriptor
        self.outputDescriptor = outputDescriptor
        self.terminalName = terminalName
        self.colourHint = colourHint
        self.localeName = localeName
        self.capturesStandardError = capturesStandardError
    }

    /// Standard input and output and the process environment.
    public static var process: TerminalEnvironment {
        TerminalEnvironment(
            inputDescriptor: STDIN_FILENO, outputDescriptor: STDOUT_FILENO, terminalName: variable("TERM"),
            colourHint: variable("COLORTERM"), capturesStandardError: true)
    }

    private static func variable(_ name: String) -> String? {
        // The string lives until the environment changes; it is copied at once.
        getenv(name).map { String(cString: $0) }
    }
}
