/// Which terminal description to use, and what to tell the person where it is not the one that `TERM` names.
struct TerminalChoice: Sendable {
    var terminfo: Terminfo
    var notice: String?

    /// Takes the description that `TERM` names; of a terminal that shows any colour, the variant that says so; of one
    /// that this machine does not know (they are newer than its database), the nearest that every machine has.
    ///
    /// - Throws: `.unusable` when it is known to be unfit or no description is found.
    static func make(_ environment: TerminalEnvironment) throws(TerminalError) -> TerminalChoice {
        let output = environment.outputDescriptor
        guard let name = environment.terminalName, !name.isEmpty else {
            guard let basic = try Terminfo.read("vt100", output: output) else { throw missing() }
            return TerminalChoice(terminfo: basic, notice: "TERM is not set; using vt100")
        }
        guard isName(name) else { throw .unusable(reason: "TERM is not the name of a terminal") }
        let exact = try Terminfo.read(name, output: output)
        if exact != nil, let direct = direct(name, environment.colourHint),
            let terminfo = try Terminfo.read(direct, output: output)
        {
            return TerminalChoice(terminfo: terminfo, notice: nil)
        }
        if let exact { return TerminalChoice(terminfo: exact, notice: nil) }
        for substitute in ["xterm-256color", "xterm", "vt100"] {
            guard let terminfo = try Terminfo.read(substitute, output: output) else { continue }
            return TerminalChoice(
                terminfo: terminfo, notice: "this machine does not know TERM=\(name); using \(substitute)")
        }
        throw missing()
    }

    private static func missing() -> TerminalError { .unusable(reason: "this machine has no terminal descriptions") }

    /// Terminal names become file names: letters, digits and a few marks, never a path.
    private static func isName(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2B, 0x2D, 0x2E, 0x5F].contains(byte)
            } && !name.hasPrefix(".")
    }

    private static func direct(_ name: String, _ hint: String?) -> String? {
        guard hint == "truecolor" || hint == "24bit" else { return nil }
        return ["xterm-256color": "xterm-direct", "tmux-256color": "tmux-direct"][name]
    }
}
