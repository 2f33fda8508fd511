import OpsClient
import OpsCore
import OpsTerminal

/// Puts a dashboard together, runs it and takes it apart: terminal, subscriptions, loop.
enum DashboardRuntime {
    static func run(
        _ options: DashboardOptions, terminal: TerminalEnvironment = .process
    ) async throws -> DashboardEnd {
        let settings = DashboardSettings(
            readOnly: options.readOnly, keymap: try options.keymapFile.map(KeymapLoader.load) ?? .shipped,
            asksBeforeQuit: options.quitWarning != nil)
        let theme = try ThemeLoader.load(name: options.themeName, searchPaths: options.themeSearchPaths)
        let session = try TerminalSession.open(terminal)
        let screen = Screen(session, theme: theme, ascii: options.ascii)
        let clock = SystemClock()
        let queue = EventQueue(clock: clock)
        let runner = EffectRunner(client: options.client, quitWarning: options.quitWarning, queue: queue)
        let size = Size(columns: session.size.columns, rows: session.size.rows)
        let state = DashboardState(settings: settings, size: size, at: Moment(clock))
        let loop = DashboardLoop(state: state, screen: screen, queue: queue, runner: runner)
        let sources = subscribe(options.client, session, clock, queue)
        options.control.whenStopped { end in Task { await queue.post(.stop(end)) } }
        if let notice = session.notice { await queue.post(.notice(notice)) }
        let end = await loop.run()
        options.control.whenStopped(nil)
        // The person gets the terminal back first; what is left may take a moment.
        session.close()
        await queue.close()
        for source in sources { source.cancel() }
        for source in sources { await source.value }
        return end
    }

    private static func subscribe(
        _ client: OpsClient, _ session: TerminalSession, _ clock: SystemClock, _ queue: EventQueue
    ) -> [Task<Void, Never>] {
        let events = session.events
        return [
            Task { await TerminalSubscription.run(events, into: queue) },
            Task { await StreamSubscription.run(client, into: queue) },
            Task { await TelemetrySubscription.run(client, into: queue) },
            Task { await ClockSubscription.run(clock, into: queue) },
        ]
    }
}
