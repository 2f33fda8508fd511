import OpsMQTT

/// A device's outgoing messages, one after the other in order. Bounded; what cannot be sent at once is dropped, because
/// the next heartbeat says everything anew.
struct PlantOutbox: Sendable {
    private let queue: AsyncStream<MQTTMessage>.Continuation
    private let sender: Task<Void, Never>

    init(_ client: MQTTClient) {
        let (messages, queue) = AsyncStream.makeStream(of: MQTTMessage.self, bufferingPolicy: .bufferingNewest(64))
        self.queue = queue
        sender = Task {
            for await message in messages {
                _ = try? await client.publish(message, timeout: .seconds(5))
            }
        }
    }

    func send(_ message: MQTTMessage) { queue.yield(message) }

    func close() {
        queue.finish()
        sender.cancel()
    }
}
