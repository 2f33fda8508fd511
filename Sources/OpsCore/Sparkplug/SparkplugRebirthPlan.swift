/// When a node is asked for its births: soon, then ever more rarely, so that a node that does not answer is not hammered
/// and several hosts do not ask at the same moment.
struct SparkplugRebirthPlan: Sendable {
    static let firstWait = Duration.seconds(2)
    static let longestWait = Duration.seconds(300)

    let isWanted: Bool
    /// When to ask next; nil where there is nothing to ask.
    private(set) var due: MonotonicTime?
    private var asked = 0
    private var notBefore = MonotonicTime(nanoseconds: 0)
    private var random: SplitMix64

    init(isWanted: Bool, seed: UInt64) {
        self.isWanted = isWanted
        random = SplitMix64(seed: seed)
    }

    /// Asks within two seconds, unless births come by themselves.
    mutating func plan(at now: MonotonicTime) {
        guard due == nil else { return }
        due = max(now.advanced(by: Self.firstWait * Double.random(in: 0.5...1, using: &random)), notBefore)
    }

    /// Asks at once, or as soon as the last question is old enough.
    mutating func askNow(at now: MonotonicTime) { due = min(due ?? .init(nanoseconds: .max), max(now, notBefore)) }

    /// The births came, or the node is known to be gone.
    mutating func settle() {
        due = nil
        asked = 0
    }

    /// True where it must be asked now; then the next time is planned.
    mutating func isDue(at now: MonotonicTime) -> Bool {
        guard let due, now >= due else { return false }
        let wait = min(Self.longestWait, .seconds(5) * Double(1 << min(asked, 6)))
        asked += 1
        notBefore = now.advanced(by: .seconds(5))
        self.due = now.advanced(by: wait * Double.random(in: 0.75...1.25, using: &random))
        return true
    }
}
