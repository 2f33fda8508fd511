import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import OpsCore

extension OpsClient {
    /// The server's stream for as long as it is consumed: a snapshot, then each change in order, across reconnects.
    ///
    /// A gap, an answer that cannot be read or a consumer that is more than ``StreamReader/bufferLimit`` updates behind
    /// leads to a new snapshot; nothing is ever skipped silently.
    public func stream() -> AsyncStream<StreamUpdate> {
        let (updates, continuation) = AsyncStream.makeStream(
            of: StreamUpdate.self, bufferingPolicy: .bufferingOldest(StreamReader.bufferLimit))
        var reader = StreamReader(client: self, continuation: continuation)
        let task = Task { await reader.run() }
        continuation.onTermination = { _ in task.cancel() }
        return updates
    }
}

/// Follows `/ops/stream`: one connection after another, resuming where the last one ended.
struct StreamReader {
    static let bufferLimit = 4096
    /// The server speaks at least every 15 s; longer silence than this means that the link is dead.
    static let silenceLimitSeconds = 20

    let client: OpsClient
    let continuation: AsyncStream<StreamUpdate>.Continuation
    private var lastEventID: String?
    private var sequence: UInt64?
    private var backoff = Backoff(base: .milliseconds(250), cap: .seconds(5), stableAfter: .seconds(10))
    private let clock = SystemClock()

    init(client: OpsClient, continuation: AsyncStream<StreamUpdate>.Continuation) {
        self.client = client
        self.continuation = continuation
    }

    mutating func run() async {
        var random = SystemRandomNumberGenerator()
        while !Task.isCancelled {
            let reason = await follow()
            backoff.lost(at: clock.monotonic)
            let delay = backoff.next(using: &random)
            continuation.yield(.down(reason: reason, retryInSeconds: delay / .seconds(1)))
            try? await Task.sleep(for: delay)
        }
        continuation.finish()
    }

    /// One connection, to its end; returns why it ended.
    private mutating func follow() async -> String {
        do {
            var request = client.request(.GET, "/ops/stream")
            request.headers.replaceOrAdd(name: "accept", value: "text/event-stream")
            if let lastEventID { request.headers.add(name: "last-event-id", value: lastEventID) }
            let response = try await client.http.execute(request, timeout: .hours(24 * 365))
            if response.status.code >= 400 {
                let buffer = try await response.body.collect(upTo: 65_536)
                try OpsClient.check(response, Array(buffer.readableBytesView), method: .GET, path: "/ops/stream")
            }
            backoff.connected(at: clock.monotonic)
            var parser = ServerSentEvents()
            for try await buffer in response.body {
                for item in try parser.feed(buffer.readableBytesView) { try take(item) }
            }
            return "the server ended the stream"
        } catch let error as Interruption {
            forget()
            return error.reason
        } catch let error as OpsClientError {
            forget()
            return error.description
        } catch is DecodingError {
            // Resuming would bring the same bytes again.
            forget()
            return "the server sent what this version cannot read; asking for a new snapshot"
        } catch is ServerSentEvents.TooLarge {
            forget()
            return "the server sent an event that is too large"
        } catch {
            return OpsClient.reason(error, at: client.endpoint)
        }
    }

    private struct Interruption: Error { var reason: String }

    /// The next connection starts with a snapshot.
    private mutating func forget() {
        lastEventID = nil
        sequence = nil
    }

    private mutating func take(_ item: ServerSentEvents.Item) throws {
        guard case .event(let event) = item else { return try send(.alive) }
        let json = Data(event.data.utf8)
        switch event.name {
        case "snapshot":
            let snapshot = try OpsJSON.decoder().decode(OpsSnapshot.self, from: json)
            try OpsClient.checkVersion(snapshot.server)
            sequence = snapshot.sequence
            try send(.snapshot(snapshot))
        case "change":
            let change = try OpsJSON.decoder().decode(NumberedChange.self, from: json)
            guard let last = sequence, change.sequence == last + 1 else {
                throw Interruption(reason: "the stream skipped a change; asking for a new snapshot")
            }
            sequence = change.sequence
            try send(.change(change))
        default:
            try send(.alive)
        }
        if let id = event.id { lastEventID = id }
    }

    private func send(_ update: StreamUpdate) throws {
        if case .dropped = continuation.yield(update) {
            throw Interruption(reason: "this program fell behind the stream; asking for a new snapshot")
        }
    }
}
