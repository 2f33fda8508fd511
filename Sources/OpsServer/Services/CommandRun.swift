import OpsCore

/// Drives one command's machine: takes events one after the other and does everything an event asks for, in order,
/// before the next one, so that a slow database can never let a message out that a later event forbids.
actor CommandRun {
    /// What the machine's actions need from the outside.
    struct Hooks: Sendable {
        /// Makes the status durable, then tells the stream; false where it could not be stored yet.
        var save: @Sendable (CommandStatus) async -> Bool
        /// Hands a message to the broker, before the given time or not at all. Nil on success, else whether it may have
        /// left all the same.
        var publish: @Sendable (ValveCommandMessage, _ by: MonotonicTime?) async -> PublishFailure?
        /// Every condition once more; nil where all hold.
        var recheck: @Sendable () async -> Refusal?
        var finished: @Sendable (CommandStatus) async -> Void
    }

    struct PublishFailure: Sendable { var mayHaveLeft: Bool }

    /// Events that wait while an earlier one is worked on; more than this is a device gone mad, and the oldest states
    /// among them say nothing that the newer ones do not.
    static let inboxLimit = 256

    nonisolated let commandID: String
    nonisolated let epoch: Int64
    private var machine: OpsCore.Actuation
    private let hooks: Hooks
    private let clock: any OpsClock
    private var inbox: [ActuationEvent] = []
    private var draining = false
    private var idleWaiters: [CheckedContinuation<Void, Never>] = []
    private var timer: Task<Void, Never>?
    private var isAbandoned = false

    init(_ machine: OpsCore.Actuation, hooks: Hooks, clock: any OpsClock) {
        commandID = machine.status.id
        epoch = machine.status.epoch
        self.machine = machine
        self.hooks = hooks
        self.clock = clock
    }

    /// The command as it now is.
    var status: CommandStatus { machine.status }

    /// Takes an event; returns at once.
    func post(_ event: ActuationEvent) {
        guard !isAbandoned, makeRoom(for: event) else { return }
        inbox.append(event)
        guard !draining else { return }
        draining = true
        Task { await drain() }
    }

    /// Takes an event and returns once everything that was asked for is done.
    func settle(_ event: ActuationEvent) async {
        post(event)
        guard draining else { return }
        await withCheckedContinuation { idleWaiters.append($0) }
    }

    /// Does nothing from now on: the server stops, and its next start takes the command up from storage.
    func abandon() {
        isAbandoned = true
        timer?.cancel()
        inbox = []
    }

    /// False where the event must be dropped. What the link, the gate and people say is always taken; of what a device
    /// says, the oldest states go first.
    private func makeRoom(for event: ActuationEvent) -> Bool {
        guard inbox.count >= Self.inboxLimit else { return true }
        if let stale = inbox.firstIndex(where: { $0.isState }) {
            inbox.remove(at: stale)
            return true
        }
        return !event.isFromDevice
    }

    private func drain() async {
        while !inbox.isEmpty {
            let event = inbox.removeFirst()
            for action in machine.handle(event, at: clock.instant) {
                guard await perform(action) else { break }
            }
        }
        draining = false
        let waiters = idleWaiters
        idleWaiters = []
        for waiter in waiters { waiter.resume() }
    }

    /// False where the rest of the event's actions must not be done.
    private func perform(_ action: ActuationAction) async -> Bool {
        switch action {
        case .save(let status):
            if await hooks.save(status) { return true }
            // What is not durable does not move a valve: a selection is given up. Later states are told by the plant
            // and stored as soon as storage answers.
            guard status.state == .selected else { return true }
            inbox.insert(.rechecked(Self.notStored), at: 0)
            return false
        case .recheck:
            inbox.append(.rechecked(await hooks.recheck()))
        case .publish(let message):
            send(message)
        case .setTimer(let time):
            wake(at: time)
        case .finish:
            timer?.cancel()
            await hooks.finished(machine.status)
        }
        return true
    }

    private static let notStored = Refusal(.internalError, "The command's state could not be stored; nothing moved")

    /// Waits for the broker's word beside the machine: the device's answer may come before it.
    private func send(_ message: ValveCommandMessage) {
        // A cancel gives something back: it is never too late for that.
        let deadline = message.phase == .cancel ? nil : machine.sendDeadline
        Task {
            guard let failure = await hooks.publish(message, deadline) else { return }
            post(.publishFailed(message.phase, mayHaveLeft: failure.mayHaveLeft))
        }
    }

    private func wake(at time: MonotonicTime) {
        timer?.cancel()
        guard !isAbandoned else { return }
        let pause = time.duration(since: clock.monotonic)
        timer = Task {
            do { try await Task.sleep(for: max(pause, .zero)) } catch { return }
            post(.timer)
        }
    }
}

extension ActuationEvent {
    fileprivate var isState: Bool {
        if case .state = self { true } else { false }
    }

    fileprivate var isFromDevice: Bool {
        switch self {
        case .state, .acknowledged: true
        default: false
        }
    }
}
