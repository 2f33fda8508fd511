import Foundation
import Glibc

/// The client's one thread: session after session, with a pause in between, until a stop is asked for.
struct ClientThread: Sendable {
    let configuration: MQTTConfiguration
    let subscriptions: [MQTTSubscription]
    let greeting: @Sendable () -> MQTTGreeting
    let desk: ClientDesk
    let mailbox: EventMailbox

    /// Starts the thread. It holds the desk and the mailbox, not the client.
    func start() {
        let thread = Thread {
            blockSignals()
            run()
            mailbox.finish()
            desk.end()
        }
        thread.name = "mqtt"
        // A small stack: a process may hold a dozen clients.
        thread.stackSize = 256 << 10
        thread.start()
    }

    private func run() {
        var delay = ReconnectDelay(
            baseSeconds: configuration.backoffBaseSeconds, capSeconds: configuration.backoffCapSeconds)
        var version = MQTTVersion.v5
        while desk.farewell == nil {
            desk.noteAttempt()
            let end = session(version)
            if desk.farewell != nil { return }
            // A broker that says that it is too old for version 5 is greeted in its own at once; each later session
            // begins with 5 again, since brokers are renewed.
            let isOlder = version == .v5 && end.refusesVersion
            version = isOlder ? .v311 : .v5
            if isOlder { continue }
            let now = MonotonicSeconds.now
            let pause = delay.next(upSeconds: end.upSince.map { now - $0 } ?? 0, jitter: .random(in: 0...1))
            mailbox.put(.linkDown(reason: end.reason, retryInSeconds: pause))
            wait(until: now + pause)
        }
    }

    /// The handle goes with the session, and with the handle everything that it still held.
    private func session(_ version: MQTTVersion) -> MQTTSession.End {
        let greeting = greeting()
        var configuration = configuration
        configuration.will = greeting.will
        do throws(MQTTHandle.Failure) {
            return try MQTTSession(
                configuration, subscriptions: subscriptions, birth: greeting.birth, desk: desk, mailbox: mailbox,
                version: version
            ).run()
        } catch {
            return MQTTSession.End(reason: error.reason, upSince: nil)
        }
    }

    private func wait(until deadline: Double) {
        while desk.farewell == nil {
            let rest = deadline - MonotonicSeconds.now
            if rest <= 0 { return }
            var place = pollfd(fd: desk.wakeup.descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&place, 1, Int32(min(rest * 1000 + 1, 3_600_000))) > 0 { desk.wakeup.clear() }
        }
    }

    /// Signals are for the process' other threads; a closed socket must not end us by SIGPIPE.
    private func blockSignals() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}
