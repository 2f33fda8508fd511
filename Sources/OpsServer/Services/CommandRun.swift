import OpsCore

/// Drives one command's machine: takes events one after the other and does everything an event asks for, in order,
/// before the next one, so that a slow database can never let a message out that a later event forbids.
actor CommandRun {
    /// What the machine's actions need from the outside.
    struct Hooks: Sendable {
        /// Makes the status durable, then tells the stream; false where it could not be stored.
        var save: @Sendable (CommandStatus) async -> Bool
        /// Hands a message to the broker. Nil on success, else whether it may have left all the same.
        var publish: @Sendable (ValveCommandMessage) async -> PublishFailure?
        /// Every condition once more; nil where all hold.
        var recheck: @Sendable () async -> Refusal?
        var finished: @Sendable (CommandStatus) async -> Void
    }

    struct PublishFailure: Sendable { var mayHaveLeft: Bool }

    /// Events that wait while an earlier one is worked on; more than this is a device gone mad, and the oldest states
    /// among them say nothing that the newer ones do not.
    static let inboxLimit = 256

    private var machine: OpsCore.Actuation
    private let hooks: Hooks
    private let clock: any OpsClock
    private var inbox: [ActuationEvent] = []
    private var draining = false
    private var idleWaiters: [CheckedContinuation<Void, Never>] = []
    private var timer: Task<Void, Never>?

    init(_ machine: OpsCore.Actuation, hooks: Hooks, clock: any OpsClock) {
        self.machine = machine
        self.hooks = hooks
        self.clock = clock
    }

    /// The command as it now is.
    var status: CommandStatus { machine.status }

    /// Takes an event; returns at once.
    func post(_ event: ActuationEvent) {
        if inbox.count >= Self.inboxLimit, let stale = inbox.firstIndex(where: { $0.isState }) {
            inbox.remove(at: stale)
        }
        inbox.append(event)
        guard !draining else { return }
        draining = true
        Task { await drain() }
    }

    /// Takes an event and returns once everything that was asked for is done.
    func settle(_ event: ActuationEvent) async {
        post(event)
        await withCheckedContinuation { idleWaiters.append($0) }
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
            // What is not durable is not sent.
            guard status.state == .requested else { return true }
            inbox.insert(.publishFailed(.select, mayHaveLeft: false), at: 0)
            inbox.insert(.publishFailed(.operate, mayHaveLeft: false), at: 1)
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

    /// Waits for the broker's word beside the machine: the device's answer may come before it.
    private func send(_ message: ValveCommandMessage) {
        Task {
            guard let failure = await hooks.publish(message) else { return }
            post(.publishFailed(message.phase, mayHaveLeft: failure.mayHaveLeft))
        }
    }

    private func wake(at time: MonotonicTime) {
        timer?.cancel()
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
}
