import OpsCore

/// Who waits for a command's outcome, and which states of commands are not stored yet. A value inside the valve service.
struct CommandDesk {
    private var waiters: [String: [UInt64: AsyncStream<CommandStatus>.Continuation]] = [:]
    private var nextWaiter: UInt64 = 0
    /// The newest state of each command that storage did not take.
    private var unstored: [String: (status: CommandStatus, note: AuditNote?)] = [:]

    // MARK: Outcomes

    /// Feeds `waiter` with the command's outcome; returns the number under which to leave.
    mutating func wait(for command: String, _ waiter: AsyncStream<CommandStatus>.Continuation) -> UInt64 {
        nextWaiter += 1
        waiters[command, default: [:]][nextWaiter] = waiter
        return nextWaiter
    }

    mutating func leave(_ command: String, _ number: UInt64) {
        waiters[command]?[number] = nil
        if waiters[command]?.isEmpty ?? false { waiters[command] = nil }
    }

    /// Tells those who wait, where the command is settled.
    func tell(_ command: CommandStatus) {
        guard command.isSettled else { return }
        for waiter in waiters[command.id, default: [:]].values { waiter.yield(command) }
    }

    // MARK: What is not stored yet

    /// The command as it is, where storage does not know that yet.
    func unstored(_ id: String) -> CommandStatus? { unstored[id]?.status }

    /// Commands whose newest state must still be stored.
    var toStore: [String] { unstored.keys.sorted() }

    func entry(_ id: String) -> (status: CommandStatus, note: AuditNote?)? { unstored[id] }

    /// Remembers a state for later; an audit row that is still owed stays owed.
    mutating func owe(_ command: CommandStatus, _ note: AuditNote?) {
        unstored[command.id] = (command, note ?? unstored[command.id]?.note)
    }

    /// Forgets what was stored, unless a newer state has come meanwhile.
    mutating func stored(_ command: CommandStatus) {
        if unstored[command.id]?.status == command { unstored[command.id] = nil }
    }
}

extension CommandStatus {
    /// True where whoever waits for the outcome need not wait longer.
    var isSettled: Bool { state.isFinal || state == .unknown }
}
