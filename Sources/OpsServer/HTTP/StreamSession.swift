import Foundation
import Hummingbird
import NIOCore
import OpsCore
import ServiceLifecycle

/// One client's stream: feeds events into a bounded buffer and writes from it. A client that does not keep up is cut off.
struct StreamSession: Sendable {
    private enum Item: Sendable {
        case snapshot(OpsSnapshot)
        case change(NumberedChange)
        case keepAlive

        /// A keep-alive asks for all that no change tells: expiry, the end of a grace, groups of people.
        var mayEndKeys: Bool {
            switch self {
            case .keepAlive: true
            case .change(let change): if case .tenants = change.change { true } else { false }
            case .snapshot: false
            }
        }
    }

    /// How long after its key ended a caller may still be sent changes; a quiet stream ends at its next keep-alive.
    private static let standingAge = Duration.seconds(1)

    private struct Progress: Sendable {
        var written = 0
        var isWriting = false
    }

    let services: EdgeServices
    let context: OpsRequestContext
    /// The last sequence that the client has, where it is one of this server's.
    let resume: UInt64?
    private let standing: StreamStanding
    private let progress = Guarded(Progress())

    init(services: EdgeServices, context: OpsRequestContext, resume: UInt64?, standing: StreamStanding) {
        self.services = services
        self.context = context
        self.resume = resume
        self.standing = standing
    }

    /// Writes until the changes end, the client goes, falls behind or may no longer read, or the server stops.
    func run(_ writer: inout any ResponseBodyWriter) async throws {
        let feed = StreamInbox<Item>(capacity: services.limits.streamBuffer)
        let channel = context.channel
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await self.feedChanges(to: feed) }
                group.addTask { try await self.watch(feed) }
                defer { group.cancelAll() }
                try await write(feed, to: &writer)
            }
        } onGracefulShutdown: {
            feed.finish()
            // A write that a slow client holds up must not hold up the shutdown.
            channel.eventLoop.scheduleTask(in: .milliseconds(500)) { channel.close(promise: nil) }
        }
        try await writer.finish(nil)
    }

    private func feedChanges(to feed: StreamInbox<Item>) async {
        defer { feed.finish() }
        let stream = await services.operations.stream(after: resume)
        if var snapshot = stream.snapshot {
            snapshot.caller = context.caller.name
            feed.put(.snapshot(snapshot))
        }
        for await change in stream.changes {
            guard feed.put(.change(change)) else { break }
        }
    }

    /// Once a keep-alive interval: a comment, so that the client knows the link to be alive; or the end of the connection
    /// where one write has not come to its end since the last time.
    private func watch(_ feed: StreamInbox<Item>) async throws {
        var seen = progress.value
        while true {
            try await Task.sleep(for: services.limits.keepAlive)
            let now = progress.value
            if seen.isWriting && now.isWriting && now.written == seen.written {
                return context.channel.close(promise: nil)
            }
            feed.put(.keepAlive)
            seen = now
        }
    }

    /// As much as waits in one write, up to so many bytes.
    private static let writeSize = 65_536

    private func write(_ feed: StreamInbox<Item>, to writer: inout any ResponseBodyWriter) async throws {
        let encoder = OpsJSON.encoder()
        var askAgain = ContinuousClock.now
        for await _ in feed.bell {
            let items = feed.take()
            if items.contains(where: \.mayEndKeys) || ContinuousClock.now >= askAgain {
                guard standing.holds() else { return }
                askAgain = .now + Self.standingAge
            }
            var text = ByteBuffer()
            for item in items {
                try put(item, into: &text, encoder)
                guard text.readableBytes >= Self.writeSize else { continue }
                try await write(text, to: &writer)
                text.clear()
            }
            if text.readableBytes > 0 { try await write(text, to: &writer) }
        }
    }

    private func write(_ text: ByteBuffer, to writer: inout any ResponseBodyWriter) async throws {
        progress.with { $0.isWriting = true }
        try await writer.write(text)
        progress.with { progress in
            progress.isWriting = false
            progress.written += 1
        }
    }

    private func put(_ item: Item, into text: inout ByteBuffer, _ encoder: JSONEncoder) throws {
        switch item {
        case .keepAlive: text.writeString(": keep-alive\n\n")
        case .snapshot(let snapshot):
            event("snapshot", snapshot.sequence, try encoder.encode(snapshot), into: &text)
        case .change(let change): event("change", change.sequence, try change.json(encoder), into: &text)
        }
    }

    /// The encoder writes no line breaks, so the data is one line.
    private func event(_ name: String, _ sequence: UInt64, _ data: Data, into text: inout ByteBuffer) {
        text.writeString("event: \(name)\nid: \(EventID.text(boot: services.boot, sequence: sequence))\ndata: ")
        text.writeBytes(data)
        text.writeString("\n\n")
    }
}
