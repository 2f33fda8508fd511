/// A movement somebody ordered, as a valve's states tell it.
struct ValveStroke: Sendable {
    /// A place and when the valve was there: by this host's clock as the message came, and by the device's own.
    struct Mark: Sendable {
        var position: Double
        var arrived: MonotonicTime
        var reported: WallTime

        init(_ state: ValveStateMessage, position: Double? = nil, at now: MonotonicTime) {
            self.position = position ?? state.position
            arrived = now
            reported = state.at
        }

        /// Seconds to a later mark, the shorter of both clocks: a link that held messages back makes the one long, a
        /// device whose clock was set makes the other wrong. A device clock that stands still is not asked.
        func seconds(to later: Mark) -> Double {
            let here = later.arrived.seconds(since: arrived)
            let there = later.reported.seconds(since: reported)
            return there > 0 ? min(here, there) : here
        }
    }

    /// The command that ordered it; nil where it was under way when it was first seen.
    let commandID: String?
    let start: Double
    var target: Double
    /// The last place and time at which it had come on by more than 1 %.
    var progress: Mark
    /// Where and when the movement began.
    var began: Mark?
    /// Where its pace was last judged.
    var paced: Mark?
    /// False once anything happened that makes its time say nothing of the valve.
    var isClean: Bool
    var wasSlow = false
    /// True once it has come to its end; what follows is rest.
    var isDone = false

    init(_ state: ValveStateMessage, target: Double, from start: Double, ordered: Bool, at now: MonotonicTime) {
        commandID = ordered ? state.lastCommandID : nil
        self.target = target
        self.start = start
        progress = Mark(state, position: start, at: now)
        isClean = state.quality == .good && state.mode == .remote
    }

    var direction: TravelBaseline.Direction { target > start ? .opening : .closing }

    /// Seconds that a full stroke would have taken; nil where this one is too short or too odd to say.
    func fullStrokeSeconds(at end: Mark) -> Double? {
        guard commandID != nil, isClean, let began else { return nil }
        let way = abs(end.position - began.position)
        let seconds = began.seconds(to: end)
        guard way >= 50, seconds > 0 else { return nil }
        return seconds * 100 / way
    }
}
