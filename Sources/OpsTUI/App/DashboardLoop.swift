import OpsCore

/// Takes events, lets the reducer decide, starts effects, and draws at its own pace: at once for keys, at most ten times
/// a second for everything else, and nothing where nothing changed.
struct DashboardLoop {
    static let frameSeconds = 0.1

    private var state: DashboardState
    private let screen: Screen
    private let queue: EventQueue
    private let runner: EffectRunner
    private var drawnAt: MonotonicTime?
    private var isFramePending = false

    init(state: DashboardState, screen: Screen, queue: EventQueue, runner: EffectRunner) {
        self.state = state
        self.screen = screen
        self.queue = queue
        self.runner = runner
    }

    /// Runs until an effect ends it.
    func run() async -> DashboardEnd {
        var loop = self
        return await loop.loop()
    }

    private mutating func loop() async -> DashboardEnd {
        screen.draw(state)
        while true {
            let events = await queue.take()
            if events.isEmpty { return .quit }
            var isUrgent = false
            for event in events {
                if case .frame = event.kind { isFramePending = false }
                if case .resized = event.kind { screen.forget() }
                isUrgent = isUrgent || event.isUrgent
                for effect in DashboardReducer.reduce(&state, event) {
                    switch effect {
                    case .end(let end): return end
                    case .redraw: screen.forget(repaint: true)
                    default: await runner.start(effect)
                    }
                }
            }
            drawOrWait(isUrgent: isUrgent)
        }
    }

    private mutating func drawOrWait(isUrgent: Bool) {
        let now = state.at.monotonic
        let since = drawnAt.map { now.seconds(since: $0) } ?? .infinity
        if isUrgent || since >= Self.frameSeconds {
            screen.draw(state)
            drawnAt = now
        } else if !isFramePending {
            isFramePending = true
            let queue = queue
            Task {
                try? await Task.sleep(for: .seconds(Self.frameSeconds - since))
                await queue.post(.frame)
            }
        }
    }
}
