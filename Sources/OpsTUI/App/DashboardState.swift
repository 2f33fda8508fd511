import OpsClient
import OpsCore

/// Everything the screen is made from. Only the reducer changes it.
struct DashboardState: Equatable, Sendable {
    var settings: DashboardSettings
    var size: Size
    var at: Moment

    // The server's word.
    var snapshot: OpsSnapshot?
    /// Server's clock minus ours, milliseconds.
    var clockOffsetMilliseconds: Int64 = 0
    var stream = StreamHealth()

    // What the dashboard heard itself.
    var telemetry = TelemetryHealth()
    var heard: [String: HeardValve] = [:]

    // What the person does.
    var focus: PaneID = .incidents
    var selections: [PaneID: Selection] = [:]
    var filters: [PaneID: String] = [:]
    /// True while `/` takes the keys.
    var isFiltering = false
    var overlays: [Overlay] = []
    var notice: Notice?
    var hand: CommandInHand?
    /// True from the quit key until its consequences are known.
    var isAskingToQuit = false

    init(settings: DashboardSettings, size: Size, at: Moment) {
        self.settings = settings
        self.size = size
        self.at = at
    }

    /// Own readings are kept for at most this many valves.
    static let heardLimit = 2000
}

extension DashboardState {
    /// The server's time, as far as it is known.
    var serverNow: WallTime { WallTime(milliseconds: at.wall.milliseconds &+ clockOffsetMilliseconds) }

    var isStreamFresh: Bool { stream.isFresh(at: at.monotonic) }

    /// True where the server says that it has no broker: no valve can be heard by anybody.
    var isBrokerDown: Bool {
        isStreamFresh && snapshot?.links.contains { $0.name == .mqtt && $0.state == .down } == true
    }

    /// A valve as the screen shows it.
    func view(of valve: ValveStatus) -> ValveView {
        ValveView(
            valve, heard: heard[valve.id], now: serverNow, monotonic: at.monotonic, serverIsFresh: isStreamFresh)
    }

    /// The valve named `id`; nil where there is none.
    func valve(_ id: String) -> ValveView? {
        snapshot?.valves.first { $0.id == id }.map(view(of:))
    }

    func incident(_ id: Int64) -> IncidentStatus? { snapshot?.incidents.first { $0.id == id } }

    func alert(_ id: String) -> AlertStatus? { snapshot?.alerts.first { $0.id == id } }
}
