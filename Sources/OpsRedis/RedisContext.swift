import CHiredis
import Glibc

/// One connection of the C library's asynchronous interface, owned by one thread.
///
/// The library frees its context by itself when the connection fails; its `cleanup` hook then clears `raw`, so that
/// no freed context is ever used. Callbacks come only during calls made by self, and self outlives the context.
final class RedisContext {
    /// What a callback reports.
    enum Event {
        case connected
        case failed(String)
        /// A reply to the oldest unanswered command.
        case reply(RedisReply)
    }

    /// The library refused to begin.
    struct Failure: Error {
        let reason: String
    }

    private var raw: UnsafeMutablePointer<redisAsyncContext>?
    private(set) var wantsWrite = false
    private var events: [Event] = []

    /// Begins to connect. A host's name is looked up here, which may block this thread for some seconds.
    init(_ address: RedisEndpoint.Address) throws(Failure) {
        let made: UnsafeMutablePointer<redisAsyncContext>? =
            switch address {
            case .tcp(let host, let port): redisAsyncConnect(host, Int32(clamping: port))
            case .unix(let path): redisAsyncConnectUnix(path)
            }
        guard let made else { throw Failure(reason: "out of memory") }
        if made.pointee.err != 0 {
            let reason = Self.reason(made)
            redisAsyncFree(made)
            throw Failure(reason: reason)
        }
        raw = made
        _ = fcntl(made.pointee.c.fd, F_SETFD, FD_CLOEXEC)
        attach(made)
    }

    deinit { close() }

    /// The socket to poll; nil when the connection is over.
    var descriptor: Int32? { raw?.pointee.c.fd }

    /// What has happened since the last call.
    func takeEvents() -> [Event] {
        if events.isEmpty { return [] }
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    /// Appends a command to what is to be written; false when the connection is over.
    func send(_ command: RedisCommand) -> Bool {
        guard let raw else { return false }
        // The library copies the bytes during the call.
        return command.bytes.withUnsafeBytes { bytes in
            let start = bytes.bindMemory(to: CChar.self).baseAddress
            return redisAsyncFormattedCommand(
                raw, { context, reply, _ in RedisContext.take(reply: reply, of: context) }, nil, start, bytes.count)
                == REDIS_OK
        }
    }

    func read() { raw.map { redisAsyncHandleRead($0) } }

    func write() { raw.map { redisAsyncHandleWrite($0) } }

    /// Ends the connection at once; replies that have not come never will.
    func close() {
        guard let context = raw else { return }
        raw = nil
        redisAsyncFree(context)
    }

    private func attach(_ context: UnsafeMutablePointer<redisAsyncContext>) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        context.pointee.data = me
        context.pointee.ev.data = me
        context.pointee.ev.addRead = { _ in }  // we always read
        context.pointee.ev.delRead = { _ in }
        context.pointee.ev.addWrite = { RedisContext.from($0)?.wantsWrite = true }
        context.pointee.ev.delWrite = { RedisContext.from($0)?.wantsWrite = false }
        context.pointee.ev.cleanup = { RedisContext.from($0)?.raw = nil }
        redisAsyncSetDisconnectCallback(context) { context, _ in
            guard let context else { return }
            let owner = RedisContext.from(context.pointee.data)
            owner?.events.append(.failed(RedisContext.reason(UnsafeMutablePointer(mutating: context))))
        }
        redisAsyncSetConnectCallback(context) { context, status in
            guard let context else { return }
            let reason = RedisContext.reason(UnsafeMutablePointer(mutating: context))
            RedisContext.from(context.pointee.data)?.events.append(status == REDIS_OK ? .connected : .failed(reason))
        }
    }

    /// Called once a command, in order; with no reply when the connection ends before it.
    private static func take(reply: UnsafeMutableRawPointer?, of context: UnsafeMutablePointer<redisAsyncContext>?) {
        guard let context, let reply else { return }
        let copy = RedisReply(raw: UnsafePointer(reply.assumingMemoryBound(to: redisReply.self)))
        RedisContext.from(context.pointee.data)?.events.append(.reply(copy))
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> RedisContext? {
        pointer.map { Unmanaged<RedisContext>.fromOpaque($0).takeUnretainedValue() }
    }

    /// While connecting, the library keeps its error in the inner context only.
    private static func reason(_ context: UnsafeMutablePointer<redisAsyncContext>) -> String {
        guard context.pointee.err != 0 || context.pointee.c.err != 0 else { return "the connection was closed" }
        return withUnsafeBytes(of: &context.pointee.c.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
