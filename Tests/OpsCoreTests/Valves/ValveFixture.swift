import OpsCore

/// A valve, its reports and the time, for tables.
enum ValveFixture {
    static let configuration = ValveConfiguration(
        id: "v-1", name: "one", travelSeconds: 10, safePosition: 20, defaultAction: .close)

    static func at(_ seconds: Double) -> ActuationInstant {
        ActuationInstant(
            wall: WallTime(milliseconds: 1_800_000_000_000).advanced(seconds: seconds),
            monotonic: MonotonicTime(nanoseconds: Int64((1000 + seconds) * 1e9)))
    }

    static func state(
        _ sequence: Int64, _ position: Double, boot: String = "b1", rev: Int64 = 5, moving: Bool = false,
        target: Double? = nil, last: String? = nil, quality: SignalQuality = .good, mode: ValveMode = .remote,
        open: Bool? = nil, closed: Bool? = nil, interlocks: [String] = []
    ) -> ValveStateMessage {
        ValveStateMessage(
            bootID: boot, rev: rev, sequence: sequence, at: at(0).wall, position: position,
            limitOpen: open ?? (position >= 99.5), limitClosed: closed ?? (position <= 0.5), moving: moving,
            target: target, quality: quality, mode: mode, interlocks: interlocks, lastCommandID: last)
    }

    static func command(_ action: ValveAction, position: Double? = nil, id: String = "c-1") -> CommandStatus {
        CommandStatus(
            id: id, valveId: "v-1", action: action, position: position, actor: "op1", reason: nil, epoch: 9,
            issuedAt: at(0).wall, notAfter: at(5).wall)
    }

    static func ack(
        _ state: AckState, id: String = "c-1", cause: String? = nil, token: String? = "t", life: Int64? = 10_000
    ) -> ActuationEvent {
        .acknowledged(
            ValveAckMessage(
                commandID: id, state: state, cause: cause, selectToken: state == .selected ? token : nil,
                tokenLifeMilliseconds: state == .selected ? life : nil, rev: 5, at: at(0).wall,
                monotonicMilliseconds: 1))
    }
}
