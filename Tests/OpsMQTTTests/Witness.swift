import Foundation
import OpsMQTT
import OpsTestSupport

/// A started client and all that it has reported. Reads the events from its first moment unless told to hold.
final class Witness: Sendable {
    let client: MQTTClient
    private let log = EventLog()

    init(
        port: Int, name: String = "witness", subscriptions: [MQTTSubscription] = [], birth: [MQTTMessage] = [],
        will: MQTTMessage? = nil, account: (String, String)? = nil, keepAlive: Int = 15, answerTimeout: Double = 5,
        backoff: Double = 0.05, reading: Bool = true
    ) {
        var configuration = MQTTConfiguration(
            host: "127.0.0.1", port: port, clientID: "\(name)-\(UInt32.random(in: 0...UInt32.max))",
            keepAliveSeconds: keepAlive, will: will, backoffBaseSeconds: backoff, backoffCapSeconds: max(0.2, backoff),
            answerTimeoutSeconds: answerTimeout)
        (configuration.username, configuration.password) = (account?.0, account?.1)
        client = MQTTClient(configuration, subscriptions: subscriptions, birth: birth)
        client.start()
        if reading { read() }
    }

    init(_ configuration: MQTTConfiguration, subscriptions: [MQTTSubscription] = []) {
        client = MQTTClient(configuration, subscriptions: subscriptions)
        client.start()
        read()
    }

    /// Begins to read the events.
    func read() {
        Task { [log, client] in
            for await event in client.events { log.add(event) }
            log.finish()
        }
    }

    var events: [MQTTEvent] { log.events }
    var finished: Bool { log.isFinished }
    var messages: [MQTTMessage] {
        events.flatMap { event -> [MQTTMessage] in
            if case .messages(let list) = event { list } else { [] }
        }
    }
    var texts: [String] { messages.map { String(decoding: $0.payload, as: UTF8.self) } }
    var sessions: [UInt64] {
        events.compactMap { event in
            if case .linkUp(let session) = event { session } else { nil }
        }
    }
    var reasons: [String] {
        events.compactMap { event in
            if case .linkDown(let reason, _) = event { reason } else { nil }
        }
    }

    func waitForLink(session: UInt64 = 1) async throws {
        do {
            try await eventually("link-up of session \(session)") { sessions.contains(session) }
        } catch {
            throw NoLink(reasons: reasons)
        }
    }

    func waitForLinkDown(count: Int = 1, within limit: Duration = .seconds(15)) async throws {
        try await eventually(within: limit, "link-down") { reasons.count >= count }
    }

    func publish(
        _ topic: String, _ text: String, qos: Int = 1, retain: Bool = false, timeout: Duration = .seconds(5)
    ) async throws(MQTTError) {
        let message = MQTTMessage(topic: topic, payload: Array(text.utf8), qos: qos, retain: retain)
        try await client.publish(message, timeout: timeout)
    }
}

/// Invariant for `@unchecked Sendable`: everything is touched only inside `lock`.
private final class EventLog: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [MQTTEvent] = []
    private var over = false

    var events: [MQTTEvent] { lock.withLock { list } }
    var isFinished: Bool { lock.withLock { over } }
    func add(_ event: MQTTEvent) { lock.withLock { list.append(event) } }
    func finish() { lock.withLock { over = true } }
}

/// A link that did not come up, and why.
struct NoLink: Error {
    let reasons: [String]
}
