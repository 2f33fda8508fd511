import Foundation
import OpsClient
import OpsCore
import OpsTUI
import OpsTerminal

/// The dashboard on this process' terminal.
struct DashboardFace {
    let client: OpsClient
    let options: FaceOptions
    private let control = DashboardControl()
    private let ending = Signals.ending()

    init(client: OpsClient, options: FaceOptions) {
        self.client = client
        self.options = options
    }

    /// Why the terminal cannot show it; nil where it can.
    static var terminalProblem: TerminalError? { TerminalProbe.problem() }

    var hasTerminal: Bool { Self.terminalProblem == nil }

    /// Shows it until a person quits, the terminal goes, a signal asks for the end or `seconds` are over.
    func run(seconds: Int? = nil, quitWarning: (@Sendable () async -> String?)?) async throws -> DashboardEnd {
        let directories = SocketSearch.paths.configurationDirectories
        let keymap = directories.map { $0 + "/keymap.yaml" }.first { FileManager.default.isReadableFile(atPath: $0) }
        let settings = DashboardOptions(
            client: client, readOnly: options.readOnly, themeName: options.theme,
            themeSearchPaths: directories.map { "\($0)/themes" } + Self.sharedThemes, keymapFile: keymap,
            quitWarning: quitWarning, control: control)
        let control = control
        let signals = Task { [ending] in
            for await number in ending { control.stop(.signalled(number)) }
        }
        let timer = Task {
            guard let seconds else { return }
            try await Task.sleep(for: .seconds(seconds))
            control.stop(.quit)
        }
        defer {
            signals.cancel()
            timer.cancel()
        }
        return try await Dashboard.run(settings)
    }

    /// Themes beside the program: `PREFIX/share/opstui/themes`, and those of a checkout.
    private static var sharedThemes: [String] {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let prefix = program.deletingLastPathComponent().deletingLastPathComponent()
        return ["\(prefix.path)/share/opstui/themes", "themes"]
    }
}
