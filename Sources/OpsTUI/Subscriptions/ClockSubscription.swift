import OpsCore

/// One tick a second, just after the wall clock's second, so that the screen's clock is right and wakes nobody twice.
enum ClockSubscription {
    static func run(_ clock: some OpsClock, into queue: EventQueue) async {
        while !Task.isCancelled {
            let rest = 1000 - clock.wall.milliseconds % 1000
            try? await Task.sleep(for: .milliseconds(min(max(rest, 1), 1000) + 5))
            guard !Task.isCancelled else { return }
            await queue.post(.tick)
        }
    }
}
