import OpsClient
import OpsCore

/// What the sources tell: the server's stream and the dashboard's own telemetry.
extension DashboardReducer {
    /// Differences of the clocks below this are taken for transit time, milliseconds.
    private static let clockDeadbandMilliseconds: Int64 = 400

    static func take(_ state: inout DashboardState, _ update: StreamUpdate) {
        let now = state.at.monotonic
        switch update {
        case .snapshot(let snapshot):
            state.stream.heard(at: now, regular: false)
            let offset = snapshot.at.milliseconds &- state.at.wall.milliseconds
            state.clockOffsetMilliseconds = abs(offset) <= clockDeadbandMilliseconds ? 0 : offset
            state.snapshot = snapshot
            snapshot.commands.forEach { follow(&state, $0) }
        case .change(let change):
            state.stream.heard(at: now, regular: change.isRegular)
            take(&state, change)
        case .alive:
            state.stream.heard(at: now, regular: false)
        case .down(let reason, _):
            state.stream.lost(reason, at: now)
        }
    }

    private static func take(_ state: inout DashboardState, _ change: NumberedChange) {
        // A change from ahead of our idea of the server's clock corrects that idea; one from behind is only late.
        let ahead = change.at.milliseconds &- state.serverNow.milliseconds
        if ahead > clockDeadbandMilliseconds { state.clockOffsetMilliseconds &+= ahead }
        state.snapshot?.apply(change.change, sequence: change.sequence, at: change.at)
        if case .command(let command) = change.change { follow(&state, command) }
    }

    private static func follow(_ state: inout DashboardState, _ command: CommandStatus) {
        guard state.hand?.id == command.id else { return }
        state.hand?.take(command, at: state.at.monotonic)
    }

    static func take(_ state: inout DashboardState, _ update: TelemetryUpdate) {
        switch update {
        case .linkUp:
            state.telemetry.phase = .live
        case .linkDown(let reason):
            state.telemetry.phase = .down(reason: reason)
        case .unavailable(let reason):
            state.telemetry.phase = .viaServer(reason: reason)
        case .readings(let readings, let unreadable):
            if !readings.isEmpty { state.telemetry.lastReading = state.at.monotonic }
            state.telemetry.unreadable &+= unreadable
            for reading in readings { keep(&state, reading) }
        case .overflow(let dropped):
            state.telemetry.dropped &+= dropped
        }
    }

    private static func keep(_ state: inout DashboardState, _ reading: ValveReading) {
        if let known = state.heard[reading.valveID] {
            // A message that was delivered late or twice must not take the valve back in time.
            let older = reading.message.sequence <= known.reading.message.sequence
            if reading.message.bootID == known.reading.message.bootID, older { return }
        } else if state.heard.count >= DashboardState.heardLimit {
            return
        }
        state.heard[reading.valveID] = HeardValve(reading: reading, at: state.at.monotonic)
    }
}

extension NumberedChange {
    /// True for values that come at a steady pace and so tell when silence is too long.
    var isRegular: Bool {
        if case .metrics = change { true } else { false }
    }
}
