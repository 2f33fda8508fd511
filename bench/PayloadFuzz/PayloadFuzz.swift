// What `scripts/fuzz-payloads` builds with libFuzzer: every reader of bytes from a broker, each call one payload.
// A crash, a trap, a time-out or a broken promise (`precondition`) is a finding.

/// The host that all payloads of a run go through, so that births, gaps and deaths follow each other.
nonisolated(unsafe) private var host = SparkplugHost(
    valves: [SparkplugAddress(group: "g", node: "n", device: "d"): "v-1"], seed: 1)
nonisolated(unsafe) private var time: Int64 = 1_800_000_000_000

/// The bytes live as long as the call; they are copied before anything reads them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    guard size > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
    switch data[0] % 8 {
    case 0: sparkplug(bytes)
    case 1: feed(bytes, Int(data[0]) / 8)
    case 2:
        if let state = try? ValveStateMessage.decode(bytes) { precondition((0...100).contains(state.position)) }
        bothWays(ValveStateMessage.self, bytes)
    case 3: bothWays(ValveTelemetryMessage.self, bytes)
    case 4: if let ack = try? ValveAckMessage.decode(bytes) { precondition(ValveTopic.isIdentifier(ack.commandID)) }
    case 5: _ = try? ValveCommandMessage.decode(bytes)
    case 6: _ = (SparkplugHostState.decode(bytes), try? ValveAvailability.decode(bytes))
    default: topic(String(decoding: bytes, as: UTF8.self))
    }
    return 0
}

/// What the fast way takes, the general one takes alike.
private func bothWays<Payload: ValvePayload>(_ type: Payload.Type, _ bytes: [UInt8]) {
    _ = try? Payload.decode(bytes)
    guard let plain = Payload.plain(bytes) else { return }
    guard let general = try? Payload.decodeAny(bytes) else { preconditionFailure("only the fast way takes it") }
    precondition(plain == general, "the two ways differ")
}

private func sparkplug(_ bytes: [UInt8]) {
    guard let payload = try? SparkplugPayload.decode(bytes) else { return }
    let written = payload.encode()
    guard let again = try? SparkplugPayload.decode(written) else { preconditionFailure("what was written is not read") }
    precondition(again.encode() == written)
}

private func feed(_ bytes: [UInt8], _ choice: Int) {
    let kind = SparkplugMessageKind.allCases[choice % SparkplugMessageKind.allCases.count]
    let topic = "spBv1.0/g/\(kind.rawValue)/n" + (kind.concernsDevice ? "/d" : "")
    time += 50
    let now = ActuationInstant(
        wall: WallTime(milliseconds: time), monotonic: MonotonicTime(nanoseconds: (time - 1_799_999_999_000) * 1_000_000))
    for change in host.receive(topic: topic, bytes, retained: false, at: now) + host.timer(at: now) {
        guard case .state(let valve, let state) = change else { continue }
        precondition(ValveTopic.isIdentifier(valve) && (0...100).contains(state.position))
        precondition(state.lastCommandID.map(ValveTopic.isIdentifier) ?? true)
    }
}

private func topic(_ text: String) {
    if let topic = SparkplugTopic(parsing: text) { precondition(topic.text == text) }
    if let topic = ValveTopic(parsing: text) { precondition(topic.text == text) }
}
