import CHiredis
import Foundation
import Glibc

/// The client's one thread: connection after connection, with a pause in between, until a stop is asked for.
struct RedisThread: Sendable {
    let endpoint: RedisEndpoint
    let desk: RedisDesk
    let events: AsyncStream<RedisLinkEvent>.Continuation

    /// Starts the thread. It holds the desk, not the client.
    func start() {
        let thread = Thread {
            blockSignals()
            run()
            events.finish()
            desk.end()
        }
        thread.name = "redis"
        thread.stackSize = 256 << 10
        thread.start()
    }

    private func run() {
        var delay = ReconnectDelay()
        while !desk.isStopping {
            let end = RedisConnection(endpoint, desk: desk) { events.yield(.linkUp) }.run()
            if desk.isStopping { return }
            let now = MonotonicSeconds.now
            let pause = delay.next(upSeconds: end.upSince.map { now - $0 } ?? 0, jitter: .random(in: 0...1))
            events.yield(.linkDown(reason: end.reason, retryInSeconds: pause))
            wait(until: now + pause)
        }
    }

    private func wait(until deadline: Double) {
        while !desk.isStopping {
            let rest = deadline - MonotonicSeconds.now
            if rest <= 0 { return }
            var place = pollfd(fd: desk.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&place, 1, Int32(rest * 1000 + 1)) > 0 { desk.wakeup.clear() }
        }
    }

    /// Signals are for the process' other threads; a closed socket must not end us by SIGPIPE.
    private func blockSignals() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}
