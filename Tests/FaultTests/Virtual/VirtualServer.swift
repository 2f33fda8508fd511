import OpsCore

/// A server as it is on the virtual clock: what the valve service holds, without its threads.
struct VirtualServer {
    /// One command's machine and its inbox, as its driver keeps them.
    struct Run {
        var machine: Actuation
        let valve: Int
        /// The session in which it was asked for; nil for one that was restored.
        let session: Int?
        var inbox: [ActuationEvent] = []
        var pending: [ActuationAction] = []
        /// The driver waits for storage or for the conditions.
        var isWaiting = false
        var timerAt: Int64?
        /// Whether the site's own condition held when it was asked again; false where it never was.
        var conditionHeld = false
        var isForgotten = false

        /// True where the next event can be taken.
        var isReady: Bool { !isForgotten && !isWaiting && !inbox.isEmpty }
    }

    /// A message on its way to the client's thread.
    struct Sending {
        var message: ValveCommandMessage
        var command: Int
        var session: Int?
        /// Not from then on, on the monotonic clock.
        var by: MonotonicTime?
        var life: Int
    }

    let valves: [ValveConfiguration]
    /// Rises with each start.
    var life = 1
    var isUp = true
    var skew: Int64 = 0
    /// The link to the broker.
    var session: Int?
    var sessions = 0
    var losses = 0
    var models: [ValveTelemetryModel]
    /// When the newest live state of each valve came over this link; nil where none did.
    var liveAt: [Int64?]
    var runs: [Run] = []
    /// The command in command of each valve, and those before it that are still watched.
    var current: [Int?]
    var overtaken: [[Int]]
    var failedConditions: [Bool]
    var storageFails = false
    /// What a restart finds, by command, and the states that storage still owes.
    var stored: [String: CommandStatus] = [:]
    var owed: [String: CommandStatus] = [:]
    var epoch: Int64 = 0
    var killAfter: (steps: Int, milliseconds: Int64)?
    /// The newest state of every command of every life, in order.
    private var order: [String] = []
    private var newest: [String: CommandStatus] = [:]

    init(_ valves: [ValveConfiguration]) {
        self.valves = valves
        models = valves.map { ValveTelemetryModel(valve: $0.id, configuration: $0) }
        liveAt = valves.map { _ in nil }
        current = valves.map { _ in nil }
        overtaken = valves.map { _ in [] }
        failedConditions = valves.map { _ in false }
    }

    var latest: [CommandStatus] { order.compactMap { newest[$0] } }

    /// True where nothing is under way.
    var isIdle: Bool { order.allSatisfy { newest[$0]?.state.isFinal ?? true } && owed.isEmpty }

    mutating func remember(_ status: CommandStatus) {
        if newest.updateValue(status, forKey: status.id) == nil { order.append(status.id) }
    }

    /// Every command that is watched on a valve, the one in command last.
    func watched(_ valve: Int) -> [Int] { overtaken[valve] + [current[valve]].compactMap(\.self) }

    /// A new process: nothing in memory.
    mutating func forget() {
        life += 1
        session = nil
        models = valves.map { ValveTelemetryModel(valve: $0.id, configuration: $0) }
        liveAt = valves.map { _ in nil }
        for index in runs.indices { runs[index].isForgotten = true }
        current = valves.map { _ in nil }
        overtaken = valves.map { _ in [] }
        owed = [:]
        killAfter = nil
    }
}
