import OpsClient

/// Follows the server's stream. The client reconnects by itself; an end of the stream is followed anew.
enum StreamSubscription {
    /// The wait before following anew where the stream ended, seconds.
    private static let retrySeconds = 2.0

    static func run(_ client: OpsClient, into queue: EventQueue) async {
        while !Task.isCancelled {
            for await update in client.stream() {
                await queue.post(.stream(update))
                if Task.isCancelled { return }
            }
            guard !Task.isCancelled else { return }
            await queue.post(.stream(.down(reason: "the stream ended", retryInSeconds: retrySeconds)))
            try? await Task.sleep(for: .seconds(retrySeconds))
        }
    }
}
